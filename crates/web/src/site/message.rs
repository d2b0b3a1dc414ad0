//! The page that says why there is no page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use maud::html;

use super::card;
use crate::error::Error;

/// An error for people.
pub(crate) fn error(error: &Error, request: &str) -> HttpResponse {
    let (title, lead) = words(error);
    let content = html! {
        h1 { (title) }
        p.lead { (lead) }
        p { a.button.button-primary href="/" { "Go to your workspace" } }
        p.hint { "Request " code { (request) } }
    };
    let page = card(title, "card card-message", &content);
    error
        .head()
        .content_type(ContentType::html())
        .body(page.into_string())
}

fn words(error: &Error) -> (&'static str, String) {
    let missing = "It was deleted, or you have no access to it.".to_owned();
    match error.status() {
        StatusCode::NOT_FOUND => ("This page does not exist", missing),
        StatusCode::UNAUTHORIZED => ("You are signed out", "Sign in and try again.".to_owned()),
        StatusCode::FORBIDDEN => ("You may not do this", error.message()),
        StatusCode::SERVICE_UNAVAILABLE => ("Not available right now", error.message()),
        status if status.is_server_error() => ("Something went wrong", error.message()),
        _ => ("This did not work", error.message()),
    }
}
