//! Custom roles of drives.

use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::{View, batches, prepared};

use crate::id::{DriveId, PageId, RoleId};
use crate::schema::{
    DriveRole, DriveRoleChanges, NewDriveRole, NewRolePagePermission, RolePagePermission,
    drive_role, drive_roles, pages, role_page_permissions,
};
use crate::{Error, Result, Tx};

/// A role with its entries.
#[derive(Debug, Clone, View)]
#[view(drive_role)]
pub struct Role {
    #[view(row)]
    pub role: DriveRole,
    #[view(with, order = role_page_permissions::page_id)]
    pub entries: Vec<RolePagePermission>,
}

/// The unique index that a taken name runs into.
pub const NAME_KEY: &str = "drive_roles_name_key";

/// The roles of a drive, in their order.
pub async fn list(conn: &mut AsyncPgConnection, drive: &DriveId) -> Result<Vec<Role>> {
    Ok(Role::query()
        .filter(drive_roles::drive_id.eq(drive))
        .order((drive_roles::position, drive_roles::id))
        .load(conn)
        .await?)
}

/// `NotFound` also for a role of another drive.
pub async fn find(conn: &mut AsyncPgConnection, drive: &DriveId, role: &RoleId) -> Result<Role> {
    Ok(Role::query()
        .filter(drive_roles::drive_id.eq(drive))
        .filter(drive_roles::id.eq(role))
        .one(conn)
        .await?)
}

/// A taken name is a [`Error::Constraint`] of [`NAME_KEY`].
pub async fn insert(tx: &mut Tx<'_>, row: NewDriveRole) -> Result<DriveRole> {
    if row.is_default == Some(true) {
        clear_default(tx, &row.drive_id).await?;
    }
    Ok(diesel::insert_into(drive_roles::table)
        .values(row)
        .returning(DriveRole::as_returning())
        .get_result(&mut **tx)
        .await?)
}

/// A taken name is a [`Error::Constraint`] of [`NAME_KEY`].
pub async fn update(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    role: &RoleId,
    changes: DriveRoleChanges,
) -> Result<DriveRole> {
    if changes.is_default == Some(true) {
        clear_default(tx, drive).await?;
    }
    let update = diesel::update(drive_roles::table.find(role))
        .filter(drive_roles::drive_id.eq(drive))
        .set(changes)
        .returning(DriveRole::as_returning());
    Ok(prepared(update).get_result(&mut **tx).await?)
}

/// Of two that are marked as default at the same time, the later one stays: the writers of a drive take turns.
async fn clear_default(tx: &mut Tx<'_>, drive: &DriveId) -> Result<()> {
    let defaults = drive_roles::table
        .filter(drive_roles::drive_id.eq(drive))
        .filter(drive_roles::is_default);
    let cleared = diesel::update(defaults).set(drive_roles::is_default.eq(false));
    prepared(cleared).execute(&mut **tx).await?;
    Ok(())
}

/// Its members become plain ones, its keys lose the drive. True if there was such a role.
pub async fn delete(tx: &mut Tx<'_>, drive: &DriveId, role: &RoleId) -> Result<bool> {
    let found = drive_roles::table
        .find(role)
        .filter(drive_roles::drive_id.eq(drive));
    Ok(diesel::delete(found).execute(&mut **tx).await? > 0)
}

/// Sets entries, and removes others. `NotFound` if a page that gets an entry is not of that drive.
pub async fn patch_entries(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    role: &RoleId,
    entries: Vec<NewRolePagePermission>,
    removed: &[PageId],
) -> Result<()> {
    let ids: Vec<&PageId> = entries.iter().map(|entry| &entry.page_id).collect();
    let of_drive: i64 = pages::table
        .filter(pages::id.eq_any(&ids))
        .filter(pages::drive_id.eq(drive))
        .count()
        .get_result(&mut **tx)
        .await?;
    if usize::try_from(of_drive) != Ok(ids.len()) {
        return Err(Error::NotFound);
    }
    for rows in batches(entries) {
        let upsert = diesel::insert_into(role_page_permissions::table)
            .values(rows)
            .on_conflict((
                role_page_permissions::role_id,
                role_page_permissions::page_id,
            ))
            .do_update()
            .set((
                role_page_permissions::can_view.eq(excluded(role_page_permissions::can_view)),
                role_page_permissions::can_edit.eq(excluded(role_page_permissions::can_edit)),
                role_page_permissions::can_share.eq(excluded(role_page_permissions::can_share)),
            ));
        prepared(upsert).execute(&mut **tx).await?;
    }
    let gone = role_page_permissions::table
        .filter(role_page_permissions::role_id.eq(role))
        .filter(role_page_permissions::page_id.eq_any(removed));
    diesel::delete(gone).execute(&mut **tx).await?;
    Ok(())
}
