//! The schema of the database: one file for each table and view.

mod app_user;
mod big_user;
mod enums;
mod objects;
mod option_row;
mod order_item;
mod thing_note;
mod type_row;
mod user_row;
mod user_row_row;

pub use app_user::*;
pub use big_user::*;
pub use enums::*;
pub use option_row::*;
pub use order_item::*;
pub use thing_note::*;
pub use type_row::*;
pub use user_row::*;
pub use user_row_row::*;

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
