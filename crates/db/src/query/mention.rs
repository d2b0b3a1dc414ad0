//! Pages and people that the contents of pages name.

use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::prepared;

use crate::id::{PageId, UserId};
use crate::schema::{Page, page_mentions, pages, user_mentions};
use crate::{Result, Tx};

/// Those that do not exist are left out: contents may name what is gone.
const NAME_PAGES: &str = "
INSERT INTO page_mentions (source_page_id, target_page_id)
SELECT $1, pages.id FROM pages WHERE pages.id = ANY ($2) AND pages.id <> $1
ON CONFLICT DO NOTHING RETURNING target_page_id AS id";

const NAME_PEOPLE: &str = "
INSERT INTO user_mentions (source_page_id, user_id)
SELECT $1, users.id FROM users WHERE users.id = ANY ($2)
ON CONFLICT DO NOTHING RETURNING user_id AS id";

/// Replaces what pages a page names, and returns those that it did not name before.
pub async fn replace_pages(
    tx: &mut Tx<'_>,
    source: &PageId,
    targets: &[PageId],
) -> Result<Vec<PageId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        id: PageId,
    }
    let gone = page_mentions::table
        .filter(page_mentions::source_page_id.eq(source))
        .filter(page_mentions::target_page_id.ne_all(targets));
    diesel::delete(gone).execute(&mut **tx).await?;
    let name = diesel::sql_query(NAME_PAGES)
        .bind::<Text, _>(source)
        .bind::<Array<Text>, _>(targets);
    let rows: Vec<Row> = prepared(name).load(&mut **tx).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Replaces whom a page names, and returns those whom it did not name before.
pub async fn replace_people(
    tx: &mut Tx<'_>,
    source: &PageId,
    people: &[UserId],
) -> Result<Vec<UserId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        id: UserId,
    }
    let gone = user_mentions::table
        .filter(user_mentions::source_page_id.eq(source))
        .filter(user_mentions::user_id.ne_all(people));
    diesel::delete(gone).execute(&mut **tx).await?;
    let name = diesel::sql_query(NAME_PEOPLE)
        .bind::<Text, _>(source)
        .bind::<Array<Text>, _>(people);
    let rows: Vec<Row> = prepared(name).load(&mut **tx).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The live pages among `visible` that name a page, by title.
pub async fn backlinks(
    conn: &mut AsyncPgConnection,
    target: &PageId,
    visible: &[PageId],
) -> Result<Vec<Page>> {
    Ok(page_mentions::table
        .inner_join(pages::table)
        .filter(page_mentions::target_page_id.eq(target))
        .filter(page_mentions::source_page_id.eq_any(visible))
        .filter(pages::trashed_at.is_null())
        .order((pages::title, pages::id))
        .select(Page::as_select())
        .load(conn)
        .await?)
}

/// The pages among `visible` that name a person.
pub async fn of_person(
    conn: &mut AsyncPgConnection,
    user: &UserId,
    visible: &[PageId],
) -> Result<Vec<PageId>> {
    Ok(user_mentions::table
        .filter(user_mentions::user_id.eq(user))
        .filter(user_mentions::source_page_id.eq_any(visible))
        .order((
            user_mentions::created_at.desc(),
            user_mentions::source_page_id,
        ))
        .select(user_mentions::source_page_id)
        .load(conn)
        .await?)
}
