//! Who is signed in.

use actix_web::get;
use actix_web::web::Json;

use crate::error::Result;
use crate::extract::SessionCaller;
use crate::openapi::Refusal;
use crate::wire::Me;

/// The person behind the session. Keys do not reveal theirs.
#[utoipa::path(operation_id = "account.me", tag = "account", responses((status = 200, body = Me), Refusal))]
#[get("/api/auth/me")]
pub(super) async fn me(caller: SessionCaller) -> Result<Json<Me>> {
    let user = app::account::me(&caller.0.db, &caller.0.actor).await?;
    Ok(Json(user.into()))
}
