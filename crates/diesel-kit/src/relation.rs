//! Related rows as structs: a [`View`] says what is wanted, a [`Query`] says which rows.
//!
//! `#[derive(Table)]` makes a module per entity with a marker for each relation (`drive::owner`,
//! `drive::pages`), and lets the entity itself be loaded. `#[derive(View)]` on a result struct names
//! columns and relations, to any depth. Filters, orders and limits are Diesel's own expressions.
//!
//! There is one statement per to-many relation and level, whatever the number of rows; relations to
//! one row are joined into the statement of their parent. Statements beside each other are pipelined
//! on one connection. Texts depend on the shape alone, so that each is parsed once per connection.
//!
//! Errors are Diesel's: a missing row that the view needs is a
//! [`DeserializationError`](diesel::result::Error::DeserializationError) that names view and field.

mod count;
mod key;
mod keyset;
mod load;
mod plan;
mod query;
mod read;
mod recursive;
mod statement;
mod view;
mod visit;

pub use count::{Count, Counted, count};
pub use key::KeyTypes;
pub use keyset::{Cursor, Direction, Keyset};
pub use plan::Level;
pub use query::{Fragment, Query};
pub use read::{PgRow, Reader};
pub use recursive::{Recursive, recursive};
pub use view::{AtOnce, Flat, Has, OnDemand, Switch, View};
pub use visit::Visit;

#[doc(hidden)]
pub use query::{expression, same_key, same_type, unique_by};

/// A table or a stored view, as SQL names it. `#[derive(Table)]` and `#[derive(SqlView)]` implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no table that diesel-kit knows",
    note = "declare it with #[derive(Table)] or #[derive(SqlView)]"
)]
pub trait Source: diesel::Table + Send + Sync + 'static {
    /// As it stands behind `FROM`, quoted: `"app"."pages"`.
    const FROM: &'static str;
    /// What its columns are called by, quoted: `"pages"`.
    const ALIAS: &'static str;
    /// In another PostgreSQL schema than `public`: then `FROM` is no alias.
    const QUALIFIED: bool;
    /// Names of the columns of the primary key, not quoted.
    const PRIMARY_KEY: &'static [&'static str];
}

/// No two rows of the table agree in all `Columns`, a tuple in alphabetical order.
#[diagnostic::on_unimplemented(
    message = "`{Self}` may have several rows with the same `{Columns}`",
    label = "leads to many rows",
    note = "write `has_many`, or make the columns unique where they are declared"
)]
pub trait UniqueBy<Columns> {}

/// A way from the rows of one table to those of another. `#[derive(Table)]` makes them.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a relation")]
pub trait Relation: Copy + Send + Sync + 'static {
    /// Name of the marker.
    const NAME: &'static str;
    /// Where it starts.
    type From: Source;
    /// Where it leads.
    type To: Source;
    /// SQL types of the columns of `From`, without `Nullable`: `(Text,)`.
    type Key: KeyTypes;
    /// The columns that are equal on both sides.
    const PATH: Path;
    /// Follows the relation from row to row.
    #[doc(hidden)]
    const RECURSIVE: bool = false;

    /// Adds the condition that belongs to the relation, if it has one.
    fn narrow<V: View<Table = Self::To>>(query: Query<'_, V>) -> Query<'_, V> {
        query
    }
}

/// The columns of a relation, by their names in the database, not quoted.
#[derive(Debug, Clone, Copy)]
pub struct Path {
    /// Of the table where it starts.
    pub own: &'static [&'static str],
    /// Of the table where it leads.
    pub theirs: &'static [&'static str],
    /// A table between the two.
    pub link: Option<Link>,
}

/// The table in the middle of a many-to-many relation.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// [`Source::FROM`]
    pub from: &'static str,
    /// [`Source::ALIAS`]
    pub alias: &'static str,
    /// Its columns that equal those where the relation starts.
    pub own: &'static [&'static str],
    /// Its columns that equal those where the relation leads.
    pub theirs: &'static [&'static str],
}

/// Leads to at most one row.
#[diagnostic::on_unimplemented(
    message = "relation `{Self}` leads to many rows, the field holds at most one",
    note = "write the field as `Vec<…>`"
)]
pub trait ToOne: Relation {}

/// Leads to exactly one row.
#[diagnostic::on_unimplemented(
    message = "relation `{Self}` does not lead to exactly one row",
    note = "write the field as `Option<…>` if the row can be absent, as `Vec<…>` if there can be many"
)]
pub trait Always: ToOne {}

/// Leads to any number of rows.
#[diagnostic::on_unimplemented(
    message = "relation `{Self}` leads to one row, the field is a `Vec`",
    note = "write the field without `Vec`"
)]
pub trait ToMany: Relation {}
