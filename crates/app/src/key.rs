//! Keys for scripts and agents.

use chrono::{DateTime, Utc};
use db::Db;
use db::id::{ApiKeyId, UserId};
use db::schema::ApiKey;

use crate::{Actor, Result};

/// A key with its token, which is shown once and never again.
#[derive(Debug, Clone)]
pub struct MintedKey {
    pub key: ApiKey,
    pub token: String,
}

pub async fn create(db: &Db, owner: &UserId, name: &str, expires_at: Option<DateTime<Utc>>) -> Result<MintedKey> { todo!() }
pub async fn list(db: &Db, actor: &Actor) -> Result<Vec<ApiKey>> { todo!() }
pub async fn revoke(db: &Db, actor: &Actor, key: &ApiKeyId) -> Result<()> { todo!() }
