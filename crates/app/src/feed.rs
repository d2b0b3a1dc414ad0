//! The feed of a drive, as one actor may see it.

use db::Db;
use db::id::DriveId;
use db::schema::Event;

use crate::{Actor, Result};

pub async fn since(db: &Db, actor: &Actor, drive: &DriveId, after: i64, limit: i64) -> Result<Vec<Event>> { todo!() }
pub async fn head(db: &Db, actor: &Actor, drive: &DriveId) -> Result<i64> { todo!() }
