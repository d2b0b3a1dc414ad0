//! Which rows of a view, in which order.

use diesel::QueryResult;
use diesel::expression::{AppearsOnTable, Expression, NonAggregate};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::Error;
use diesel::sql_types::{BigInt, BoolOrNullableBool, IntoNullable};
use diesel_async::AsyncPgConnection;
use futures_util::future::BoxFuture;

use super::keyset::{Cursor, Keyset};
use super::plan::{Level, Plan};
use super::visit::{Purpose, Visit};
use super::{Has, Relation, Source, Switch, UniqueBy, View, load};
use crate::sql_type::SameSqlType;

/// A Diesel expression whose type is forgotten.
pub struct Fragment<'q>(Box<dyn QueryFragment<Pg> + Send + Sync + 'q>);

impl<'q> Fragment<'q> {
    pub(super) fn new(fragment: impl QueryFragment<Pg> + Send + Sync + 'q) -> Self {
        Self(Box::new(fragment))
    }

    pub(super) fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}

/// Which rows of a view, in which order. On a relation, limit and offset are per parent.
#[must_use = "a query does nothing before it is loaded"]
pub struct Query<'q, V: View> {
    pub(super) filters: Vec<Fragment<'q>>,
    pub(super) orders: Vec<Fragment<'q>>,
    pub(super) limit: Option<i64>,
    pub(super) offset: Option<i64>,
    /// Of a recursive relation: how many steps at most.
    pub(super) steps: Option<i64>,
    wanted: bool,
    relations: V::Relations<'q>,
}

impl<V: View> Default for Query<'_, V> {
    fn default() -> Self {
        Self {
            filters: Vec::new(),
            orders: Vec::new(),
            limit: None,
            offset: None,
            steps: None,
            wanted: true,
            relations: V::Relations::default(),
        }
    }
}

impl<'q, V: View> Query<'q, V> {
    /// Rows for which the condition holds. Several conditions are combined with AND.
    ///
    /// A comparison with `None` is null and matches nothing: an absent value never widens a query.
    pub fn filter<E>(mut self, condition: E) -> Self
    where
        E: Expression<SqlType: BoolOrNullableBool>
            + AppearsOnTable<V::Table>
            + NonAggregate
            + QueryFragment<Pg>
            + Send
            + Sync
            + 'q,
    {
        self.filters.push(Fragment::new(condition));
        self
    }

    /// In this order, in place of the one before: a column, an expression, or a tuple.
    pub fn order<E>(mut self, by: E) -> Self
    where
        E: Expression + AppearsOnTable<V::Table> + QueryFragment<Pg> + Send + Sync + 'q,
    {
        self.orders = vec![Fragment::new(by)];
        self
    }

    /// Rows that are equal so far, in this order.
    pub fn then_order<E>(mut self, by: E) -> Self
    where
        E: Expression + AppearsOnTable<V::Table> + QueryFragment<Pg> + Send + Sync + 'q,
    {
        self.orders.push(Fragment::new(by));
        self
    }

    /// At most so many rows; fails at the server if negative.
    pub fn limit(mut self, rows: i64) -> Self {
        self.limit = Some(rows);
        self
    }

    /// Without the first rows; fails at the server if negative.
    pub fn offset(mut self, rows: i64) -> Self {
        self.offset = Some(rows);
        self
    }

    /// At most so many steps of a recursive relation; without one, to the end. Elsewhere it has no
    /// meaning.
    pub fn steps(mut self, steps: i64) -> Self {
        self.steps = Some(steps);
        self
    }

    /// Ordered by columns that tell every two rows apart, and behind the row with these values in them.
    ///
    /// `after` holds one value for each column of `by`; `None` begins at the first row. Unlike an offset
    /// it costs the same on every page, and no row is skipped or shown twice when others come and go.
    ///
    /// ```ignore
    /// let by = (pages::created_at.desc(), pages::id);
    /// let after = last.map(|page| (page.created_at, page.id.clone()));
    /// PageCard::query().keyset(by, after).limit(20).load(&conn).await?
    /// ```
    pub fn keyset<K, C>(self, by: K, after: Option<C>) -> Self
    where
        K: Keyset + Expression + AppearsOnTable<V::Table> + QueryFragment<Pg> + Send + Sync + 'q,
        C: Cursor<K> + Send + Sync + 'q,
    {
        let mut query = self.order(by);
        let after = after.map(|values| Fragment::new(super::keyset::After::<K, C>::new(values)));
        query.filters.extend(after);
        query
    }

