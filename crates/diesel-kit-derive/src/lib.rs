//! Macros of diesel-kit: `#[derive(Table)]`, `#[derive(View)]`, `#[derive(PgEnum)]`, `schema!`.
//!
//! Use them through `diesel_kit`, which holds the traits they implement. Everything they emit is
//! plain Diesel that could have been written by hand.

mod case;
mod embed;
mod keys;
mod pg_enum;
mod schema;
mod sequence_keys;
mod sql_object;
mod sql_type;
mod table;
mod view;

use proc_macro::TokenStream;
use syn::{DeriveInput, LitStr, parse_macro_input};

/// Makes a table of a row struct.
///
/// Emits `diesel::table!`, the legal `diesel::joinable!`s, the insert and change structs that were
/// asked for, and the description (`diesel_kit::Entity`) from which migrations are generated.
#[proc_macro_derive(Table, attributes(table, column))]
pub fn derive_table(input: TokenStream) -> TokenStream {
    table::expand(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a view of a row struct.
#[proc_macro_derive(View, attributes(view, column))]
pub fn derive_view(input: TokenStream) -> TokenStream {
    view::expand(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a PostgreSQL enum of a Rust enum without fields.
#[proc_macro_derive(PgEnum, attributes(pg_enum))]
pub fn derive_pg_enum(input: TokenStream) -> TokenStream {
    pg_enum::expand(&parse_macro_input!(input as DeriveInput)).into()
}

/// Collects entities and all else into one model.
#[proc_macro]
pub fn schema(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as schema::Declaration)
        .expand()
        .into()
}

/// An object given as SQL.
#[proc_macro]
pub fn sql_object(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as sql_object::Object)
        .expand()
        .into()
}

/// Compiles the migrations of a directory into the program, as a `diesel_kit::Migrations`.
///
/// The path is relative to the package's `Cargo.toml`. Edited files are seen by the next build; for
/// new folders the package needs a `build.rs` that prints `cargo:rerun-if-changed=<directory>`.
#[proc_macro]
pub fn embed_migrations(input: TokenStream) -> TokenStream {
    embed::expand(&parse_macro_input!(input as LitStr))
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}
