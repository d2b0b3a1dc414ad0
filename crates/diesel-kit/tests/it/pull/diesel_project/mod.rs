//! The schema of the database: one file for each table and view.

mod comments_table;
mod followings_table;
mod objects;
mod posts_table;
mod users_table;

pub use comments_table::*;
pub use followings_table::*;
pub use posts_table::*;
pub use users_table::*;

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
