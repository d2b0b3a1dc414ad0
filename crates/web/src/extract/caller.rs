//! The caller of the interface for programs. Asking for the input through it is what makes a
//! handler refuse strangers first.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use app::Actor;
use db::Db;

use super::Extracting;
use super::credential::{self, Presented};
use crate::error::{Error, Result};
use crate::origin::Origins;

const FOREIGN: &str =
    "a write with a session cookie needs the header X-CSRF-Token and an Origin of this service";

/// Somebody with any credential, and the input that the handler asked for.
pub(crate) struct Caller<T = ()> {
    pub(crate) db: web::Data<Db>,
    pub(crate) actor: Actor,
    pub(crate) input: T,
}

/// The same for operations that only API keys may call.
pub(crate) struct KeyCaller<T = ()>(pub(crate) Caller<T>);

/// The same for operations that API keys may not call.
pub(crate) struct SessionCaller<T = ()>(pub(crate) Caller<T>);

impl<T: FromRequest + 'static> FromRequest for Caller<T> {
    type Error = actix_web::Error;
    type Future = Extracting<Self>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        extract(req, payload, |_| true)
    }
}

impl<T: FromRequest + 'static> FromRequest for KeyCaller<T> {
    type Error = actix_web::Error;
    type Future = Extracting<Self>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = extract(req, payload, Actor::is_key);
        Box::pin(async move { caller.await.map(Self) })
    }
}

impl<T: FromRequest + 'static> FromRequest for SessionCaller<T> {
    type Error = actix_web::Error;
    type Future = Extracting<Self>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = extract(req, payload, |actor| !actor.is_key());
        Box::pin(async move { caller.await.map(Self) })
    }
}

fn extract<T: FromRequest + 'static>(
    req: &HttpRequest,
    payload: &mut Payload,
    admitted: fn(&Actor) -> bool,
) -> Extracting<Caller<T>> {
    let (req, mut payload) = (req.clone(), payload.take());
    Box::pin(async move {
        let db = data::<Db>(&req)?;
        let presented = Presented::of(&req)?;
        let actor = presented.actor(&req, &db).await?;
        if !admitted(&actor) {
            return Err(Error::from(app::Error::Unauthenticated).into());
        }
        check_sender(&req, &presented)?;
        let input = T::from_request(&req, &mut payload)
            .await
            .map_err(Into::into)?;
        Ok(Caller { db, actor, input })
    })
}

/// A browser adds the cookie by itself: a write with it must come from a page of ours.
fn check_sender(req: &HttpRequest, presented: &Presented) -> Result<()> {
    let Presented::Cookie(session) = presented else {
        return Ok(());
    };
    let is_ours =
        data::<Origins>(req)?.admit(req.headers()) && credential::has_csrf_header(req, session);
    if !req.method().is_safe() && !is_ours {
        return Err(app::Error::Forbidden(FOREIGN).into());
    }
    Ok(())
}

/// Something that every worker has.
pub(super) fn data<T: 'static>(req: &HttpRequest) -> Result<web::Data<T>> {
    req.app_data::<web::Data<T>>().cloned().ok_or_else(|| {
        let missing = format!("{} is not registered", std::any::type_name::<T>());
        app::Error::Internal(missing).into()
    })
}
