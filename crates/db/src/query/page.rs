//! Pages, one or some siblings at a time. What follows the tree is in [`tree`](super::tree).

use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::prepared;

use crate::id::{DriveId, PageId};
use crate::ops::eq_or_is_null;
use crate::schema::{NewPage, Page, PageChanges, pages};
use crate::{Result, Tx};

pub async fn find(conn: &mut AsyncPgConnection, page: &PageId) -> Result<Page> {
    Ok(pages::table
        .find(page)
        .select(Page::as_select())
        .first(conn)
        .await?)
}

/// The drive of a page; a page never changes its drive.
pub async fn drive_of(conn: &mut AsyncPgConnection, page: &PageId) -> Result<DriveId> {
    Ok(pages::table
        .find(page)
        .select(pages::drive_id)
        .first(conn)
        .await?)
}

pub async fn insert(tx: &mut Tx<'_>, row: NewPage) -> Result<Page> {
    Ok(diesel::insert_into(pages::table)
        .values(row)
        .returning(Page::as_returning())
        .get_result(&mut **tx)
        .await?)
}

/// Writes changes as one revision. The revision in `changes` is not looked at.
pub async fn update(tx: &mut Tx<'_>, page: &PageId, changes: PageChanges) -> Result<Page> {
    let changes = PageChanges {
        revision: None,
        ..changes
    };
    // One text for each set of columns that is changed: there are few.
    let update = diesel::update(pages::table.find(page))
        .set((changes, pages::revision.eq(pages::revision + 1)))
        .returning(Page::as_returning());
    Ok(prepared(update).get_result(&mut **tx).await?)
}

/// The live pages of a drive, siblings in order.
pub async fn live(conn: &mut AsyncPgConnection, drive: &DriveId) -> Result<Vec<Page>> {
    Ok(pages::table
        .filter(pages::drive_id.eq(drive))
        .filter(pages::trashed_at.is_null())
        .order((pages::position, pages::id))
        .select(Page::as_select())
        .load(conn)
        .await?)
}

/// The live children of a page, in order.
pub async fn children(conn: &mut AsyncPgConnection, parent: &PageId) -> Result<Vec<Page>> {
    Ok(pages::table
        .filter(pages::parent_id.eq(parent))
        .filter(pages::trashed_at.is_null())
        .order((pages::position, pages::id))
        .select(Page::as_select())
        .load(conn)
        .await?)
}

/// The position of the last live sibling under `parent`, or at the root.
pub async fn last_position(
    conn: &mut AsyncPgConnection,
    drive: &DriveId,
    parent: Option<&PageId>,
) -> Result<Option<f64>> {
    Ok(pages::table
        .filter(pages::drive_id.eq(drive))
        .filter(eq_or_is_null(pages::parent_id, parent))
        .filter(pages::trashed_at.is_null())
        .select(max(pages::position))
        .first(conn)
        .await?)
}

/// The position of the first live sibling after `page`.
pub async fn next_position(conn: &mut AsyncPgConnection, page: &Page) -> Result<Option<f64>> {
    let later = pages::position.gt(page.position).or(pages::position
        .eq(page.position)
        .and(pages::id.gt(&page.id)));
    Ok(pages::table
        .filter(pages::drive_id.eq(&page.drive_id))
        .filter(eq_or_is_null(pages::parent_id, page.parent_id.as_ref()))
        .filter(pages::trashed_at.is_null())
        .filter(later)
        .order((pages::position, pages::id))
        .select(pages::position)
        .first(conn)
        .await
        .optional()?)
}
