//! What a query returns.

use diesel::QueryResult;
use diesel::deserialize;

use super::{Query, Reader, Relation, Source, Visit};

/// A struct that is loaded from the rows of a table. Implemented by `#[derive(View)]`, and for entities
/// by `#[derive(Table)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded",
    note = "add `#[derive(View)] #[view(…)]` to it"
)]
pub trait View: Sized + Send + Sync + 'static {
    /// The table of its rows.
    type Table: Source;
    /// One query per relation field, and the computed fields.
    type Relations<'q>: Default + Send + Sync;

    /// Tells all fields, in their order.
    #[doc(hidden)]
    fn visit<'a, 'q: 'a>(
        relations: &'a Self::Relations<'q>,
        visit: &mut Visit<'_, 'a, Self>,
    ) -> QueryResult<()>;

    /// Reads all fields, in the same order. Related rows of to-many relations come later.
    #[doc(hidden)]
    fn read(relations: &Self::Relations<'_>, row: &mut Reader<'_>) -> deserialize::Result<Self>;

    /// All rows, with the relations as the view declares them.
    fn query<'q>() -> Query<'q, Self> {
        Query::default()
    }
}

/// A view of plain columns: it can be part of another view of the same table with `#[view(row)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no view of plain columns and cannot be a row of another view",
    note = "`#[view(row)]` takes an entity, or a view without relations and computed fields"
)]
pub trait Flat: View {
    #[doc(hidden)]
    fn no_relations() -> &'static Self::Relations<'static>;
}

/// The view has a field for relation `R`.
#[diagnostic::on_unimplemented(message = "`{Self}` has no field for relation `{R}`")]
pub trait Has<R: Relation>: View {
    /// The view of the related rows.
    type Child: View<Table = R::To>;
    /// Whether a call site decides that they are loaded: [`OnDemand`] or [`AtOnce`].
    type Loading;

    #[doc(hidden)]
    fn relation<'a, 'q>(relations: &'a mut Self::Relations<'q>) -> &'a mut Query<'q, Self::Child>;
}

/// A relation that is always loaded.
#[derive(Debug, Clone, Copy)]
pub struct AtOnce;

/// A relation that is loaded if the call site asks for it.
#[derive(Debug, Clone, Copy)]
pub struct OnDemand;

/// Whether a relation can be switched on and off.
#[diagnostic::on_unimplemented(
    message = "the view always loads this relation",
    label = "not loaded on demand",
    note = "add `on_demand` to the field of the relation, and make it an `Option`"
)]
pub trait Switch {}

impl Switch for OnDemand {}
