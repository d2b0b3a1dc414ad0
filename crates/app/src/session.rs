//! Signed-in browsers.

use chrono::{DateTime, TimeDelta, Utc};
use db::Db;
use db::id::{SessionId, UserId};
use db::query;
use db::schema::NewSession;
use db::stream::{self, StreamId};
use serde_json::json;

use crate::{Actor, Credential, Error, Result, history, token};

/// A session lives this long after its last use.
pub(crate) const LIFETIME: TimeDelta = TimeDelta::days(30);
/// Kept of what a browser says about itself.
const MAX_USER_AGENT: usize = 300;

/// A token that is shown once and stored only as a hash.
#[derive(Debug, Clone)]
pub struct NewToken {
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

/// Signs a person in whose identity is proven.
pub async fn open(db: &Db, user: &UserId, user_agent: Option<&str>) -> Result<NewToken> {
    let token = token::new_session();
    let expires_at = Utc::now() + LIFETIME;
    let printable = |text: &str| {
        let characters = text.chars().filter(|c| !c.is_control());
        characters.take(MAX_USER_AGENT).collect()
    };
    let row = NewSession {
        id: SessionId::new(),
        user_id: user.clone(),
        token_hash: token::hash(&token),
        user_agent: user_agent.map(printable),
        created_at: None,
        last_used_at: None,
        expires_at,
    };
    query::session::insert(&mut *db.conn().await?, row).await?;
    Ok(NewToken { token, expires_at })
}

/// Signs out. Followers of the person's HOME drive learn which session has ended.
pub async fn end(db: &Db, actor: &Actor) -> Result<()> {
    let Credential::Session(session) = &actor.credential else {
        return Err(Error::Unauthenticated);
    };
    db.write(async |tx| {
        let home = query::drive::home(tx, &actor.user).await?;
        stream::lock(tx, &[StreamId::Drive(home.clone())]).await?;
        if query::session::delete(tx, session, &actor.user).await? {
            let data = json!({ "sessionId": session });
            history::drive(tx, actor.into(), &home, "session.ended", data).await?;
        }
        Ok(())
    })
    .await
}
