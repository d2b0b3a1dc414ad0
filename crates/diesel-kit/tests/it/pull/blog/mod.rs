//! The schema of the database: one file for each table and view.

mod author_count;
mod enums;
mod live_post;
mod objects;
mod post;
mod post_audit_row;
mod user;

pub use author_count::*;
pub use enums::*;
pub use live_post::*;
pub use post::*;
pub use post_audit_row::*;
pub use user::*;

diesel_kit::schema! {
    /// Everything that migrations are made from.
    pub fn schema {
        extensions {
            pg_trgm,
        }
        enums {
            PostState,
        }
        tables {
            post_audit => PostAudit,
        }
        tables {
            posts => Post,
            users => User,
        }
        views {
            author_counts => AuthorCount,
            live_posts => LivePost,
        }
        objects {
            objects::audit_post(),
            objects::posts_audit_on_posts(),
            objects::posts_late_on_posts(),
        }
    }
}
