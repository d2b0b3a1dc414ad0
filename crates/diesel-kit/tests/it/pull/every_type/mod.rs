//! The schema of the database: one file for each table and view.

mod all_kind;
mod enums;
mod number;
mod objects;
mod place;
mod text;
mod time;
mod types;

pub use all_kind::*;
pub use enums::*;
pub use number::*;
pub use place::*;
pub use text::*;
pub use time::*;
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
