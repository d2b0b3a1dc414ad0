//! What the derives implement: the traits behind `schema!`.

use crate::model;

/// A row struct that describes its table. `#[derive(Table)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` describes no table",
    note = "add #[derive(Table)] to it"
)]
pub trait Entity {
    /// The Diesel table.
    type Table;

    /// The table with all its columns, constraints and indexes.
    fn definition() -> model::Table;
}

/// A row struct that describes a view. `#[derive(SqlView)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` describes no view",
    note = "add #[derive(SqlView)] to it"
)]
pub trait ViewEntity {
    /// The Diesel table through which the view is read.
    type Table;

    /// Name of the view in the database.
    fn view_name() -> model::ObjectName;

    /// The query and its options.
    fn definition() -> model::View;
}

/// A Diesel table that knows its name in the database, so that foreign keys can refer to it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no table that diesel-kit knows",
    label = "cannot be referred to",
    note = "declare it with #[derive(Table)]; #[table(existing)] if it is managed elsewhere"
)]
pub trait TableName {
    fn table_name() -> model::ObjectName;
}

/// A Rust enum that is stored as a PostgreSQL enum. `#[derive(PgEnum)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no enum in PostgreSQL",
    note = "add #[derive(PgEnum)] to it"
)]
pub trait PgEnum: Sized {
    /// Name of the type in the database.
    const NAME: &'static str;
    /// The PostgreSQL schema it is in; `None` is `public`.
    const SCHEMA: Option<&'static str>;
    /// The labels, in their order in the database.
    const LABELS: &'static [&'static str];

    /// The label of this value.
    fn label(&self) -> &'static str;

    /// The type as the model sees it.
    fn definition() -> model::EnumType;

    /// Name and schema.
    fn type_name() -> model::ObjectName {
        let name = model::ObjectName::new(Self::NAME);
        Self::SCHEMA.map_or(name.clone(), |schema| name.in_schema(schema))
    }
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

/// Compiles only when the struct belongs to the Diesel table beside it; used by `schema!`.
#[doc(hidden)]
pub fn table_of<T, E: Entity<Table = T>>(_: T) -> model::Table {
    E::definition()
}

/// The same for a view.
#[doc(hidden)]
pub fn view_of<T, E: ViewEntity<Table = T>>(_: T) -> (model::ObjectName, model::View) {
    (E::view_name(), E::definition())
}
