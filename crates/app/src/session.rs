//! Signed-in browsers.

use chrono::{DateTime, Utc};
use db::Db;
use db::id::UserId;

use crate::{Actor, Result};

/// A token that is shown once and stored only as a hash.
#[derive(Debug, Clone)]
pub struct NewToken {
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

pub async fn open(db: &Db, user: &UserId, user_agent: Option<&str>) -> Result<NewToken> { todo!() }
pub async fn end(db: &Db, actor: &Actor) -> Result<()> { todo!() }
