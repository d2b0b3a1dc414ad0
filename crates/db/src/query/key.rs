//! Keys for scripts and agents.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::prepared;

use crate::id::{ApiKeyId, UserId};
use crate::schema::{ApiKey, NewApiKey, api_keys, users};
use crate::{Result, Tx};

/// A key and whether its person is suspended.
#[derive(Debug, Clone, Queryable)]
pub struct Found {
    pub key: ApiKey,
    pub suspended_at: Option<DateTime<Utc>>,
}

pub async fn insert(conn: &mut AsyncPgConnection, row: NewApiKey) -> Result<ApiKey> {
    Ok(diesel::insert_into(api_keys::table)
        .values(row)
        .returning(ApiKey::as_returning())
        .get_result(conn)
        .await?)
}

pub async fn by_hash(conn: &mut AsyncPgConnection, hash: &[u8]) -> Result<Option<Found>> {
    Ok(api_keys::table
        .inner_join(users::table)
        .filter(api_keys::token_hash.eq(hash))
        .select((ApiKey::as_select(), users::suspended_at))
        .first(conn)
        .await
        .optional()?)
}

pub async fn by_id(conn: &mut AsyncPgConnection, key: &ApiKeyId) -> Result<Option<Found>> {
    Ok(api_keys::table
        .inner_join(users::table)
        .filter(api_keys::id.eq(key))
        .select((ApiKey::as_select(), users::suspended_at))
        .first(conn)
        .await
        .optional()?)
}

/// Notes a use.
pub async fn touch(conn: &mut AsyncPgConnection, key: &ApiKeyId, now: DateTime<Utc>) -> Result<()> {
    let touched = diesel::update(api_keys::table.find(key)).set(api_keys::last_used_at.eq(now));
    prepared(touched).execute(conn).await?;
    Ok(())
}

/// The keys of a person that are not revoked, newest first.
pub async fn list(conn: &mut AsyncPgConnection, user: &UserId) -> Result<Vec<ApiKey>> {
    Ok(api_keys::table
        .filter(api_keys::user_id.eq(user))
        .filter(api_keys::revoked_at.is_null())
        .order((api_keys::created_at.desc(), api_keys::id.desc()))
        .select(ApiKey::as_select())
        .load(conn)
        .await?)
}

/// True if the person had such a key that was not revoked yet.
pub async fn revoke(
    tx: &mut Tx<'_>,
    user: &UserId,
    key: &ApiKeyId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let own = api_keys::table
        .find(key)
        .filter(api_keys::user_id.eq(user))
        .filter(api_keys::revoked_at.is_null());
    let revoked = diesel::update(own)
        .set(api_keys::revoked_at.eq(now))
        .execute(&mut **tx)
        .await?;
    Ok(revoked > 0)
}
