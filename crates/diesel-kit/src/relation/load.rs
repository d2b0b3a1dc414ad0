//! Running the statements of a query, those beside each other at once.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{Query as DieselQuery, QueryFragment, QueryId};
use diesel::result::Error;
use diesel::row::Row;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnectionCore, AsyncPgConnection};
use futures_util::TryStreamExt;
use futures_util::future::{BoxFuture, try_join_all};
use futures_util::stream::BoxStream;

use super::key::Keys;
use super::read::{Gathered, PgRow, Reader, Slot};
use super::statement::{Children, Root};
use super::visit::{Purpose, Visit};
use super::{Query, Relation, View};

/// Gives the related rows to their parents.
type Fill<V> = Box<dyn for<'r> FnOnce(&mut dyn Iterator<Item = &'r mut V>) + Send>;

/// A statement under way. Boxed, so that the compiler does not look through all levels again to see that
/// the future is `Send`.
type Loading<'a, V> = BoxFuture<'a, QueryResult<Fill<V>>>;

/// The statements below the rows of one level.
pub(super) struct Below<'v, 'a, V> {
    slots: std::vec::IntoIter<Slot>,
    conn: &'a AsyncPgConnection,
    loading: &'v mut Vec<Loading<'a, V>>,
}

pub(super) fn root<'a, 'q: 'a, V: View>(
    query: Query<'q, V>,
    conn: &'a AsyncPgConnection,
) -> BoxFuture<'a, QueryResult<Vec<V>>> {
    Box::pin(async move {
        let mut stream = start(Root(&query), conn).await?;
        let (mut rows, mut keys) = (Vec::new(), Gathered::default());
        while let Some(row) = stream.try_next().await? {
            let mut reader = Reader::new(&row, 0, &mut keys);
            rows.push(V::read(query.relations(), &mut reader).map_err(unreadable)?);
        }
        for fill in below(&query, keys, conn).await? {
            fill(&mut rows.iter_mut());
        }
        Ok(rows)
    })
}

/// Sends the statement; what it needs of the query is taken before anything is waited for.
fn start<Q>(
    query: Q,
    mut conn: &AsyncPgConnection,
) -> BoxFuture<'_, QueryResult<BoxStream<'static, QueryResult<PgRow>>>>
where
    Q: DieselQuery + QueryFragment<Pg> + QueryId,
{
    AsyncConnectionCore::load(&mut conn, query)
}

fn unreadable(error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::DeserializationError(error)
}

/// Loads all relations of rows that were read. The first error wins: those behind it in the same
/// transaction only say that it is aborted.
async fn below<'a, 'q: 'a, V: View>(
    query: &'a Query<'q, V>,
    keys: Gathered,
    conn: &'a AsyncPgConnection,
) -> QueryResult<Vec<Fill<V>>> {
    if keys.0.is_empty() {
        return Ok(Vec::new());
    }
    let mut loading = Vec::new();
    collect(query, keys, conn, &mut loading)?;
    try_join_all(loading).await
}

fn collect<'a, 'q: 'a, V: View>(
    query: &'a Query<'q, V>,
    keys: Gathered,
    conn: &'a AsyncPgConnection,
    loading: &mut Vec<Loading<'a, V>>,
) -> QueryResult<()> {
    let below = Below {
        slots: keys.0.into_iter(),
        conn,
        loading,
    };
    let mut visit = Visit::new(Purpose::Load(below), 0);
    V::visit(query.relations(), &mut visit)
}

impl<'a, V: View> Below<'_, 'a, V> {
    /// What hangs on joined rows is loaded beside what hangs on their parents.
    pub(super) fn one<'q: 'a, C: View>(
        &mut self,
        query: &'a Query<'q, C>,
        get: fn(&mut V) -> Option<&mut C>,
    ) -> QueryResult<()> {
        let Some(Slot::One(keys, _)) = self.slots.next() else {
            return Ok(());
        };
        let mut joined = Vec::new();
        collect(query, keys, self.conn, &mut joined)?;
        let joined = joined.into_iter().map(|loading| through(loading, get));
        self.loading.extend(joined);
        Ok(())
    }

    pub(super) fn many<'q: 'a, R, C>(&mut self, query: &'a Query<'q, C>, put: fn(&mut V, Vec<C>))
    where
        R: Relation,
        C: View<Table = R::To>,
    {
        let Some(Slot::Many(keys)) = self.slots.next() else {
            return;
        };
        if keys.parents() == 0 {
            return;
        }
        let groups = children::<R, C>(keys.close(), query, self.conn);
        self.loading.push(Box::pin(async move {
            let groups = groups.await?;
            let fill: Fill<V> = Box::new(move |rows| {
                for (row, group) in rows.zip(groups) {
                    put(row, group);
                }
            });
            Ok(fill)
        }));
    }
}

fn through<V: View, C: View>(
    loading: Loading<'_, C>,
    get: fn(&mut V) -> Option<&mut C>,
) -> Loading<'_, V> {
    Box::pin(async move {
        let fill = loading.await?;
        let fill: Fill<V> = Box::new(move |rows| fill(&mut rows.filter_map(get)));
        Ok(fill)
    })
}

/// The rows of a to-many relation, by parent.
fn children<'a, 'q: 'a, R, C>(
    keys: Keys,
    query: &'a Query<'q, C>,
    conn: &'a AsyncPgConnection,
) -> BoxFuture<'a, QueryResult<Vec<Vec<C>>>>
where
    R: Relation,
    C: View<Table = R::To>,
{
    Box::pin(async move {
        let statement = Children::<R, C> {
            query,
            keys: &keys,
            relation: PhantomData,
        };
        let numbered = keys.parents() != 1;
        let mut stream = start(statement, conn).await?;
        let (mut rows, mut parents) = (Vec::new(), Vec::new());
        let mut below_them = Gathered::default();
        while let Some(row) = stream.try_next().await? {
            if numbered {
                parents.push(parent(&row).map_err(unreadable)?);
            }
            let mut reader = Reader::new(&row, usize::from(numbered), &mut below_them);
            rows.push(C::read(query.relations(), &mut reader).map_err(unreadable)?);
        }
        for fill in below(query, below_them, conn).await? {
            fill(&mut rows.iter_mut());
        }
        if numbered {
            Ok(groups(rows, &parents, keys.parents()))
        } else {
            Ok(vec![rows])
        }
    })
}

/// The place of a row's parent, which SQL counts from one.
fn parent(row: &PgRow) -> diesel::deserialize::Result<usize> {
    let number = row.get_value::<BigInt, i64, usize>(0)?;
    Ok(usize::try_from(number - 1)?)
}

/// One list for each parent, in the order of the rows.
fn groups<C>(rows: Vec<C>, parents: &[usize], count: usize) -> Vec<Vec<C>> {
    let mut sizes = vec![0_usize; count];
    for &parent in parents {
        if let Some(size) = sizes.get_mut(parent) {
            *size += 1;
        }
    }
    let mut groups: Vec<Vec<C>> = sizes.into_iter().map(Vec::with_capacity).collect();
    for (row, &parent) in rows.into_iter().zip(parents) {
        if let Some(group) = groups.get_mut(parent) {
            group.push(row);
        }
    }
    groups
}
