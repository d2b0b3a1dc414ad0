//! Grants: rights of one person on one page.

use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::{View, prepared};

use super::member::Person;
use crate::id::{DriveId, PageId, UserId};
use crate::schema::{NewPagePermission, PagePermission, page_permission, page_permissions, pages};
use crate::{Result, Tx};

/// A grant with its person.
#[derive(Debug, Clone, View)]
#[view(page_permission)]
pub struct Grant {
    #[view(row)]
    pub grant: PagePermission,
    #[view(with = user)]
    pub person: Person,
}

/// Gives the rights, in the place of those that the person had by a grant before.
pub async fn give(tx: &mut Tx<'_>, row: NewPagePermission) -> Result<PagePermission> {
    let given = diesel::insert_into(page_permissions::table)
        .values(row)
        .on_conflict((page_permissions::page_id, page_permissions::user_id))
        .do_update()
        .set((
            page_permissions::can_view.eq(excluded(page_permissions::can_view)),
            page_permissions::can_edit.eq(excluded(page_permissions::can_edit)),
            page_permissions::can_share.eq(excluded(page_permissions::can_share)),
            page_permissions::can_delete.eq(excluded(page_permissions::can_delete)),
            page_permissions::page_only.eq(excluded(page_permissions::page_only)),
            page_permissions::expires_at.eq(excluded(page_permissions::expires_at)),
            page_permissions::granted_by.eq(excluded(page_permissions::granted_by)),
            page_permissions::granted_at.eq(excluded(page_permissions::granted_at)),
        ))
        .returning(PagePermission::as_returning());
    Ok(prepared(given).get_result(&mut **tx).await?)
}

/// The grants on some pages, also those that have expired, the newest first.
pub async fn list(conn: &mut AsyncPgConnection, pages: &[PageId]) -> Result<Vec<Grant>> {
    Ok(Grant::query()
        .filter(page_permissions::page_id.eq_any(pages))
        .order((page_permissions::granted_at.desc(), page_permissions::id))
        .load(conn)
        .await?)
}

/// True if the person had a grant on the page.
pub async fn revoke(tx: &mut Tx<'_>, page: &PageId, user: &UserId) -> Result<bool> {
    let grant = page_permissions::table
        .filter(page_permissions::page_id.eq(page))
        .filter(page_permissions::user_id.eq(user));
    Ok(diesel::delete(grant).execute(&mut **tx).await? > 0)
}

/// Takes away all that a person was granted in a drive; how many grants there were.
pub async fn revoke_all(tx: &mut Tx<'_>, drive: &DriveId, user: &UserId) -> Result<usize> {
    let of_drive = pages::table
        .filter(pages::drive_id.eq(drive))
        .select(pages::id);
    let grants = page_permissions::table
        .filter(page_permissions::user_id.eq(user))
        .filter(page_permissions::page_id.eq_any(of_drive));
    Ok(diesel::delete(grants).execute(&mut **tx).await?)
}
