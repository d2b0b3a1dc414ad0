//! What a query would run, and what an index would have to be like.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::pg::{Pg, PgQueryBuilder};
use diesel::query_builder::{QueryBuilder, QueryFragment};

use super::key::Keys;
use super::query::Fragment;
use super::statement::{Children, Root};
use super::visit::{Purpose, Visit};
use super::{Query, Relation, Source, View};

/// One statement of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// The relations that lead to it: `pages.messages`; empty for the first statement.
    pub path: String,
    /// With `$1` for values.
    pub sql: String,
    /// The table that is searched by the keys of the parents, as SQL names it.
    pub table: &'static str,
    /// Its columns that hold the keys.
    pub keys: Vec<&'static str>,
    /// In what order its rows are wanted, as SQL.
    pub order: Vec<String>,
    /// Whether there is a limit per parent.
    pub limited: bool,
}

/// The statements found so far.
#[derive(Default)]
pub(super) struct Plan {
    path: Vec<&'static str>,
    levels: Vec<Level>,
}

impl Plan {
    pub(super) fn into_levels(self) -> Vec<Level> {
        self.levels
    }

    pub(super) fn root<V: View>(&mut self, query: &Query<'_, V>) -> QueryResult<()> {
        self.levels.push(Level {
            path: String::new(),
            sql: text(&Root(query))?,
            table: V::Table::FROM,
            keys: Vec::new(),
            order: orders(query)?,
            limited: query.is_window(),
        });
        self.below(query)
    }

    pub(super) fn one<R: Relation, C: View>(&mut self, query: &Query<'_, C>) -> QueryResult<()> {
        self.path.push(R::NAME);
        self.below(query)?;
        self.path.pop();
        Ok(())
    }

    pub(super) fn many<R, C>(&mut self, query: &Query<'_, C>) -> QueryResult<()>
    where
        R: Relation,
        C: View<Table = R::To>,
    {
        let link = R::PATH.link;
        self.path.push(R::NAME);
        self.levels.push(Level {
            path: self.path.join("."),
            sql: text(&Children::<R, C> {
                query,
                keys: &Keys::placeholder(R::PATH.own.len()),
                relation: PhantomData,
            })?,
            table: link.map_or(C::Table::FROM, |link| link.from),
            keys: link.map_or(R::PATH.theirs, |link| link.own).to_vec(),
            order: orders(query)?,
            limited: query.is_window(),
        });
        self.below(query)?;
        self.path.pop();
        Ok(())
    }

    fn below<V: View>(&mut self, query: &Query<'_, V>) -> QueryResult<()> {
        let mut visit = Visit::new(Purpose::Plan(self), 0);
        V::visit(query.relations(), &mut visit)
    }
}

fn orders<V: View>(query: &Query<'_, V>) -> QueryResult<Vec<String>> {
    let orders = query.orders.iter();
    orders.map(text).collect()
}

fn text(fragment: &impl QueryFragment<Pg>) -> QueryResult<String> {
    let mut builder = PgQueryBuilder::default();
    fragment.to_sql(&mut builder, &Pg)?;
    Ok(builder.finish())
}

impl QueryFragment<Pg> for Fragment<'_> {
    fn walk_ast<'b>(&'b self, out: diesel::query_builder::AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        Fragment::walk_ast(self, out)
    }
}
