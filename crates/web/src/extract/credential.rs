//! Who sent a request: the key or session that it carries.

use actix_web::HttpRequest;
use actix_web::http::header;
use app::Actor;
use db::Db;

use crate::csrf;
use crate::error::Result;

/// The name of the session cookie.
pub(crate) const SESSION_COOKIE: &str = "pagespace_session";
const SESSION_PREFIX: &str = "ps_sess_";
const CSRF_HEADER: &str = "x-csrf-token";
const CLIENT_HEADER: &str = "x-client-id";
/// Longer names of clients are dropped: they come back in every event.
const CLIENT_LIMIT: usize = 64;

/// A token that a request carries.
pub(super) enum Presented {
    /// `Authorization: Bearer …`, sent on purpose.
    Bearer(String),
    /// The session cookie, which a browser adds by itself.
    Cookie(String),
}

impl Presented {
    /// A Bearer token wins. Other schemes are left to whatever proxy asked for them.
    pub(super) fn of(req: &HttpRequest) -> Result<Self> {
        let bearer = header_text(req, header::AUTHORIZATION.as_str()).and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme
                .eq_ignore_ascii_case("bearer")
                .then(|| token.trim().to_owned())
        });
        bearer
            .map(Self::Bearer)
            .or_else(|| session_cookie(req).map(Self::Cookie))
            .ok_or_else(|| app::Error::Unauthenticated.into())
    }

    /// Whose token it is.
    pub(super) async fn actor(&self, req: &HttpRequest, db: &Db) -> Result<Actor> {
        let (Self::Bearer(token) | Self::Cookie(token)) = self;
        let mut actor = app::credential::authenticate(db, token).await?;
        actor.client = client(req);
        Ok(actor)
    }
}

/// The session token that a browser sent, if it has the form of one.
pub(super) fn session_cookie(req: &HttpRequest) -> Option<String> {
    let cookie = req.cookie(SESSION_COOKIE)?;
    let value = cookie.value();
    value.starts_with(SESSION_PREFIX).then(|| value.to_owned())
}

/// True if the request has the CSRF token of `session` in its header.
pub(super) fn has_csrf_header(req: &HttpRequest, session: &str) -> bool {
    header_text(req, CSRF_HEADER).is_some_and(|given| csrf::same(given, &csrf::token(session)))
}

/// The client's own name for itself.
fn client(req: &HttpRequest) -> Option<String> {
    let name = header_text(req, CLIENT_HEADER)?;
    (!name.is_empty() && name.len() <= CLIENT_LIMIT).then(|| name.to_owned())
}

fn header_text<'a>(req: &'a HttpRequest, name: &str) -> Option<&'a str> {
    req.headers().get(name)?.to_str().ok()
}
