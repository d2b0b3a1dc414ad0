//! What surrounds every request: its id, the headers of every answer, and the log of what failed.

use std::fmt;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, web};

use crate::csrf::hex;
use crate::error::Error;
use crate::origin::Origins;
use crate::site::message;

/// The version of the wire contract, on every answer.
pub(crate) const API_VERSION: &str = "1.0.0";

/// Headers that never change.
const FIXED: [(&str, &str); 5] = [
    ("x-pagespace-api-version", API_VERSION),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
];

/// Names one request, in the answer and in the log.
#[derive(Clone)]
struct RequestId(String);

impl RequestId {
    fn new() -> Self {
        Self(hex(&rand::random::<[u8; 8]>()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The outermost layer. Everything passes here, also what matches no route.
pub(crate) async fn surround(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, actix_web::Error> {
    let id = RequestId::new();
    let answer = next.call(req).await?.map_into_boxed_body();
    let mut answer = match problem(&answer, &id) {
        Some(replacement) => answer.into_response(replacement),
        None => answer,
    };
    let policy = content_policy(&answer);
    let headers = answer.headers_mut();
    for (name, value) in FIXED {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(answer)
}

/// Logs what went wrong, and says it in the form that the asker reads: JSON for programs, a page
/// for people.
fn problem(answer: &ServiceResponse, id: &RequestId) -> Option<HttpResponse> {
    let error = answer.response().error()?;
    let (method, path) = (answer.request().method(), answer.request().path());
    let Some(error) = error.as_error::<Error>() else {
        tracing::warn!(request = %id, %method, path, %error, "refused by the framework");
        let error = Error::malformed("The request cannot be read.");
        return Some(actix_web::ResponseError::error_response(&error));
    };
    if error.is_internal() {
        tracing::error!(request = %id, %method, path, %error, "failed");
    }
    let for_people = !is_for_programs(path) && error.status() != 303;
    for_people.then(|| message::error(error, &id.0))
}

/// Paths that answer JSON, also when they refuse.
pub(crate) fn is_for_programs(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/") || path == "/healthz" || path == "/readyz"
}

/// Pages may load from here and connect to the realtime service; everything else may do nothing.
fn content_policy(answer: &ServiceResponse) -> HeaderValue {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let origins = answer.request().app_data::<web::Data<Origins>>();
    let policy = origins.filter(|_| is_page).map(|origins| {
        format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; \
             connect-src 'self' {}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            origins.realtime(answer.request().headers())
        )
    });
    policy
        .and_then(|policy| HeaderValue::from_str(&policy).ok())
        .unwrap_or(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'",
        ))
}
