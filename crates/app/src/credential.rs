//! From a token to an actor.

use chrono::{DateTime, TimeDelta, Utc};
use db::query::{key, session};
use db::{Connection, Db};

use crate::session::LIFETIME;
use crate::{Actor, Credential, Error, Result, token};

/// The last use is written at most this often.
const TOUCH_INTERVAL: TimeDelta = TimeDelta::minutes(1);

/// Who shows this token. Missing, malformed, unknown, revoked, expired and suspended look the same.
pub async fn authenticate(db: &Db, token: &str) -> Result<Actor> {
    let kind = token::kind(token).ok_or(Error::Unauthenticated)?;
    let hash = token::hash(token);
    let conn = &mut *db.conn().await?;
    let now = Utc::now();
    match kind {
        token::Kind::Session => {
            let found = session::by_hash(conn, &hash).await?;
            let session = usable_session(found, now)?;
            if session.last_used_at + TOUCH_INTERVAL < now {
                session::extend(conn, &session.id, now, now + LIFETIME).await?;
            }
            Ok(actor(session.user_id, Credential::Session(session.id)))
        }
        token::Kind::Key => {
            let key = usable_key(key::by_hash(conn, &hash).await?, now)?;
            if key
                .last_used_at
                .is_none_or(|used| used + TOUCH_INTERVAL < now)
            {
                key::touch(conn, &key.id, now).await?;
            }
            Ok(actor(key.user_id, Credential::Key(key.id)))
        }
    }
}

/// Fails with `Unauthenticated` once the credential of an actor is no longer good. For whoever keeps
/// an actor for longer than a request.
pub async fn recheck(db: &Db, actor: &Actor) -> Result<()> {
    still_good(&mut *db.conn().await?, &actor.credential).await
}

async fn still_good(conn: &mut Connection, credential: &Credential) -> Result<()> {
    let now = Utc::now();
    match credential {
        Credential::Session(id) => {
            usable_session(session::by_id(conn, id).await?, now)?;
        }
        Credential::Key(id) => {
            usable_key(key::by_id(conn, id).await?, now)?;
        }
    }
    Ok(())
}

fn usable_session(
    found: Option<session::Found>,
    now: DateTime<Utc>,
) -> Result<db::schema::Session> {
    found
        .filter(|found| found.suspended_at.is_none())
        .map(|found| found.session)
        .filter(|session| session.expires_at > now)
        .ok_or(Error::Unauthenticated)
}

fn usable_key(found: Option<key::Found>, now: DateTime<Utc>) -> Result<db::schema::ApiKey> {
    found
        .filter(|found| found.suspended_at.is_none())
        .map(|found| found.key)
        .filter(|key| key.revoked_at.is_none())
        .filter(|key| key.expires_at.is_none_or(|expiry| expiry > now))
        .ok_or(Error::Unauthenticated)
}

fn actor(user: db::id::UserId, credential: Credential) -> Actor {
    Actor {
        user,
        credential,
        client: None,
    }
}
