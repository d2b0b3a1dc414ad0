//! A signed-in person in front of a browser.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use app::Actor;
use db::Db;
use db::schema::User;

use super::Extracting;
use super::caller::data;
use super::credential::{Presented, session_cookie};
use crate::csrf;
use crate::error::{Error, Result};
use crate::origin::Origins;

/// Who looks at a page. Somebody without a session is sent to the sign-in page.
pub(crate) struct Visitor {
    pub(crate) db: web::Data<Db>,
    pub(crate) actor: Actor,
    pub(crate) user: User,
    /// What every form of the page has to carry.
    pub(crate) csrf: String,
    /// Where this browser finds the realtime service.
    pub(crate) realtime: String,
}

impl FromRequest for Visitor {
    type Error = actix_web::Error;
    type Future = Extracting<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { Ok(visitor(&req).await?) })
    }
}

/// The person behind the session cookie.
pub(super) async fn visitor(req: &HttpRequest) -> Result<Visitor> {
    let db = data::<Db>(req)?;
    let session = session_cookie(req).ok_or_else(|| sign_in(req))?;
    let csrf = csrf::token(&session);
    let authenticated = Presented::Cookie(session).actor(req, &db).await;
    let actor = authenticated.map_err(|error| match error {
        Error::App(app::Error::Unauthenticated) => sign_in(req),
        other => other,
    })?;
    let user = app::account::me(&db, &actor).await?;
    let realtime = data::<Origins>(req)?.realtime(req.headers());
    Ok(Visitor {
        db,
        actor,
        user,
        csrf,
        realtime,
    })
}

/// After signing in, a page that was asked for is shown; a form that was sent is not sent again.
fn sign_in(req: &HttpRequest) -> Error {
    let next = if req.method().is_safe() {
        req.path()
    } else {
        "/"
    };
    Error::SignIn(next.to_owned())
}
