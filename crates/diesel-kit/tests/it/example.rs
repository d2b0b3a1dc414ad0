//! A small schema in two files, as a project would write it.

pub(crate) mod lab;
pub(crate) mod person;
pub(crate) mod place;

pub(crate) use person::*;
pub(crate) use place::*;

diesel_kit::schema! {
    pub(crate) fn schema {
        tables { people => Person, places => Place, visits => Visit, measures => Measure }
        enums { Mood, PlaceKind }
    }
}
