//! What operators and clients ask about the service itself.

use actix_web::http::header::ContentType;
use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, get};
use db::Db;
use db::migrations::NotCurrent;
use serde::Serialize;
use utoipa::ToSchema;

use crate::edge::API_VERSION;
use crate::error::{Error, Result};
use crate::openapi::{Failure, document};

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Version {
    service: &'static str,
    api_version: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    status: &'static str,
}

/// Which version of the wire contract this is.
#[utoipa::path(operation_id = "system.version", tag = "system", security(()), responses((status = 200, body = Version)))]
#[get("/api/version")]
pub(super) async fn version() -> Json<Version> {
    Json(Version {
        service: "pagespace",
        api_version: API_VERSION,
    })
}

/// The process is alive.
#[utoipa::path(operation_id = "system.health", tag = "system", security(()), responses((status = 200, body = Health)))]
#[get("/healthz")]
pub(super) async fn health() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// The process can work: the database answers and has the schema of this version.
#[utoipa::path(operation_id = "system.ready", tag = "system", security(()), responses((status = 200, body = Health), Failure))]
#[get("/readyz")]
pub(super) async fn ready(db: Data<Db>) -> Result<Json<Health>> {
    db::migrations::ensure_current(&db)
        .await
        .map_err(not_ready)?;
    Ok(Json(Health { status: "ready" }))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
fn not_ready(error: NotCurrent) -> Error {
    Error::NotReady(error.to_string())
}

/// This document.
#[utoipa::path(operation_id = "system.openapi", tag = "system", security(()), responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json")))]
#[get("/api/openapi.json")]
pub(super) async fn openapi() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(document())
}
