//! The SQL of one level.
//!
//! Rows are chosen in a subquery where there is a limit to respect or there are several parents; it
//! carries the name of its table, so that Diesel's expressions hold inside and outside of it. A table of
//! another PostgreSQL schema has a name that no subquery can carry: what the statement around needs of
//! expressions (computed fields, the order) is then computed inside.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query as DieselQuery, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Untyped};

use super::key::Keys;
use super::visit::{Computed, Purpose, Visit};
use super::{KeyTypes, Path, Query, Relation, Source, ToOne, View};

/// The first level.
pub(super) struct Root<'a, 'q, V: View>(pub(super) &'a Query<'q, V>);

/// The level of a to-many relation.
pub(super) struct Children<'a, 'q, R, V: View> {
    pub(super) query: &'a Query<'q, V>,
    pub(super) keys: &'a Keys,
    pub(super) relation: PhantomData<R>,
}

impl<V: View> QueryFragment<Pg> for Root<'_, '_, V> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        let rows = Rows::<Start<V::Table>, V>::new(self.0, Under::Nothing, 0)?;
        rows.push(&mut out)
    }
}

impl<R, V> QueryFragment<Pg> for Children<'_, '_, R, V>
where
    R: Relation,
    V: View<Table = R::To>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let under = if self.keys.parents() == 1 {
            out.push_sql("SELECT ");
            Under::One(self.keys)
        } else {
            out.push_sql("SELECT __k.n, ");
            Under::Many(self.keys)
        };
        Rows::<R, V>::new(self.query, under, 0)?.push(&mut out)
    }
}

impl<V: View> DieselQuery for Root<'_, '_, V> {
    type SqlType = Untyped;
}

impl<R, V: View> DieselQuery for Children<'_, '_, R, V> {
    type SqlType = Untyped;
}

/// Diesel finds the statement by its text.
impl<V: View> QueryId for Root<'_, '_, V> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R, V: View> QueryId for Children<'_, '_, R, V> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

