//! The tree: the way up, and changes to many pages at once.

use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_types::{Array, Double, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::prepared;
use uuid::Uuid;

use crate::id::{DriveId, PageId};
use crate::ops::eq_or_is_null;
use crate::schema::pages;
use crate::{Result, Tx};

/// Neighbours that are closer than 1e-9 could not take a page between them any more.
const SPACE_OUT: &str = "
WITH ranked AS (
    SELECT id,
           row_number() OVER (ORDER BY position, id) AS rank,
           position - lag(position) OVER (ORDER BY position, id) AS gap
    FROM pages
    WHERE drive_id = $1 AND parent_id IS NOT DISTINCT FROM $2 AND trashed_at IS NULL
)
UPDATE pages SET position = ranked.rank
FROM ranked
WHERE pages.id = ranked.id AND EXISTS (SELECT FROM ranked WHERE gap < 1e-9)";

const PLACE: &str = "
UPDATE pages SET position = place.position
FROM unnest($1::text[], $2::double precision[]) AS place (id, position)
WHERE pages.id = place.id";

/// From the page up to the root; the way of a page has no page twice, because moves refuse it.
const BREADCRUMBS: &str = "
WITH RECURSIVE way AS (
    SELECT id, parent_id, title, 0 AS depth FROM pages WHERE id = $1
  UNION ALL
    SELECT above.id, above.parent_id, above.title, way.depth + 1
    FROM way JOIN pages above ON above.id = way.parent_id
)
SELECT id, title FROM way ORDER BY depth DESC";

/// A page on the way to another one.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Crumb {
    #[diesel(sql_type = Text)]
    pub id: PageId,
    #[diesel(sql_type = Text)]
    pub title: String,
}

/// The way from the root down to a page, which is the last; empty if there is no such page. Whoever asks
/// may not be allowed to see all of it.
pub async fn breadcrumbs(conn: &mut AsyncPgConnection, page: &PageId) -> Result<Vec<Crumb>> {
    let query = diesel::sql_query(BREADCRUMBS).bind::<Text, _>(page);
    Ok(prepared(query).load(conn).await?)
}

/// Renumbers the live siblings 1, 2, 3 … if two of them are too close; true if it did.
pub async fn space_out(tx: &mut Tx<'_>, drive: &DriveId, parent: Option<&PageId>) -> Result<bool> {
    let space_out = diesel::sql_query(SPACE_OUT)
        .bind::<Text, _>(drive)
        .bind::<Nullable<Text>, _>(parent);
    let renumbered = prepared(space_out).execute(&mut **tx).await?;
    Ok(renumbered > 0)
}

/// Puts pages into the trash, each as one revision.
pub async fn trash(tx: &mut Tx<'_>, pages: &[PageId], mark: Uuid) -> Result<()> {
    diesel::update(pages::table.filter(pages::id.eq_any(pages)))
        .set((
            pages::trashed_at.eq(now.into_sql::<Timestamptz>().nullable()),
            pages::trash_mark.eq(Some(mark)),
            pages::revision.eq(pages::revision + 1),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Where a page goes whose old place is gone.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub parent: Option<&'a PageId>,
    pub position: f64,
    pub is_private: bool,
}

/// Puts a page that is about to be restored into another place; the restoring is the revision.
pub async fn shelter(tx: &mut Tx<'_>, page: &PageId, place: Place<'_>) -> Result<()> {
    diesel::update(pages::table.find(page))
        .set((
            pages::parent_id.eq(place.parent),
            pages::position.eq(place.position),
            pages::is_private.eq(place.is_private),
            pages::moved_from_id.eq(None::<PageId>),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Brings pages back from the trash, each as one revision.
pub async fn restore(tx: &mut Tx<'_>, pages: &[PageId]) -> Result<()> {
    diesel::update(pages::table.filter(pages::id.eq_any(pages)))
        .set((
            pages::trashed_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            pages::trash_mark.eq(None::<Uuid>),
            pages::revision.eq(pages::revision + 1),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Moves children of a page that goes into the trash to `parent`; they remember where they were.
pub async fn move_up(
    tx: &mut Tx<'_>,
    children: &[(PageId, f64)],
    from: &PageId,
    parent: Option<&PageId>,
    mark: Uuid,
) -> Result<()> {
    let (ids, positions): (Vec<&PageId>, Vec<f64>) = children
        .iter()
        .map(|(id, position)| (id, *position))
        .unzip();
    diesel::update(pages::table.filter(pages::id.eq_any(&ids)))
        .set((
            pages::parent_id.eq(parent),
            pages::moved_from_id.eq(Some(from)),
            pages::trash_mark.eq(Some(mark)),
            pages::revision.eq(pages::revision + 1),
        ))
        .execute(&mut **tx)
        .await?;
    let place = diesel::sql_query(PLACE)
        .bind::<Array<Text>, _>(ids)
        .bind::<Array<Double>, _>(positions);
    prepared(place).execute(&mut **tx).await?;
    Ok(())
}

/// The live pages that were moved up from under `from` to `parent` and are still there.
pub async fn moved_up(
    tx: &mut Tx<'_>,
    from: &PageId,
    parent: Option<&PageId>,
) -> Result<Vec<PageId>> {
    Ok(pages::table
        .filter(pages::moved_from_id.eq(from))
        .filter(eq_or_is_null(pages::parent_id, parent))
        .filter(pages::trashed_at.is_null())
        .order((pages::position, pages::id))
        .select(pages::id)
        .load(&mut **tx)
        .await?)
}

/// Takes pages back under `parent`, each as one revision, and forgets that anything was moved up
/// from there.
pub async fn take_back(tx: &mut Tx<'_>, pages: &[PageId], parent: &PageId) -> Result<()> {
    diesel::update(pages::table.filter(pages::id.eq_any(pages)))
        .set((
            pages::parent_id.eq(Some(parent)),
            pages::trash_mark.eq(None::<Uuid>),
            pages::revision.eq(pages::revision + 1),
        ))
        .execute(&mut **tx)
        .await?;
    diesel::update(pages::table.filter(pages::moved_from_id.eq(parent)))
        .set(pages::moved_from_id.eq(None::<PageId>))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
