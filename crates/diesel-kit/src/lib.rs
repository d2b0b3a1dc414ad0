//! Schema-first migrations for Diesel: declare tables in Rust, generate, check and apply SQL.
//!
//! Without the default feature `cli` there are the derives, [`Migrations`] that are compiled in, and
//! [`migrate`]: what a program needs that applies migrations or asks whether they are applied.

#![cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "the commands use more of the model and its SQL")
)]

#[cfg(feature = "cli")]
mod answer;
#[cfg(feature = "cli")]
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
mod connection;
#[cfg(feature = "cli")]
mod diff;
mod digest;
mod error;
mod fingerprint;
#[cfg(feature = "cli")]
pub mod generate;
mod hazard;
#[cfg(feature = "cli")]
mod history;
#[cfg(feature = "cli")]
pub mod lint;
mod lock;
pub mod migrate;
pub mod model;
#[cfg(feature = "cli")]
mod scratch;
mod script;
mod sql;
mod sql_type;
#[cfg(feature = "cli")]
mod stage;

#[cfg(feature = "cli")]
pub use answer::{Answers, Hint, Question};
pub use diesel_kit_derive::{PgEnum, Table, embed_migrations};
#[cfg(feature = "cli")]
pub use diff::{Rename, Style, diff};
pub use error::Error;
pub use fingerprint::Fingerprint;
pub use hazard::{Hazard, Loss, Step};
#[cfg(feature = "cli")]
pub use history::{Folder, History, Snapshot, rehash};
pub use lock::{Lock, LockMode};
pub use model::Kind;
pub use script::{Migrations, Script};
pub use sql_type::SqlTypeName;
#[cfg(feature = "cli")]
pub use stage::Rollout;

/// A row struct that describes its table. `#[derive(Table)]` implements it.
pub trait Entity {
    /// The Diesel table.
    type Table;

    /// The table with all its columns, constraints and indexes.
    fn definition() -> model::Table;
}

/// A Rust enum that is stored as a PostgreSQL enum. `#[derive(PgEnum)]` implements it.
pub trait PgEnum: Sized {
    /// Name of the type in the database.
    const NAME: &'static str;
    /// The labels, in their order in the database.
    const LABELS: &'static [&'static str];

    /// The label of this value.
    fn label(&self) -> &'static str;

    /// The type as the model sees it.
    fn definition() -> model::EnumType;
}

/// The message for a label that the Rust enum does not have; used by the derive.
#[doc(hidden)]
pub fn unknown_label<E: PgEnum>(found: &[u8]) -> String {
    format!(
        "unknown value {:?} of the enum {}: the database is newer than this program",
        String::from_utf8_lossy(found),
        E::NAME
    )
}

/// Collects entities and enums into one model, and lets their tables appear in the same query.
///
/// ```ignore
/// diesel_kit::schema! {
///     pub fn schema {
///         tables { users => User, drives => Drive }
///         enums { PageType }
///     }
/// }
/// ```
///
/// emits `pub fn schema() -> diesel_kit::model::Model`. The names must be in scope where the macro
/// is called; the structs may be defined elsewhere.
#[macro_export]
macro_rules! schema {
    (
        $visibility:vis fn $function:ident {
            tables { $($table:ident => $entity:ty),* $(,)? }
            $(enums { $($enum:ty),* $(,)? })?
        }
    ) => {
        ::diesel::allow_tables_to_appear_in_same_query!($($table,)*);

        /// The schema as the code declares it.
        $visibility fn $function() -> $crate::model::Model {
            /// Compiles only when the entity belongs to the table beside it.
            fn paired<T, E: $crate::Entity<Table = T>>(_: T) -> $crate::model::Table {
                E::definition()
            }
            $crate::model::Model::default()
                $(.table(paired::<_, $entity>($table::table)))*
                $($(.enumeration(
                    <$enum as $crate::PgEnum>::NAME,
                    <$enum as $crate::PgEnum>::definition(),
                ))*)?
        }
    };
}
