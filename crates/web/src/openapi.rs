//! The description of the interface for programs, made from the routes themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use actix_web::App;
use actix_web::dev::ResourceDef;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Content, OpenApi as Document, PathItem, Ref, RefOr, Response, ResponseBuilder,
};
use utoipa::{IntoResponses, Modify, OpenApi, ToSchema};
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

/// What every operation may answer instead of its success.
pub(crate) struct Failure;

/// The same for operations with a credential.
pub(crate) struct Refusal;

/// The same for operations that also have an input.
pub(crate) struct InputRefusal;

impl IntoResponses for Failure {
    fn responses() -> Responses {
        described_as(&[500, 503])
    }
}

impl IntoResponses for Refusal {
    fn responses() -> Responses {
        described_as(&[401, 403, 404, 500, 503])
    }
}

impl IntoResponses for InputRefusal {
    fn responses() -> Responses {
        described_as(&[400, 401, 403, 404, 409, 413, 500, 503])
    }
}

type Responses = BTreeMap<String, RefOr<Response>>;

fn described_as(statuses: &[u16]) -> Responses {
    let body = || Content::new(Some(Ref::from_schema_name(ErrorBody::name())));
    let response = |status: &u16| {
        let response = ResponseBuilder::new()
            .description(reason(*status))
            .content("application/json", body());
        (status.to_string(), response.build().into())
    };
    statuses.iter().map(response).collect()
}

fn reason(status: u16) -> &'static str {
    match status {
        400 => "The input is malformed, out of range, or impossible in this state.",
        401 => "No usable credential.",
        403 => "The caller can see the thing but may not do this.",
        404 => "It does not exist, or the caller may not see it.",
        409 => "A stale revision, or a name that is taken.",
        413 => "The body is larger than 5 MiB.",
        503 => "The database is away; `Retry-After` says when to ask again.",
        _ => "Our fault; it is logged under the `X-Request-Id` of the answer.",
    }
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
