//! The right to be in a drive, and what of it one sees.

use std::collections::HashSet;

use db::access::{drive_facts, visible};
use db::id::{DriveId, PageId};
use db::schema::Drive;
use db::{Connection, query};

use super::{DriveRole, role};
use crate::{Actor, Error, Result};

/// A live drive that the actor belongs to.
#[derive(Debug, Clone)]
pub struct DriveMember {
    drive: Drive,
    role: DriveRole,
}

impl DriveMember {
    pub fn drive(&self) -> &Drive {
        &self.drive
    }

    pub fn into_drive(self) -> Drive {
        self.drive
    }

    pub fn role(&self) -> DriveRole {
        self.role
    }
}

/// The right to see a drive, its name and who is in it.
pub async fn drive_member(
    conn: &mut Connection,
    actor: &Actor,
    drive: &DriveId,
) -> Result<DriveMember> {
    let drive = query::drive::find(conn, drive).await?;
    let facts = drive_facts(conn, &drive.id, actor.asker()).await?;
    let facts = facts.ok_or(Error::NotFound)?;
    let role = role(facts).ok_or(Error::NotFound)?;
    Ok(DriveMember { drive, role })
}

/// The pages of a drive that the actor may see: the live ones, and those in the trash that they may
/// restore. `NotFound` if the drive itself is hidden from them.
pub async fn visible_pages(
    conn: &mut Connection,
    actor: &Actor,
    drive: &DriveId,
) -> Result<HashSet<PageId>> {
    drive_member(conn, actor, drive).await?;
    Ok(visible(conn, drive, actor.asker(), false).await?)
}

/// The same as if nothing were in the trash: who saw a page may know that it went there.
pub async fn visible_before_trash(
    conn: &mut Connection,
    actor: &Actor,
    drive: &DriveId,
) -> Result<HashSet<PageId>> {
    drive_member(conn, actor, drive).await?;
    Ok(visible(conn, drive, actor.asker(), true).await?)
}
