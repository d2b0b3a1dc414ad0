//! The whole schema: the single source of truth for types, queries and migrations.

pub mod auth;
pub mod content;
pub mod core;
pub mod history;
pub mod members;

pub use auth::*;
pub use content::*;
pub use core::*;
pub use history::*;
pub use members::*;

diesel_kit::schema! {
    pub fn schema {
        tables {
            users => User,
            sessions => Session,
            api_keys => ApiKey,
            drives => Drive,
            drive_members => DriveMember,
            pages => Page,
            streams => Stream,
            documents => Document,
            document_updates => DocumentUpdate,
            document_states => DocumentState,
            events => Event,
        }
        enums { PageType, ContentMode, DriveKind, MemberRole }
    }
}
