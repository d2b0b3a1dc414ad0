//! Drives: workspaces with one owner and any number of members.

use chrono::{DateTime, Utc};
use db::Db;
use db::id::{DriveId, UserId};
use db::schema::{Drive, MemberRole};
use serde::Serialize;

use crate::{Actor, Result};

/// What a person is in a drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DriveRole {
    Owner,
    Admin,
    Member,
}

/// A drive as one person sees it.
#[derive(Debug, Clone)]
pub struct DriveView {
    pub drive: Drive,
    pub role: DriveRole,
    pub is_owned: bool,
    pub last_accessed_at: Option<DateTime<Utc>>,
}

pub async fn list(db: &Db, actor: &Actor, include_trash: bool) -> Result<Vec<DriveView>> { todo!() }
pub async fn create(db: &Db, actor: &Actor, name: &str) -> Result<DriveView> { todo!() }
pub async fn home(db: &Db, user: &UserId) -> Result<DriveId> { todo!() }
pub async fn add_member(db: &Db, drive: &DriveId, email: &str, role: MemberRole) -> Result<()> { todo!() }
pub async fn remove_member(db: &Db, drive: &DriveId, email: &str) -> Result<()> { todo!() }
