//! The operators of queries, as functions beside Diesel's methods.

pub use diesel_kit::ops::*;