/// What the rows hang on.
#[derive(Clone, Copy)]
enum Under<'b> {
    Nothing,
    /// A row of the statement around, by the number of the join.
    Join(usize, usize),
    One(&'b Keys),
    Many(&'b Keys),
}

/// The rows of one query, under whatever they hang on.
struct Rows<'b, 'q, R, V: View> {
    query: &'b Query<'q, V>,
    under: Under<'b>,
    depth: usize,
    /// Whether the rows are chosen in a subquery.
    inner: bool,
    relation: PhantomData<R>,
}

impl<'b, 'q: 'b, R, V> Rows<'b, 'q, R, V>
where
    R: Relation,
    V: View<Table = R::To>,
{
    fn new(query: &'b Query<'q, V>, under: Under<'b>, depth: usize) -> QueryResult<Self> {
        let inner = R::RECURSIVE
            || matches!(under, Under::Many(_))
            || query.is_window() && query.measure()?.1 > 0;
        Ok(Self {
            query,
            under,
            depth,
            inner,
            relation: PhantomData,
        })
    }

    /// What stands behind `SELECT`.
    fn push(&self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let computed = if self.inner {
            Computed::Inside
        } else {
            Computed::Here
        };
        self.visit(Purpose::Select(out.reborrow(), computed))?;
        out.push_sql(" FROM ");
        self.push_parents(out)?;
        if !self.inner {
            Self::push_source(out);
            self.visit(Purpose::Join(out.reborrow()))?;
            self.push_choice(out)?;
            self.query.push_orders(out, false)?;
            return self.query.push_window(out);
        }
        out.push_sql("(");
        if R::RECURSIVE {
            self.push_recursion(out)?;
        } else {
            self.push_inner(out)?;
        }
        out.push_sql(") AS ");
        out.push_sql(V::Table::ALIAS);
        self.visit(Purpose::Join(out.reborrow()))?;
        self.push_outer_order(out)
    }

    fn visit(&self, purpose: Purpose<'_, 'b, V>) -> QueryResult<()> {
        V::visit(self.query.relations(), &mut Visit::new(purpose, self.depth))
    }

    /// `unnest($1) WITH ORDINALITY`: the number of the parent needs no hash map to be found.
    fn push_parents(&self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Under::Many(keys) = self.under else {
            return Ok(());
        };
        out.push_sql("unnest(");
        for column in 0..R::PATH.own.len() {
            out.push_sql(if column == 0 { "" } else { ", " });
            R::Key::bind(column, keys, out.reborrow())?;
        }
        out.push_sql(") WITH ORDINALITY AS __k(");
        for column in 0..R::PATH.own.len() {
            out.push_sql("c");
            push_number(out, column);
            out.push_sql(", ");
        }
        out.push_sql("n) CROSS JOIN LATERAL ");
        Ok(())
    }

    /// The table, and the link that leads to it.
    fn push_source(out: &mut AstPass<'_, 'b, Pg>) {
        out.push_sql(V::Table::FROM);
        let Some(link) = R::PATH.link else { return };
        out.push_sql(" INNER JOIN ");
        out.push_sql(link.from);
        let pairs = link.theirs.iter().zip(R::PATH.theirs);
        for (at, (linking, column)) in pairs.enumerate() {
            out.push_sql(if at == 0 { " ON " } else { " AND " });
            push_qualified(out, link.alias, linking);
            out.push_sql(" = ");
            push_qualified(out, V::Table::ALIAS, column);
        }
    }

    /// `WHERE`: the parent's key, then the filters.
    fn push_choice(&self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let hangs = !matches!(self.under, Under::Nothing);
        if hangs {
            out.push_sql(" WHERE ");
            self.push_parent(out)?;
        }
        self.query.push_conditions(out, hangs)
    }

    fn push_parent(&self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Path { theirs, link, .. } = R::PATH;
        let (alias, columns) = link.map_or((V::Table::ALIAS, theirs), |it| (it.alias, it.own));
        for (at, column) in columns.iter().enumerate() {
            out.push_sql(if at == 0 { "" } else { " AND " });
            push_qualified(out, alias, column);
            out.push_sql(" = ");
            match self.under {
                Under::Nothing => {}
                Under::Join(depth, number) => {
                    push_name(out, "__k", depth, number);
                    out.push_sql(".c");
                    push_number(out, at);
                }
                Under::One(keys) => R::Key::bind(at, keys, out.reborrow())?,
                Under::Many(_) => {
                    out.push_sql("__k.c");
                    push_number(out, at);
                }
            }
        }
        Ok(())
    }

    /// The subquery that chooses rows.
    fn push_inner(&self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        out.push_sql(V::Table::ALIAS);
        out.push_sql(".*");
        self.visit(Purpose::Compute(out.reborrow()))?;
        self.push_rank(out)?;
        out.push_sql(" FROM ");
        Self::push_source(out);
        self.push_choice(out)?;
        if self.query.is_window() {
            self.query.push_orders(out, false)?;
            self.query.push_window(out)?;
        }
        Ok(())
    }

    /// The place of the row, where the order cannot be told again outside.
    fn push_rank(&self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if !V::Table::QUALIFIED || self.query.orders.is_empty() {
            return Ok(());
        }
        out.push_sql(", row_number() OVER (");
        if R::RECURSIVE {
            out.push_sql("ORDER BY __r.step");
        }
        self.query.push_orders(out, R::RECURSIVE)?;
        out.push_sql(") AS __o");
        Ok(())
    }

    /// No join keeps the order of a subquery: it is told again.
    fn push_outer_order(&self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if V::Table::QUALIFIED && !self.query.orders.is_empty() {
            out.push_sql(" ORDER BY ");
            out.push_sql(V::Table::ALIAS);
            out.push_sql(".__o");
            return Ok(());
        }
        if R::RECURSIVE {
            out.push_sql(" ORDER BY ");
            out.push_sql(V::Table::ALIAS);
            out.push_sql(".__s");
        }
        self.query.push_orders(out, R::RECURSIVE)
    }

    /// The rows that are found by following the relation again and again. The steps carry keys alone;
    /// a row that was passed before ends its way. What a filter leaves out is not passed, either.
    fn push_recursion(&self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let (alias, from) = (V::Table::ALIAS, V::Table::FROM);
        out.push_sql("WITH RECURSIVE __r AS (");
        push_step_columns::<R>(out, "1");
        out.push_sql(from);
        self.push_choice(out)?;
        out.push_sql(" UNION ALL ");
        push_step_columns::<R>(out, "__r.step + 1");
        out.push_sql("__r INNER JOIN ");
        out.push_sql(from);
        push_pairs(out, " ON ", alias, R::PATH.theirs, "a");
        let steps = self.query.steps.as_ref();
        if let Some(steps) = steps {
            out.push_sql(" WHERE __r.step < ");
            out.push_bind_param::<BigInt, _>(steps)?;
        }
        self.query.push_conditions(out, steps.is_some())?;
        out.push_sql(") CYCLE ");
        for at in 0..V::Table::PRIMARY_KEY.len() {
            out.push_sql(if at == 0 { "p" } else { ", p" });
            push_number(out, at);
        }
        out.push_sql(" SET again USING way SELECT ");
        out.push_sql(alias);
        out.push_sql(".*, __r.step AS __s");
        self.visit(Purpose::Compute(out.reborrow()))?;
        self.push_rank(out)?;
        out.push_sql(" FROM __r INNER JOIN ");
        out.push_sql(from);
        push_pairs(out, " ON ", alias, V::Table::PRIMARY_KEY, "p");
        out.push_sql(" WHERE NOT __r.again");
        if self.query.is_window() {
            out.push_sql(" ORDER BY __r.step");
            self.query.push_orders(out, true)?;
            self.query.push_window(out)?;
        }
        Ok(())
    }
}

/// `SELECT` of a row's own key and of the key that leads further, up to `FROM`.
fn push_step_columns<R: Relation>(out: &mut AstPass<'_, '_, Pg>, step: &str) {
    out.push_sql("SELECT ");
    let keys = [(R::To::PRIMARY_KEY, "p"), (R::PATH.own, "a")];
    for (columns, name) in keys {
        for (at, column) in columns.iter().enumerate() {
            push_qualified(out, R::To::ALIAS, column);
            out.push_sql(" AS ");
            out.push_sql(name);
            push_number(out, at);
            out.push_sql(", ");
        }
    }
    out.push_sql(step);
    out.push_sql(" AS step FROM ");
}

/// Columns of the table that equal those of the step before.
fn push_pairs(
    out: &mut AstPass<'_, '_, Pg>,
    before: &str,
    alias: &str,
    columns: &[&str],
    name: &str,
) {
    for (at, column) in columns.iter().enumerate() {
        out.push_sql(if at == 0 { before } else { " AND " });
        push_qualified(out, alias, column);
        out.push_sql(" = __r.");
        out.push_sql(name);
        push_number(out, at);
    }
}

/// `LEFT JOIN` of a to-one relation. The parent's key goes through a derived table of its own, because
/// the child may be the same table as the parent; PostgreSQL flattens both. A row of nulls is still a
/// row: `TRUE` tells.
pub(super) fn join<'b, 'q: 'b, R, C>(
    query: &'b Query<'q, C>,
    out: &mut AstPass<'_, 'b, Pg>,
    depth: usize,
    number: usize,
) -> QueryResult<()>
where
    R: ToOne,
    C: View<Table = R::To>,
{
    out.push_sql(" LEFT JOIN LATERAL (SELECT ");
    for (at, column) in R::PATH.own.iter().enumerate() {
        out.push_sql(if at == 0 { "" } else { ", " });
        push_qualified(out, R::From::ALIAS, column);
        out.push_sql(" AS c");
        push_number(out, at);
    }
    out.push_sql(") AS ");
    push_name(out, "__k", depth, number);
    out.push_sql(" ON TRUE LEFT JOIN LATERAL (SELECT TRUE, ");
    Rows::<R, C>::new(query, Under::Join(depth, number), depth + 1)?.push(out)?;
    out.push_sql(") AS ");
    push_name(out, "__j", depth, number);
    out.push_sql(" ON TRUE");
    Ok(())
}

