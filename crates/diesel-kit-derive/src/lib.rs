//! Derives of diesel-kit: `#[derive(Table)]` and `#[derive(PgEnum)]`.
//!
//! Use them through `diesel_kit`, which holds the traits they implement. Everything they emit is
//! plain Diesel that could have been written by hand.

mod case;
mod embed;
mod keys;
mod pg_enum;
mod sql_type;
mod table;

use proc_macro::TokenStream;
use syn::{DeriveInput, LitStr, parse_macro_input};

/// Makes a table of a row struct.
///
/// Emits `diesel::table!`, the legal `diesel::joinable!`s, the insert and change structs that were
/// asked for, and the description (`diesel_kit::Entity`) from which migrations are generated.
///
/// On the struct, `#[table(…)]`:
///
/// | key | meaning |
/// |---|---|
/// | `name = "pages"` | table name, and name of the Diesel module; required |
/// | `new = NewPage` | insert struct; a column with a default is an `Option`, `None` means DEFAULT |
/// | `new_exact = PageRow` | insert struct with every column required; its statement has one text, so Diesel caches it |
/// | `changes = PageChanges` | change set; every column `Option`, a nullable one `Option<Option>` |
/// | `unique(a, b)` | unique constraint; also `name = "…"`, `nulls_not_distinct` |
/// | `index(name, on, using, where_, unique, include, with)` | index; `on` and `where_` are SQL |
/// | `check(name, expr)` | check constraint |
/// | `foreign_key(columns(a, b), references = t(x, y), name, on_delete, on_update, deferrable)` | composite or named foreign key |
/// | `with = "fillfactor = 50"` | storage parameters |
/// | `renamed_from = "…"` | previous name |
///
/// On a field, `#[column(…)]`: `pk`, `sql = Type`, `db = "type"`, `sql_name = "…"`, `default = "sql"`,
/// `generated = "sql"`, `unique`, `check = "sql"`, `references = table(column)`, `on_delete = "…"`,
/// `on_update = "…"`, `no_join`, `on_update_now`, `renamed_from = "…"`.
#[proc_macro_derive(Table, attributes(table, column))]
pub fn derive_table(input: TokenStream) -> TokenStream {
    table::expand(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a PostgreSQL enum of a Rust enum without fields.
///
/// `#[pg_enum(name = "page_type", sql_type = PageTypeSql, renamed_from = "…")]` on the enum;
/// `#[pg_enum(rename = "label", renamed_from = "old label")]` on a variant. Labels are the variants
/// in `snake_case`, the marker type is the name of the enum with `Sql` behind it.
#[proc_macro_derive(PgEnum, attributes(pg_enum))]
pub fn derive_pg_enum(input: TokenStream) -> TokenStream {
    pg_enum::expand(&parse_macro_input!(input as DeriveInput))
        .unwrap_or_else(|error| error.to_compile_error())
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
