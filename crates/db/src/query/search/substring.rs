//! By a plain text, in every script, whatever the case of letters.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Result;
use crate::id::{DriveId, PageId};
use crate::ops::escape_like;
use crate::schema::{PageType, PageTypeSql};

/// `$1` is the pattern, `$2` the text in it.
const SUBSTRING: &str = "
WITH hit AS (
    SELECT id, bool_or(in_title) AS in_title, bool_or(NOT in_title) AS in_text FROM (
        SELECT id, true AS in_title FROM pages WHERE title ILIKE $1 AND id = ANY ($3)
      UNION ALL
        SELECT page_id, false FROM page_texts WHERE text ILIKE $1 AND page_id = ANY ($3)
    ) AS found
    GROUP BY id
), placed AS (
    SELECT pages.id, pages.drive_id, pages.title, pages.page_type, hit.in_title, hit.in_text,
           row_number() OVER (PARTITION BY pages.drive_id
                              ORDER BY hit.in_title DESC, pages.title, pages.id) AS place,
           count(*) OVER (PARTITION BY pages.drive_id) AS total
    FROM hit JOIN pages ON pages.id = hit.id AND pages.trashed_at IS NULL
)
SELECT placed.id, drive_id, title, page_type, in_title, total,
       CASE WHEN in_text
            THEN substr(text, greatest(strpos(lower(text), lower($2)) - 90, 1), 180 + char_length($2))
            ELSE title END AS excerpt
FROM placed LEFT JOIN page_texts ON in_text AND page_texts.page_id = placed.id
WHERE place <= $4
ORDER BY drive_id, place";

/// A page that has the text.
#[derive(Debug, Clone, QueryableByName)]
pub struct Excerpt {
    #[diesel(sql_type = Text)]
    pub id: PageId,
    #[diesel(sql_type = Text)]
    pub drive_id: DriveId,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = PageTypeSql)]
    pub page_type: PageType,
    #[diesel(sql_type = Bool)]
    pub in_title: bool,
    /// How many pages of the drive have the text.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
    /// About 180 characters around the first match in the text; the title, if that is where it is.
    #[diesel(sql_type = Text)]
    pub excerpt: String,
}

/// The live pages among `visible` that have the text in the title or in the content: of each drive the
/// first `limit`, those with it in the title first, then by title.
pub async fn substring(
    conn: &mut AsyncPgConnection,
    text: &str,
    visible: &[PageId],
    limit: u32,
) -> Result<Vec<Excerpt>> {
    Ok(diesel::sql_query(SUBSTRING)
        .bind::<Text, _>(format!("%{}%", escape_like(text)))
        .bind::<Text, _>(text)
        .bind::<Array<Text>, _>(visible)
        .bind::<BigInt, _>(i64::from(limit))
        .load(conn)
        .await?)
}
