//! Sessions of signed-in browsers.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::prepared;

use crate::id::{SessionId, UserId};
use crate::schema::{NewSession, Session, sessions, users};
use crate::{Result, Tx};

/// A session and whether its person is suspended.
#[derive(Debug, Clone, Queryable)]
pub struct Found {
    pub session: Session,
    pub suspended_at: Option<DateTime<Utc>>,
}

pub async fn insert(conn: &mut AsyncPgConnection, row: NewSession) -> Result<()> {
    diesel::insert_into(sessions::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn by_hash(conn: &mut AsyncPgConnection, hash: &[u8]) -> Result<Option<Found>> {
    Ok(sessions::table
        .inner_join(users::table)
        .filter(sessions::token_hash.eq(hash))
        .select((Session::as_select(), users::suspended_at))
        .first(conn)
        .await
        .optional()?)
}

pub async fn by_id(conn: &mut AsyncPgConnection, session: &SessionId) -> Result<Option<Found>> {
    Ok(sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq(session))
        .select((Session::as_select(), users::suspended_at))
        .first(conn)
        .await
        .optional()?)
}

/// Notes a use and lets the session live until `expires_at`.
pub async fn extend(
    conn: &mut AsyncPgConnection,
    session: &SessionId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let extended = diesel::update(sessions::table.find(session)).set((
        sessions::last_used_at.eq(now),
        sessions::expires_at.eq(expires_at),
    ));
    prepared(extended).execute(conn).await?;
    Ok(())
}

/// True if there was such a session.
pub async fn delete(tx: &mut Tx<'_>, session: &SessionId, user: &UserId) -> Result<bool> {
    let own = sessions::table
        .find(session)
        .filter(sessions::user_id.eq(user));
    Ok(diesel::delete(own).execute(&mut **tx).await? > 0)
}
