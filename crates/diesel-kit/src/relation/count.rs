//! How many related rows there are, without loading them.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::deserialize;

use super::{Always, Path, Query, Reader, Relation, Source, ToOne, View, Visit};

/// The number of rows that relation `R` leads to: `.with(count(page::messages), |q| q.filter(…))`.
#[derive(Debug, Clone, Copy)]
pub struct Counted<R>(PhantomData<R>);

/// Names the count of a relation where a relation is asked for.
pub fn count<R: Relation>(relation: R) -> Counted<R> {
    let _: R = relation;
    Counted(PhantomData)
}

impl<R: Relation> Relation for Counted<R> {
    const NAME: &'static str = R::NAME;
    type From = R::From;
    type To = R::To;
    type Key = R::Key;
    const PATH: Path = R::PATH;

    fn narrow<V: View<Table = Self::To>>(query: Query<'_, V>) -> Query<'_, V> {
        R::narrow(query)
    }
}

impl<R: Relation> ToOne for Counted<R> {}

/// Without rows the count is 0.
impl<R: Relation> Always for Counted<R> {}

/// A number of rows of a table. It can be filtered; order, limit and offset are errors at the server.
#[derive(Debug)]
pub struct Count<T> {
    pub rows: i64,
    table: PhantomData<fn() -> T>,
}

impl<T: Source> View for Count<T> {
    type Table = T;
    type Relations<'q> = ();

    fn visit<'a, 'q: 'a>((): &'a (), visit: &mut Visit<'_, 'a, Self>) -> QueryResult<()> {
        visit.columns("count(*)", 1);
        Ok(())
    }

    fn read((): &(), row: &mut Reader<'_>) -> deserialize::Result<Self> {
        Ok(Self {
            rows: row.computed(diesel::dsl::count_star)?,
            table: PhantomData,
        })
    }
}
