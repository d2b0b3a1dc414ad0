//! Keys for scripts and agents.

use chrono::{DateTime, Utc};
use db::Db;
use db::id::{ApiKeyId, UserId};
use db::query;
use db::schema::{ApiKey, NewApiKey};
use db::stream::{self, StreamId};
use serde_json::json;

use crate::{Actor, Error, Result, history, input, token};

/// A key with its token, which is shown once and never again.
#[derive(Debug, Clone)]
pub struct MintedKey {
    pub key: ApiKey,
    pub token: String,
}

/// Makes a key that may do whatever its owner may.
pub async fn create(
    db: &Db,
    owner: &UserId,
    name: &str,
    expires_at: Option<DateTime<Utc>>,
) -> Result<MintedKey> {
    let name = input::line("name", name, 100)?;
    if expires_at.is_some_and(|at| at <= Utc::now()) {
        return Err(Error::invalid(
            "expiresAt",
            "expiresAt must be in the future",
        ));
    }
    let token = token::new_key();
    let row = NewApiKey {
        id: ApiKeyId::new(),
        user_id: owner.clone(),
        name,
        token_hash: token::hash(&token),
        token_prefix: token::prefix(&token),
        is_scoped: None,
        created_at: None,
        last_used_at: None,
        expires_at,
        revoked_at: None,
    };
    let key = query::key::insert(&mut *db.conn().await?, row).await?;
    Ok(MintedKey { key, token })
}

/// The person's keys that are not revoked, newest first.
pub async fn list(db: &Db, actor: &Actor) -> Result<Vec<ApiKey>> {
    in_person(actor)?;
    Ok(query::key::list(&mut *db.conn().await?, &actor.user).await?)
}

/// Ends a key at once. Followers of the person's HOME drive learn which one.
pub async fn revoke(db: &Db, actor: &Actor, key: &ApiKeyId) -> Result<()> {
    in_person(actor)?;
    db.write(async |tx| {
        let home = query::drive::home(tx, &actor.user).await?;
        stream::lock(tx, &[StreamId::Drive(home.clone())]).await?;
        if !query::key::revoke(tx, &actor.user, key, Utc::now()).await? {
            return Err(Error::NotFound);
        }
        let data = json!({ "keyId": key });
        history::drive(tx, actor.into(), &home, "key.revoked", data).await
    })
    .await
}

/// A key must not be able to see or make keys.
fn in_person(actor: &Actor) -> Result<()> {
    if actor.is_key() {
        Err(Error::Unauthenticated)
    } else {
        Ok(())
    }
}
