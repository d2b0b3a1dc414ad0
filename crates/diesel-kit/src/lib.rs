//! Schema-first migrations, relations and queries for Diesel: declare tables in Rust, the rest follows.
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
mod branch;
#[cfg(feature = "cli")]
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod connection;
#[cfg(feature = "cli")]
mod diff;
mod digest;
#[cfg(feature = "cli")]
mod docs;
mod entity;
mod error;
#[cfg(feature = "cli")]
mod filter;
mod fingerprint;
#[cfg(feature = "cli")]
pub mod generate;
mod given;
mod hazard;
#[cfg(feature = "cli")]
mod history;
mod insert;
#[cfg(feature = "cli")]
pub mod introspect;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "cli")]
pub mod lint;
mod lock;
pub mod migrate;
pub mod model;
pub mod ops;
pub mod pooler;
#[cfg(feature = "cli")]
mod pull;
#[cfg(feature = "cli")]
mod push;
#[cfg(feature = "views")]
pub mod relation;
#[cfg(feature = "cli")]
mod scratch;
mod script;
#[cfg(feature = "cli")]
pub mod seed;
mod sql;
mod sql_type;
pub mod sql_types;
#[cfg(feature = "cli")]
pub mod squash;
#[cfg(feature = "cli")]
mod stage;
pub mod statement;
mod ts_vector;
#[cfg(feature = "validate")]
pub mod validate;
#[cfg(feature = "vector")]
mod vector;

#[cfg(feature = "cli")]
pub use answer::{Answers, Hint, Question};
#[cfg(feature = "cli")]
pub use branch::{Branches, Conflict};
#[cfg(feature = "views")]
pub use diesel_kit_derive::View;
pub use diesel_kit_derive::{PgEnum, SqlView, Table, embed_migrations, schema, sql_object};
#[cfg(feature = "cli")]
pub use diff::{Rename, Style, diff};
#[cfg(feature = "cli")]
pub use docs::docs;
pub use entity::{Entity, PgEnum, TableName, ViewEntity};
pub use error::Error;
pub use fingerprint::Fingerprint;
pub use given::given;
pub use hazard::{Hazard, Loss, Step};
#[cfg(feature = "cli")]
pub use history::{Folder, History, Snapshot, rehash};
pub use insert::{ColumnDefault, NullOrDefault, OrDefault};
#[cfg(feature = "json")]
pub use json::Json;
pub use lock::{Lock, LockMode};
pub use model::Kind;
#[cfg(feature = "views")]
pub use relation::View;
pub use script::{Migrations, Script};
pub use sql_type::{SqlTypeName, TypeName};
#[cfg(feature = "cli")]
pub use stage::Rollout;
pub use statement::{Prepared, batches, execute_all, prepared};
pub use ts_vector::{Lexeme, Position, TsVector, Weight};
#[cfg(feature = "vector")]
pub use vector::Vector;

/// For what the derives emit.
#[doc(hidden)]
pub use serde;

#[doc(hidden)]
pub use entity::{table_of, unknown_label, view_of};
#[doc(hidden)]
pub use sql_type::{IsColumn, JoinsTo, RefersTo, SameSqlType};
