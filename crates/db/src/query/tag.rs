//! Words that the pages of a drive are found by.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::prepared;

use crate::id::{DriveId, PageId, TagId};
use crate::schema::{NewPageTag, NewTag, Tag, TagChanges, page_tags, pages, tags};
use crate::{Result, Tx};

/// `None` if the drive has a tag of this name, whatever the case of letters.
pub async fn insert(tx: &mut Tx<'_>, row: NewTag) -> Result<Option<Tag>> {
    let insert = diesel::insert_into(tags::table)
        .values(row)
        .on_conflict_do_nothing()
        .returning(Tag::as_returning());
    Ok(prepared(insert).get_result(&mut **tx).await.optional()?)
}

/// The tags of a drive by name.
pub async fn list(conn: &mut AsyncPgConnection, drive: &DriveId) -> Result<Vec<Tag>> {
    Ok(tags::table
        .filter(tags::drive_id.eq(drive))
        .order((tags::name, tags::id))
        .select(Tag::as_select())
        .load(conn)
        .await?)
}

/// `None` if there is no such tag in the drive. A name that is taken violates `tags_name_key`.
pub async fn update(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    tag: &TagId,
    changes: TagChanges,
) -> Result<Option<Tag>> {
    let own = tags::table.find(tag).filter(tags::drive_id.eq(drive));
    Ok(diesel::update(own)
        .set(changes)
        .returning(Tag::as_returning())
        .get_result(&mut **tx)
        .await
        .optional()?)
}

/// Takes the tag off all pages. True if there was such a tag in the drive.
pub async fn delete(tx: &mut Tx<'_>, drive: &DriveId, tag: &TagId) -> Result<bool> {
    let own = tags::table.find(tag).filter(tags::drive_id.eq(drive));
    Ok(diesel::delete(own).execute(&mut **tx).await? > 0)
}

/// True if the page did not have the tag. Both have to be of one drive.
pub async fn attach(tx: &mut Tx<'_>, page: &PageId, tag: &TagId) -> Result<bool> {
    let row = NewPageTag {
        page_id: page.clone(),
        tag_id: tag.clone(),
    };
    let insert = diesel::insert_into(page_tags::table)
        .values(row)
        .on_conflict_do_nothing();
    Ok(prepared(insert).execute(&mut **tx).await? > 0)
}

/// True if the page had the tag.
pub async fn detach(tx: &mut Tx<'_>, page: &PageId, tag: &TagId) -> Result<bool> {
    let attached = page_tags::table.find((page, tag));
    Ok(diesel::delete(attached).execute(&mut **tx).await? > 0)
}

/// The tags of these pages, by name.
pub async fn of_pages(
    conn: &mut AsyncPgConnection,
    pages: &[PageId],
) -> Result<Vec<(PageId, Tag)>> {
    Ok(page_tags::table
        .inner_join(tags::table)
        .filter(page_tags::page_id.eq_any(pages))
        .order((tags::name, tags::id))
        .select((page_tags::page_id, Tag::as_select()))
        .load(conn)
        .await?)
}

/// The live pages among `visible` that have a tag, newest first.
pub async fn tagged(
    conn: &mut AsyncPgConnection,
    tag: &TagId,
    visible: &[PageId],
) -> Result<Vec<PageId>> {
    Ok(page_tags::table
        .inner_join(pages::table)
        .filter(page_tags::tag_id.eq(tag))
        .filter(page_tags::page_id.eq_any(visible))
        .filter(pages::trashed_at.is_null())
        .order((pages::created_at.desc(), pages::id.desc()))
        .select(page_tags::page_id)
        .load(conn)
        .await?)
}
