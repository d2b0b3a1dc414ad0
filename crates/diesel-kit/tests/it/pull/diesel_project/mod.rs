//! The schema of the database: one file for each table and view.

mod comment;
mod following;
mod objects;
mod post;
mod user;

pub use comment::*;
pub use following::*;
pub use post::*;
pub use user::*;

diesel_kit::schema! {
    /// Everything that migrations are made from.
    pub fn schema {
        tables {
            comments => Comment,
            posts => Post,
            users => User,
        }
        tables {
            followings => Following,
        }
        objects {
            objects::diesel_manage_updated_at_regclass(),
            objects::diesel_set_updated_at(),
            objects::set_updated_at_on_users(),
        }
    }
}
