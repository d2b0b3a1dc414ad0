//! One shared document while it is open in editors: join, load, append, project, compact.

use db::Db;
use db::id::{PageId, UserId};
use db::schema::Page;

use crate::{Actor, Result, document};

/// What somebody who opened a document may do with it.
#[derive(Debug, Clone)]
pub struct Joined {
    pub page: Page,
    pub kind: document::Kind,
    pub can_edit: bool,
}

/// A stretch of the log of updates, from one snapshot.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The number of the last update in it.
    pub seq: i64,
    pub updates: Vec<Vec<u8>>,
}

/// An update to append.
#[derive(Debug, Clone)]
pub struct Append {
    pub page: PageId,
    pub update: Vec<u8>,
    pub actor: Option<UserId>,
}

pub async fn join(db: &Db, actor: &Actor, page: &PageId) -> Result<Joined> { todo!() }
pub async fn load(db: &Db, page: &PageId, after: i64) -> Result<Loaded> { todo!() }
pub async fn append(db: &Db, batch: Vec<Append>) -> Result<Vec<(PageId, i64)>> { todo!() }
pub async fn project(db: &Db, page: &PageId, actor: Option<&UserId>) -> Result<()> { todo!() }
pub async fn compact(db: &Db, page: &PageId) -> Result<bool> { todo!() }
