//! Keys for scripts and agents; only a signed-in person may see, make or revoke them.

use actix_web::web::Json;
use actix_web::{delete, get, post};
use db::id::ApiKeyId;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::{Error, Result};
use crate::extract::{Body, Id, SessionCaller};
use crate::openapi::{InputRefusal, Refusal};
use crate::wire::{Done, KeyRow, NewKey};

/// The caller's keys that are not revoked, newest first.
#[utoipa::path(operation_id = "tokens.list", tag = "keys", responses((status = 200, body = [KeyRow]), Refusal))]
#[get("/api/auth/mcp-tokens")]
pub(super) async fn list(caller: SessionCaller) -> Result<Json<Vec<KeyRow>>> {
    let keys = app::key::list(&caller.0.db, &caller.0.actor).await?;
    Ok(Json(keys.into_iter().map(KeyRow::from).collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateKey {
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// Must be empty: keys cannot be limited to drives yet.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    drives: Vec<Value>,
    /// Must be empty: keys cannot be limited to drives yet.
    #[serde(default)]
    drive_ids: Vec<String>,
}

/// Makes a key. The answer is the only one that ever contains it.
#[utoipa::path(operation_id = "tokens.create", tag = "keys", request_body = CreateKey, responses((status = 200, body = NewKey), InputRefusal))]
#[post("/api/auth/mcp-tokens")]
pub(super) async fn create(caller: SessionCaller<Body<CreateKey>>) -> Result<Json<NewKey>> {
    let (db, actor, Body(new)) = (&caller.0.db, &caller.0.actor, &caller.0.input);
    // A key that reaches further than was asked for would be worse than none.
    if !new.drives.is_empty() || !new.drive_ids.is_empty() {
        let message = "this version cannot limit a key to drives: leave drives and driveIds out";
        return Err(Error::invalid("drives", message));
    }
    let minted = app::key::create(db, &actor.user, &new.name, None).await?;
    Ok(Json(minted.into()))
}

/// Ends a key at once.
#[utoipa::path(operation_id = "tokens.revoke", tag = "keys", params(("tokenId" = String, Path)), responses((status = 200, body = Done), Refusal))]
#[delete("/api/auth/mcp-tokens/{tokenId}")]
pub(super) async fn revoke(caller: SessionCaller<Id<ApiKeyId>>) -> Result<Json<Done>> {
    let (db, actor, Id(key)) = (&caller.0.db, &caller.0.actor, &caller.0.input);
    app::key::revoke(db, actor, key).await?;
    Ok(Json(Done::new("The key is revoked.")))
}
