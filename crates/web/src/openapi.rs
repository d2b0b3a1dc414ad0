//! The description of the interface for programs, made from the routes themselves.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use actix_web::App;
use actix_web::dev::ResourceDef;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi as Document, PathItem};
use utoipa::{IntoResponses, Modify, OpenApi};
use utoipa_actix_web::AppExt;

use crate::error::ErrorBody;
use crate::extract::SESSION_COOKIE;
use crate::routes;

#[derive(OpenApi)]
#[openapi(
    info(title = "Pagespace", description = "Every answer carries `X-PageSpace-API-Version`."),
    components(schemas(ErrorBody)),
    modifiers(&Credentials),
    security(("key" = []), ("session" = []))
)]
struct Api;

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
            SESSION_COOKIE,
            "Writes also need the header `X-CSRF-Token` and an `Origin` of this service.",
        ));
        components.add_security_scheme("key", SecurityScheme::Http(bearer));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    }
}

/// What every operation may answer instead.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described, never made")]
pub(crate) enum Failure {
    /// Our fault.
    #[response(status = 500)]
    Internal(#[to_schema] ErrorBody),
    /// The database is away; `Retry-After` says when to ask again.
    #[response(status = 503)]
    Unavailable(#[to_schema] ErrorBody),
}

/// What every operation with a credential may answer instead.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described, never made")]
pub(crate) enum Refusal {
    /// No usable credential.
    #[response(status = 401)]
    Unauthenticated(#[to_schema] ErrorBody),
    /// The caller can see the thing but may not do this.
    #[response(status = 403)]
    Forbidden(#[to_schema] ErrorBody),
    /// It does not exist, or the caller may not see it.
    #[response(status = 404)]
    NotFound(#[to_schema] ErrorBody),
    /// Our fault.
    #[response(status = 500)]
    Internal(#[to_schema] ErrorBody),
    /// The database is away; `Retry-After` says when to ask again.
    #[response(status = 503)]
    Unavailable(#[to_schema] ErrorBody),
}

/// What every operation with an input may answer instead.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described, never made")]
pub(crate) enum InputRefusal {
    /// The input is malformed, out of range, or impossible in this state.
    #[response(status = 400)]
    Invalid(#[to_schema] ErrorBody),
    /// No usable credential.
    #[response(status = 401)]
    Unauthenticated(#[to_schema] ErrorBody),
    /// The caller can see the thing but may not do this.
    #[response(status = 403)]
    Forbidden(#[to_schema] ErrorBody),
    /// It does not exist, or the caller may not see it.
    #[response(status = 404)]
    NotFound(#[to_schema] ErrorBody),
    /// A stale revision, or a name that is taken.
    #[response(status = 409)]
    Conflict(#[to_schema] ErrorBody),
    /// The body is larger than 5 MiB.
    #[response(status = 413)]
    TooLarge(#[to_schema] ErrorBody),
    /// Our fault.
    #[response(status = 500)]
    Internal(#[to_schema] ErrorBody),
    /// The database is away; `Retry-After` says when to ask again.
    #[response(status = 503)]
    Unavailable(#[to_schema] ErrorBody),
}

/// The document as JSON.
pub fn document() -> &'static str {
    static JSON: LazyLock<String> = LazyLock::new(|| {
        let mut text = described().to_pretty_json().unwrap_or_default();
        text.push('\n');
        text
    });
    &JSON
}

fn described() -> Document {
    let (_, document) = App::new()
        .into_utoipa_app()
        .openapi(Api::openapi())
        .configure(routes::api)
        .split_for_parts();
    document
}

/// The methods that a path of the interface answers to, as in `Allow`; none if there is no such path.
pub(crate) fn methods_of(path: &str) -> Option<String> {
    static PATHS: LazyLock<Vec<(ResourceDef, Methods)>> = LazyLock::new(|| {
        let paths = described().paths.paths;
        let entry = |(path, item): (String, PathItem)| (ResourceDef::new(path), methods(&item));
        paths.into_iter().map(entry).collect()
    });
    let matching = PATHS.iter().filter(|(pattern, _)| pattern.is_match(path));
    let methods: Methods = matching
        .flat_map(|(_, methods)| methods.iter().copied())
        .collect();
    let list: Vec<&str> = methods.into_iter().collect();
    (!list.is_empty()).then(|| list.join(", "))
}

type Methods = BTreeSet<&'static str>;

fn methods(item: &PathItem) -> Methods {
    let all = [
        ("GET", &item.get),
        ("PUT", &item.put),
        ("POST", &item.post),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ];
    let given = all.into_iter().filter(|(_, operation)| operation.is_some());
    given.map(|(name, _)| name).collect()
}
