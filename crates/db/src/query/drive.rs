//! Drives.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::id::{DriveId, UserId};
use crate::schema::{Drive, DriveKind, MemberRole, NewDrive, drive_members, drives};
use crate::stream::{self, StreamId};
use crate::{Result, Tx};

/// A drive with the accepted membership of the person who asks.
#[derive(Debug, Clone, Queryable)]
pub struct Joined {
    pub drive: Drive,
    pub role: Option<MemberRole>,
    pub last_accessed_at: Option<DateTime<Utc>>,
}

/// Makes a drive with its stream of events; `None` if its owner has one with that slug already.
pub async fn insert(tx: &mut Tx<'_>, row: NewDrive) -> Result<Option<Drive>> {
    let made = diesel::insert_into(drives::table)
        .values(row)
        .on_conflict((drives::owner_id, drives::slug))
        .do_nothing()
        .returning(Drive::as_returning())
        .get_result(&mut **tx)
        .await
        .optional()?;
    if let Some(drive) = &made {
        stream::create(tx, &StreamId::Drive(drive.id.clone())).await?;
    }
    Ok(made)
}

/// The slugs of a person that are `base` or begin with `base-`.
pub async fn slugs_like(
    conn: &mut AsyncPgConnection,
    owner: &UserId,
    base: &str,
) -> Result<Vec<String>> {
    let escaped = base
        .replace('\\', "\\\\")
        .replace('_', "\\_")
        .replace('%', "\\%");
    Ok(drives::table
        .filter(drives::owner_id.eq(owner))
        .filter(
            drives::slug
                .eq(base)
                .or(drives::slug.like(format!("{escaped}-%"))),
        )
        .select(drives::slug)
        .load(conn)
        .await?)
}

pub async fn find(conn: &mut AsyncPgConnection, drive: &DriveId) -> Result<Drive> {
    Ok(drives::table
        .find(drive)
        .select(Drive::as_select())
        .first(conn)
        .await?)
}

pub async fn home(conn: &mut AsyncPgConnection, owner: &UserId) -> Result<DriveId> {
    Ok(drives::table
        .filter(drives::owner_id.eq(owner))
        .filter(drives::kind.eq(DriveKind::Home))
        .select(drives::id)
        .first(conn)
        .await?)
}

/// The drives that a person owns or has accepted to be a member of, also those in the trash.
pub async fn joined(conn: &mut AsyncPgConnection, user: &UserId) -> Result<Vec<Joined>> {
    let membership = drive_members::drive_id
        .eq(drives::id)
        .and(drive_members::user_id.eq(user))
        .and(drive_members::accepted_at.is_not_null());
    Ok(drives::table
        .left_join(drive_members::table.on(membership))
        .filter(
            drives::owner_id
                .eq(user)
                .or(drive_members::user_id.is_not_null()),
        )
        .order((drives::created_at, drives::id))
        .select((
            Drive::as_select(),
            drive_members::role.nullable(),
            drive_members::last_accessed_at.nullable(),
        ))
        .load(conn)
        .await?)
}
