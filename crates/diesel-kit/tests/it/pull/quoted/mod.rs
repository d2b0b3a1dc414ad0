//! The schema of the database: one file for each table and view.

mod app_users_table;
mod big_users_view;
mod enums;
mod objects;
mod options_table;
mod order_items_table;
mod thing_notes_table;
mod type_table_table;
mod user_table;
mod users_table;

pub use app_users_table::*;
pub use big_users_view::*;
pub use enums::*;
pub use options_table::*;
pub use order_items_table::*;
pub use thing_notes_table::*;
pub use type_table_table::*;
pub use user_table::*;
pub use users_table::*;

diesel_kit::schema! {
    /// Everything that migrations are made from.
    pub fn schema {
        schemas {
            App,
            "My Schema",
        }
        enums {
            OrderState,
        }
        tables {
            user => User,
            order_items => OrderItem,
        }
        tables {
            options => OptionRow,
        }
        tables {
            thing_notes => ThingNote,
        }
        tables {
            type_table => Type,
        }
        tables {
            users => UserRow,
            app_users => AppUser,
        }
        views {
            big_users => BigUser,
        }
        objects {
            objects::table_my_schema_things(),
            objects::thing_notes_thing_id_fkey_on_thing_notes(),
            objects::view_my_schema_labels(),
        }
    }
}
