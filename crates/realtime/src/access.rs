//! Who connects, and what they may do with a document: questions to `app`, answers as close codes.

use std::sync::Arc;
use std::time::Instant;

use actix_web::HttpRequest;
use actix_web::http::header;
use app::{Actor, live};
use db::Db;
use db::id::PageId;

use crate::drive::{Drives, Followed};
use crate::frame::Close;
use crate::origin::Origins;

const COOKIE: &str = "pagespace_session";
/// What a browser sends in place of a token that it cannot read.
const USE_COOKIE: &str = "cookie";

/// The credentials that came with the handshake. Not printable on purpose.
pub(crate) struct Credentials {
    /// The session cookie, if the page that opened the socket is one of ours.
    cookie: Option<String>,
    bearer: Option<String>,
}

impl Credentials {
    pub(crate) fn of(request: &HttpRequest, origins: &Origins) -> Self {
        let text = |name| {
            request
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let is_ours = text(header::ORIGIN)
            .zip(text(header::HOST))
            .is_some_and(|(origin, host)| origins.allow(origin, host));
        let cookie = request.cookie(COOKIE).filter(|_| is_ours);
        let bearer = text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
        Self {
            cookie: cookie.map(|cookie| cookie.value().to_owned()),
            bearer: bearer.map(|token| token.trim().to_owned()),
        }
    }

    /// The token that a client means by what it presents in a message.
    fn resolve<'a>(&'a self, presented: &'a str) -> Option<&'a str> {
        match presented {
            USE_COOKIE => self.cookie.as_deref(),
            "" => self.bearer.as_deref(),
            token => Some(token),
        }
    }

    pub(crate) fn has_bearer(&self) -> bool {
        self.bearer.is_some()
    }

    /// Who presents this, asked at a moment from which on the end of the credential is heard of.
    pub(crate) async fn identify(
        &self,
        db: &Db,
        drives: &Drives,
        presented: &str,
    ) -> app::Result<Identity> {
        let asked = Instant::now();
        let token = self.resolve(presented).ok_or(app::Error::Unauthenticated)?;
        let actor = app::credential::authenticate(db, token).await?;
        let home = app::drive::home(db, &actor.user).await?;
        let home = drives.follow(&home).await?;
        if !home.follows_since(asked) {
            app::credential::recheck(db, &actor).await?;
        }
        Ok(Identity { actor, home })
    }
}

/// Somebody who showed a credential.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) actor: Actor,
    /// The person's HOME drive: its feed tells when sessions and keys end.
    pub(crate) home: Arc<Followed>,
}

/// Why somebody does not get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Not this document; the connection stays for others.
    Denied(&'static str),
    /// Not now: the connection ends and the client comes back.
    Close(Close),
}

impl Refusal {
    pub(crate) const PERMISSION: Self = Self::Denied("permission-denied");
    pub(crate) const UNAUTHENTICATED: Self = Self::Denied("unauthenticated");
}

impl From<app::Error> for Refusal {
    fn from(error: app::Error) -> Self {
        match error {
            app::Error::Unauthenticated => Self::UNAUTHENTICATED,
            app::Error::NotFound
            | app::Error::Forbidden(_)
            | app::Error::Invalid(_)
            | app::Error::Conflict { .. } => Self::PERMISSION,
            app::Error::Limited { .. } | app::Error::Unavailable(_) => {
                Self::Close(Close::TRY_LATER)
            }
            app::Error::Internal(error) => {
                tracing::error!(%error, "a socket was refused");
                Self::Close(Close::INTERNAL)
            }
        }
    }
}

/// What an actor who joined before may do now.
pub(crate) async fn recheck(
    db: &Db,
    actor: &Actor,
    page: &PageId,
) -> Result<live::Joined, Refusal> {
    app::credential::recheck(db, actor).await?;
    Ok(live::join(db, actor, page).await?)
}
