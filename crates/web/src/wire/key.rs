//! API keys on the wire.

use app::key::MintedKey;
use db::id::ApiKeyId;
use db::schema::ApiKey;
use serde::Serialize;
use utoipa::ToSchema;

use super::Date;

/// A key in a list: never the key itself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyRow {
    #[schema(value_type = String)]
    id: ApiKeyId,
    name: String,
    token_prefix: String,
    #[schema(required = true)]
    last_used: Option<Date>,
    created_at: Date,
    is_scoped: bool,
    drive_scopes: Vec<DriveScope>,
}

/// A drive that a key is limited to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DriveScope {
    id: String,
    name: String,
}

/// A key right after it was made: the only time that it is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewKey {
    #[schema(value_type = String)]
    id: ApiKeyId,
    name: String,
    token: String,
    created_at: Date,
    #[schema(required = true)]
    last_used: Option<Date>,
    drive_scopes: Vec<DriveScope>,
}

impl From<ApiKey> for KeyRow {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name,
            token_prefix: key.token_prefix,
            last_used: key.last_used_at.map(Date::from),
            created_at: key.created_at.into(),
            is_scoped: false,
            drive_scopes: Vec::new(),
        }
    }
}

impl From<MintedKey> for NewKey {
    fn from(minted: MintedKey) -> Self {
        Self {
            id: minted.key.id,
            name: minted.key.name,
            token: minted.token,
            created_at: minted.key.created_at.into(),
            last_used: None,
            drive_scopes: Vec::new(),
        }
    }
}
