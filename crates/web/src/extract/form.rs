//! Forms that browsers send.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::caller::data;
use super::credential::{has_csrf_header, session_cookie};
use super::visitor::{Visitor, visitor};
use super::{Extracting, body, query};
use crate::csrf;
use crate::error::{Error, Result};
use crate::origin::Origins;

const FOREIGN: &str =
    "this form was not sent by a page of this service: reload the page and try again";

/// A form sent by somebody who is signed in, from a page of ours.
pub(crate) struct SignedIn<T> {
    pub(crate) visitor: Visitor,
    pub(crate) form: T,
}

/// A form sent by somebody who has no session yet: setup and sign-in.
pub(crate) struct Anonymous<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for SignedIn<T> {
    type Error = actix_web::Error;
    type Future = Extracting<Self>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let visitor = visitor(&req).await?;
            let fields = fields(payload).await?;
            if !is_ours(&req, &fields)? {
                return Err(Error::from(app::Error::Forbidden(FOREIGN)).into());
            }
            Ok(Self {
                visitor,
                form: query::parse(&fields)?,
            })
        })
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Anonymous<T> {
    type Error = actix_web::Error;
    type Future = Extracting<Self>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            // A foreign page must not sign its visitor in as somebody else. Programs send no Origin.
            let says_origin = req.headers().contains_key(header::ORIGIN);
            if says_origin && !data::<Origins>(&req)?.admit(req.headers()) {
                return Err(Error::from(app::Error::Forbidden(FOREIGN)).into());
            }
            Ok(Self(query::parse(&fields(payload).await?)?))
        })
    }
}

async fn fields(payload: Payload) -> Result<String> {
    let bytes = body::read(payload).await?;
    String::from_utf8(bytes.to_vec())
        .map_err(|error| Error::malformed(format!("The form is not text: {error}")))
}

/// True if the form carries the session's token and was sent from a page of ours.
fn is_ours(req: &HttpRequest, fields: &str) -> Result<bool> {
    let Some(session) = session_cookie(req) else {
        return Ok(false);
    };
    let given: Value = query::parse(fields)?;
    let given = given
        .get("csrf")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let has_token = has_csrf_header(req, &session) || csrf::same(given, &csrf::token(&session));
    Ok(has_token && data::<Origins>(req)?.admit(req.headers()))
}
