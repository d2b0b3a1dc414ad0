//! Drives on the wire.

use app::drive::{DriveRole, DriveView};
use db::id::{DriveId, PageId, UserId};
use db::schema::DriveKind;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::Schema;

use super::{Date, one_of};

/// A drive as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "named as on the wire")]
pub(crate) struct Drive {
    #[schema(value_type = String)]
    id: DriveId,
    name: String,
    slug: String,
    #[schema(value_type = String)]
    owner_id: UserId,
    #[schema(schema_with = kind)]
    kind: DriveKind,
    is_trashed: bool,
    #[schema(required = true)]
    trashed_at: Option<Date>,
    #[schema(required = true)]
    drive_prompt: Option<String>,
    created_at: Date,
    updated_at: Date,
    /// The caller is the owner, by a credential of their own.
    is_owned: bool,
    #[schema(schema_with = role)]
    role: DriveRole,
    #[schema(required = true)]
    last_accessed_at: Option<Date>,
    #[schema(required = true, value_type = Option<String>)]
    home_page_id: Option<PageId>,
}

fn kind() -> Schema {
    one_of(["STANDARD", "HOME"])
}

fn role() -> Schema {
    one_of(["OWNER", "ADMIN", "MEMBER"])
}

impl From<DriveView> for Drive {
    fn from(view: DriveView) -> Self {
        let drive = view.drive;
        Self {
            id: drive.id,
            name: drive.name,
            slug: drive.slug,
            owner_id: drive.owner_id,
            kind: drive.kind,
            is_trashed: drive.trashed_at.is_some(),
            trashed_at: drive.trashed_at.map(Date::from),
            drive_prompt: drive.drive_prompt,
            created_at: drive.created_at.into(),
            updated_at: drive.updated_at.into(),
            is_owned: view.is_owned,
            role: view.role,
            last_accessed_at: view.last_accessed_at.map(Date::from),
            home_page_id: drive.home_page_id,
        }
    }
}