/// A column of the table.
pub(super) fn push_column<T: Source>(out: &mut AstPass<'_, '_, Pg>, column: &str) {
    push_qualified(out, T::ALIAS, column);
}

fn push_qualified(out: &mut AstPass<'_, '_, Pg>, alias: &str, column: &str) {
    out.push_sql(alias);
    out.push_sql(".\"");
    // Diesel's own way makes a string of each name.
    if column.contains('"') {
        out.push_sql(&column.replace('"', "\"\""));
    } else {
        out.push_sql(column);
    }
    out.push_sql("\"");
}

/// `__j0_1`
pub(super) fn push_name(out: &mut AstPass<'_, '_, Pg>, name: &str, depth: usize, number: usize) {
    out.push_sql(name);
    push_number(out, depth);
    out.push_sql("_");
    push_number(out, number);
}

pub(super) fn push_number(out: &mut AstPass<'_, '_, Pg>, number: usize) {
    const SMALL: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    match SMALL.get(number) {
        Some(text) => out.push_sql(text),
        None => out.push_sql(&number.to_string()),
    }
}

/// The way to the first level, which hangs on nothing.
struct Start<T>(PhantomData<fn() -> T>);

impl<T> Clone for Start<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Start<T> {}

impl<T: Source> Relation for Start<T> {
    const NAME: &'static str = "";
    type From = T;
    type To = T;
    type Key = NoKey;
    const PATH: Path = Path {
        own: &[],
        theirs: &[],
        link: None,
    };
}

struct NoKey;

impl KeyTypes for NoKey {
    fn bind<'b>(_: usize, _: &'b Keys, _: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        Ok(())
    }
}
