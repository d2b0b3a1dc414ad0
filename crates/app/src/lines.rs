//! Reading and editing a page by its lines.

use db::Db;
use db::id::PageId;
use db::schema::Page;

use crate::{Actor, Result};

/// The whole page, in lines.
#[derive(Debug, Clone)]
pub struct Lines {
    pub page: Page,
    pub lines: Vec<String>,
}

/// What reading gives, by type of page.
#[derive(Debug, Clone)]
pub enum Read {
    /// Everything that reads as plain lines.
    Text(Lines),
    /// The description of the list as lines; it has no tasks yet.
    TaskList(Lines),
    /// One line per message; there are none yet.
    Channel(Lines),
    /// A file whose text was not extracted.
    File(Page),
}

pub async fn read(db: &Db, actor: &Actor, page: &PageId) -> Result<Read> { todo!() }
pub async fn replace(db: &Db, actor: &Actor, page: &PageId, start: usize, end: usize, content: &str) -> Result<Lines> { todo!() }
pub async fn insert(db: &Db, actor: &Actor, page: &PageId, start: usize, content: &str) -> Result<(Lines, usize)> { todo!() }
pub async fn delete(db: &Db, actor: &Actor, page: &PageId, start: usize, end: usize) -> Result<Lines> { todo!() }
