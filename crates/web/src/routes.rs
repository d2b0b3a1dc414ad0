//! The interface for programs: every route once, with its documentation.

mod accounts;
mod documents;
mod drives;
mod keys;
mod pages;
mod system;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes. The OpenAPI document and the answer to a wrong method follow from it.
pub(crate) fn api(config: &mut ServiceConfig<'_>) {
    config
        .service(system::version)
        .service(system::health)
        .service(system::ready)
        .service(system::openapi)
        .service(accounts::me)
        .service(keys::list)
        .service(keys::create)
        .service(keys::revoke)
        .service(drives::list)
        .service(drives::create)
        .service(drives::pages)
        .service(drives::events)
        .service(pages::create)
        // Before the routes with an id: "reorder" is not one.
        .service(pages::reorder)
        .service(pages::details)
        .service(pages::update)
        .service(pages::trash)
        .service(pages::restore)
        .service(documents::edit);
}

/// Something new, as JSON with status 201.
pub(crate) struct Created<T>(T);

impl<T: Serialize> Responder for Created<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::build(StatusCode::CREATED).json(self.0)
    }
}