    /// Narrows a relation of the view, and loads it if it is loaded on demand.
    pub fn with<R>(
        mut self,
        relation: R,
        narrow: impl FnOnce(Query<'q, V::Child>) -> Query<'q, V::Child>,
    ) -> Self
    where
        R: Relation,
        V: Has<R>,
    {
        let _: R = relation;
        let slot = V::relation(&mut self.relations);
        *slot = narrow(std::mem::take(slot));
        slot.wanted = true;
        self
    }

    /// Loads a relation on demand, or not.
    pub fn with_if<R>(mut self, wanted: bool, relation: R) -> Self
    where
        R: Relation,
        V: Has<R, Loading: Switch>,
    {
        let _: R = relation;
        V::relation(&mut self.relations).wanted = wanted;
        self
    }

    /// All rows.
    pub fn load<'a>(self, conn: &'a AsyncPgConnection) -> BoxFuture<'a, QueryResult<Vec<V>>>
    where
        'q: 'a,
    {
        load::root(self, conn)
    }

    /// The first row, if there is one.
    pub fn first<'a>(self, conn: &'a AsyncPgConnection) -> BoxFuture<'a, QueryResult<Option<V>>>
    where
        'q: 'a,
    {
        Box::pin(async move { Ok(self.limit(1).load(conn).await?.pop()) })
    }

    /// The first row; without one it is [`Error::NotFound`].
    pub fn one<'a>(self, conn: &'a AsyncPgConnection) -> BoxFuture<'a, QueryResult<V>>
    where
        'q: 'a,
    {
        Box::pin(async move { self.first(conn).await?.ok_or(Error::NotFound) })
    }

    /// The statements that this would run, the first one first, with `$1` for values. Those of
    /// relations are told as for several parents.
    ///
    /// # Errors
    ///
    /// If an expression cannot be written for PostgreSQL.
    pub fn levels(&self) -> QueryResult<Vec<Level>> {
        let mut plan = Plan::default();
        plan.root(self)?;
        Ok(plan.into_levels())
    }

    pub(super) fn relations(&self) -> &V::Relations<'q> {
        &self.relations
    }

    pub(super) fn is_window(&self) -> bool {
        self.limit.is_some() || self.offset.is_some()
    }

    /// Number of result columns.
    pub(super) fn width(&self) -> QueryResult<usize> {
        Ok(self.measure()?.0)
    }

    /// Numbers of result columns and of joins.
    pub(super) fn measure(&self) -> QueryResult<(usize, usize)> {
        let mut visit = Visit::new(Purpose::Measure, 0);
        V::visit(&self.relations, &mut visit)?;
        Ok((visit.width, visit.joins))
    }

    pub(super) fn push_conditions<'b>(
        &'b self,
        out: &mut AstPass<'_, 'b, Pg>,
        mut more: bool,
    ) -> QueryResult<()> {
        for filter in &self.filters {
            out.push_sql(if more { " AND (" } else { " WHERE (" });
            filter.walk_ast(out.reborrow())?;
            out.push_sql(")");
            more = true;
        }
        Ok(())
    }

    pub(super) fn push_orders<'b>(
        &'b self,
        out: &mut AstPass<'_, 'b, Pg>,
        mut more: bool,
    ) -> QueryResult<()> {
        for order in &self.orders {
            out.push_sql(if more { ", " } else { " ORDER BY " });
            order.walk_ast(out.reborrow())?;
            more = true;
        }
        Ok(())
    }

    pub(super) fn push_window<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if let Some(limit) = &self.limit {
            out.push_sql(" LIMIT ");
            out.push_bind_param::<BigInt, _>(limit)?;
        }
        if let Some(offset) = &self.offset {
            out.push_sql(" OFFSET ");
            out.push_bind_param::<BigInt, _>(offset)?;
        }
        Ok(())
    }
}

/// Called by derived code.
#[doc(hidden)]
impl<V: View> Query<'_, V> {
    /// As the relation asks for it.
    pub fn of<R: Relation<To = V::Table>>() -> Self {
        R::narrow(Self::default())
    }

    pub fn on_demand(mut self) -> Self {
        self.wanted = false;
        self
    }

    pub fn is_wanted(&self) -> bool {
        self.wanted
    }
}

/// A computed field; called by derived code.
#[doc(hidden)]
pub fn expression<'q, T, E>(expression: E) -> Fragment<'q>
where
    T: Source,
    E: Expression + AppearsOnTable<T> + NonAggregate + QueryFragment<Pg> + Send + Sync + 'q,
{
    Fragment::new(expression)
}

/// Compiles when the columns of both sides of a relation have one type.
#[doc(hidden)]
pub fn same_type<A, B>()
where
    A: Expression<SqlType: IntoNullable>,
    B: Expression<SqlType: IntoNullable>,
    <A::SqlType as IntoNullable>::Nullable: SameSqlType<<B::SqlType as IntoNullable>::Nullable>,
{
}

/// Compiles when columns of a table between have the types of the primary key that they refer to.
#[doc(hidden)]
pub fn same_key<T, C>()
where
    T: diesel::Table<PrimaryKey: Expression>,
    C: Expression<SqlType = <T::PrimaryKey as Expression>::SqlType>,
{
}

/// Compiles when a relation leads to one row.
#[doc(hidden)]
pub fn unique_by<T: UniqueBy<C>, C>() {}
