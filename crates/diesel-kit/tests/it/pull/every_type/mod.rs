//! The schema of the database: one file for each table and view.

mod all_kinds_view;
mod enums;
mod numbers_table;
mod objects;
mod places_table;
mod texts_table;
mod times_table;
mod types;

pub use all_kinds_view::*;
pub use enums::*;
pub use numbers_table::*;
pub use places_table::*;
pub use texts_table::*;
pub use times_table::*;
pub use types::*;

diesel_kit::schema! {
    /// Everything that migrations are made from.
    pub fn schema {
        extensions {
            hstore,
            ltree,
        }
        enums {
            Colour,
        }
        tables {
            numbers => Number,
        }
        tables {
            places => Place,
        }
        tables {
            texts => Text,
        }
        tables {
            times => Time,
        }
        views {
            all_kinds => AllKind,
        }
        objects {
            objects::colours(),
            objects::positive(),
        }
    }
}
