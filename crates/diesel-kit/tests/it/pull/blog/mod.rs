//! The schema of the database: one file for each table and view.

mod author_counts_view;
mod enums;
mod live_posts_view;
mod objects;
mod post_audit_table;
mod posts_table;
mod users_table;

pub use author_counts_view::*;
pub use enums::*;
pub use live_posts_view::*;
pub use post_audit_table::*;
pub use posts_table::*;
pub use users_table::*;

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
