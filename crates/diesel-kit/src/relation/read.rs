//! Reading a row by position, and the keys of what hangs on it.

use diesel::deserialize::{self, FromSql};
use diesel::expression::Expression;
use diesel::pg::Pg;
use diesel::row::{Field, Row};
use diesel_async::{AsyncConnectionCore, AsyncPgConnection};

use super::key::Keys;
use super::{Always, Flat, Query, Relation, View};

/// A row of a PostgreSQL connection.
pub type PgRow = <AsyncPgConnection as AsyncConnectionCore>::Row<'static, 'static>;

/// A row, read field by field from left to right.
pub struct Reader<'r> {
    row: &'r PgRow,
    at: usize,
    keys: &'r mut Gathered,
    slot: usize,
}

/// What the rows of one statement say about those below: one slot for each relation that is loaded, in
/// the order of the fields.
#[derive(Default)]
pub(super) struct Gathered(pub(super) Vec<Slot>);

pub(super) enum Slot {
    Many(Keys),
    /// A joined row, with its own relations; and how many columns it has.
    One(Gathered, usize),
}

impl<'r> Reader<'r> {
    pub(super) fn new(row: &'r PgRow, at: usize, keys: &'r mut Gathered) -> Self {
        Self {
            row,
            at,
            keys,
            slot: 0,
        }
    }

    fn value<S, T: FromSql<S, Pg>>(&mut self) -> deserialize::Result<T> {
        let value = self.row.get_value::<S, T, usize>(self.at);
        self.at += 1;
        value
    }

    /// A column.
    pub fn column<C: Expression, T: FromSql<C::SqlType, Pg>>(&mut self) -> deserialize::Result<T> {
        self.value::<C::SqlType, T>()
    }

    /// A computed field; the closure only tells the type.
    pub fn computed<E, T>(&mut self, _expression: impl FnOnce() -> E) -> deserialize::Result<T>
    where
        E: Expression,
        T: FromSql<E::SqlType, Pg>,
    {
        self.value::<E::SqlType, T>()
    }

    /// Another view of the same row.
    pub fn row<V: Flat>(&mut self) -> deserialize::Result<V> {
        V::read(V::no_relations(), self)
    }

    /// A joined row that has to be there.
    pub fn always<R, C>(
        &mut self,
        query: &Query<'_, C>,
        field: &'static str,
    ) -> deserialize::Result<C>
    where
        R: Always,
        C: View,
    {
        let found = self.maybe(query)?;
        found.ok_or_else(|| format!("{field}: the related row is missing").into())
    }

    /// A joined row.
    pub fn maybe<C: View>(&mut self, query: &Query<'_, C>) -> deserialize::Result<Option<C>> {
        let slot = self.slot;
        self.slot += 1;
        if self.keys.0.len() <= slot {
            let width = query.width()?;
            self.keys.0.push(Slot::One(Gathered::default(), width));
        }
        let Some(Slot::One(keys, width)) = self.keys.0.get_mut(slot) else {
            return Err("the fields of the row are out of order".into());
        };
        let present = self.row.get(self.at).is_some_and(|field| !field.is_null());
        let at = self.at + 1;
        self.at = at + *width;
        if !present {
            return Ok(None);
        }
        let mut row = Reader::new(self.row, at, keys);
        C::read(query.relations(), &mut row).map(Some)
    }

    /// The key of a to-many relation. Its rows are loaded by the next statement.
    pub fn many<R: Relation, C>(&mut self) -> deserialize::Result<Vec<C>> {
        let slot = self.slot;
        self.slot += 1;
        if self.keys.0.len() <= slot {
            self.keys.0.push(Slot::Many(Keys::default()));
        }
        let Some(Slot::Many(keys)) = self.keys.0.get_mut(slot) else {
            return Err("the fields of the row are out of order".into());
        };
        for column in 0..R::PATH.own.len() {
            let field = self.row.get(self.at);
            let field = field.ok_or(diesel::result::UnexpectedEndOfRow)?;
            keys.push(column, field.value())?;
            self.at += 1;
        }
        Ok(Vec::new())
    }
}
