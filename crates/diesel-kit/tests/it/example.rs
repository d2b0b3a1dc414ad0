//! A small schema in two files, as a project would write it.

pub mod person;
pub mod place;

pub use person::*;
pub use place::*;

diesel_kit::schema! {
    pub fn schema {
        tables { people => Person, places => Place, visits => Visit, measures => Measure }
        enums { Mood, PlaceKind }
    }
}
