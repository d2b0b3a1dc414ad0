//! Statements that Diesel parses anew each time, kept prepared; and several statements at a time.
//!
//! Diesel keeps a statement prepared per connection when its text cannot vary without bound. It takes
//! for granted that the text of an UPDATE, of ON CONFLICT, of an insert of a `Vec` and of `sql_query`
//! varies, and has PostgreSQL parse and plan them each time. [`prepared`] says that the text of this one
//! does not.
//!
//! # Several statements at a time
//!
//! A shared connection sends statements without waiting for the answers to the ones before. They are
//! run in the order in which they were polled, and each is a transaction of its own unless one is open.
//!
//! ```no_run
//! use diesel::prelude::*;
//! use diesel_async::{AsyncPgConnection, RunQueryDsl};
//!
//! # diesel::table! { pages (id) { id -> Integer, parent_id -> Nullable<Integer>, title -> Text } }
//! async fn page(conn: &mut AsyncPgConnection, id: i32) -> QueryResult<(String, Vec<String>)> {
//!     let conn = &*conn;
//!     let title = pages::table.find(id).select(pages::title);
//!     let below = pages::table.filter(pages::parent_id.eq(id)).select(pages::title);
//!     tokio::try_join!(title.first(&mut &*conn), below.load(&mut &*conn))
//! }
//! ```
//!
//! [`execute_all`] does so for statements of one type, as the pieces of a large insert are.
//!
//! # Connection poolers
//!
//! A pooler that hands out a server per transaction has to follow prepared statements by name, as
//! `PgBouncer` does from 1.21 on with `max_prepared_statements`. For one that does not there is
//! [`crate::pooler`]. `set_prepared_statement_cache_size(CacheSize::Disabled)` of
//! `diesel_async::AsyncConnection` is not enough: each statement is closed after its use, but has a
//! name until then.

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::future::try_join_all;

/// Keeps the statement prepared, one per text and connection.
///
/// For statements of which there are few texts: an UPDATE has one for each set of columns that it
/// changes, an insert of a `Vec` one for each length (see [`batches`]). The cache has no limit, so that a
/// text must not be made of what comes from outside.
///
/// ```
/// # use diesel::{debug_query, pg::Pg, prelude::*};
/// use diesel_kit::prepared;
///
/// # diesel::table! { pages (id) { id -> Integer, title -> Text } }
/// let rename = prepared(
///     diesel::update(pages::table.find(1))
///         .set(pages::title.eq("Plan"))
///         .returning(pages::title),
/// );
/// let upsert = prepared(
///     diesel::insert_into(pages::table)
///         .values((pages::id.eq(1), pages::title.eq("Plan")))
///         .on_conflict(pages::id)
///         .do_update()
///         .set(pages::title.eq(diesel::upsert::excluded(pages::title))),
/// );
/// # assert!(debug_query::<Pg, _>(&rename).to_string().starts_with("UPDATE"));
/// # assert!(debug_query::<Pg, _>(&upsert).to_string().contains("ON CONFLICT"));
/// ```
pub fn prepared<Q: QueryFragment<Pg>>(query: Q) -> Prepared<Q> {
    Prepared(query)
}

/// What [`prepared`] returns: runs as the statement in it.
#[derive(Debug, Clone, Copy)]
#[must_use = "Queries are only executed when calling `load`, `get_result` or similar."]
pub struct Prepared<Q>(Q);

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

/// The statement is looked up by its text.
impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, Conn> diesel::RunQueryDsl<Conn> for Prepared<Q> {}

/// Cuts rows into pieces of 256, 128, 64, and so on down to 1, so that inserts of any length have nine
/// texts. A piece is within the 65,535 values that a statement may have.
///
/// ```
/// let rows: Vec<u32> = (0..300).collect();
/// let lengths: Vec<usize> = diesel_kit::batches(rows).map(|rows| rows.len()).collect();
/// assert_eq!(lengths, [256, 32, 8, 4]);
/// ```
pub fn batches<T>(rows: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    const LONGEST: usize = 256;
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let left = rows.len();
        // The highest power of two that is not above it.
        let length = LONGEST.min(left.checked_ilog2().map_or(0, |log| 1 << log));
        (length > 0).then(|| rows.by_ref().take(length).collect())
    })
}

/// Runs statements on one connection without waiting in between, and returns how many rows they
/// changed together.
///
/// Fails with the first error. Outside a transaction the other statements are done all the same.
///
/// ```no_run
/// use diesel::prelude::*;
/// use diesel_async::AsyncPgConnection;
/// use diesel_kit::{batches, execute_all, prepared};
///
/// # diesel::table! { pages (id) { id -> Integer, title -> Text } }
/// # #[derive(Insertable)] #[diesel(table_name = pages)] struct NewPage { id: i32, title: String }
/// async fn insert(conn: &mut AsyncPgConnection, rows: Vec<NewPage>) -> QueryResult<usize> {
///     let inserts = batches(rows).map(|rows| prepared(diesel::insert_into(pages::table).values(rows)));
///     execute_all(conn, inserts).await
/// }
/// ```
pub async fn execute_all<Q>(
    conn: &AsyncPgConnection,
    statements: impl IntoIterator<Item = Q>,
) -> QueryResult<usize>
where
    Q: QueryFragment<Pg> + QueryId + Send,
{
    let running = statements
        .into_iter()
        .map(|statement| async move { statement.execute(&mut &*conn).await });
    Ok(try_join_all(running).await?.into_iter().sum())
}
