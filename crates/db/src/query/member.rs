//! Memberships.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::id::{DriveId, UserId};
use crate::schema::{NewDriveMember, drive_members};
use crate::{Result, Tx};

/// True if the person was no member yet.
pub async fn insert(tx: &mut Tx<'_>, row: NewDriveMember) -> Result<bool> {
    let made = diesel::insert_into(drive_members::table)
        .values(row)
        .on_conflict((drive_members::drive_id, drive_members::user_id))
        .do_nothing()
        .execute(&mut **tx)
        .await?;
    Ok(made > 0)
}

/// True if the person was a member.
pub async fn delete(tx: &mut Tx<'_>, drive: &DriveId, user: &UserId) -> Result<bool> {
    let membership = drive_members::table
        .filter(drive_members::drive_id.eq(drive))
        .filter(drive_members::user_id.eq(user));
    Ok(diesel::delete(membership).execute(&mut **tx).await? > 0)
}
