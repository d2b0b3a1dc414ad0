//! What is done with the fields of a view, one after the other: write SQL, or load what is below.

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::AstPass;

use super::load::Below;
use super::plan::Plan;
use super::query::Fragment;
use super::statement::{join, push_column, push_name, push_number};
use super::{Flat, Query, Source, ToMany, ToOne, View};

/// Goes over the fields of a view.
pub struct Visit<'v, 'a, V> {
    pub(super) purpose: Purpose<'v, 'a, V>,
    /// How many joins this statement is below its root.
    pub(super) depth: usize,
    /// Result columns so far.
    pub(super) width: usize,
    /// Joined relations so far.
    pub(super) joins: usize,
    /// Computed fields so far.
    computed: usize,
}

pub(super) enum Purpose<'v, 'a, V> {
    /// Counts columns and joins.
    Measure,
    /// Writes the list of columns.
    Select(AstPass<'v, 'a, Pg>, Computed),
    /// Writes the joins.
    Join(AstPass<'v, 'a, Pg>),
    /// Writes computed fields as additional columns of a subquery.
    Compute(AstPass<'v, 'a, Pg>),
    /// Loads the rows of to-many relations.
    Load(Below<'v, 'a, V>),
    /// Tells the statements.
    Plan(&'v mut Plan),
}

/// Where a list of columns finds the computed fields.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Computed {
    Here,
    /// The subquery has computed them.
    Inside,
}

impl<'v, 'a, V: View> Visit<'v, 'a, V> {
    pub(super) fn new(purpose: Purpose<'v, 'a, V>, depth: usize) -> Self {
        Self {
            purpose,
            depth,
            width: 0,
            joins: 0,
            computed: 0,
        }
    }

    /// A column by its name in the database.
    pub fn column<C: diesel::Column<Table = V::Table>>(&mut self) -> QueryResult<()> {
        let first = self.count(1);
        if let Purpose::Select(out, _) = &mut self.purpose {
            separate(out, first);
            push_column::<V::Table>(out, C::NAME);
        }
        Ok(())
    }

    /// Several columns, written as SQL.
    pub fn columns(&mut self, sql: &str, count: usize) {
        let first = self.count(count);
        if let Purpose::Select(out, _) = &mut self.purpose {
            separate(out, first);
            out.push_sql(sql);
        }
    }

    /// Another view of the same row.
    pub fn row<R>(&mut self) -> QueryResult<()>
    where
        R: Flat + View<Table = V::Table>,
    {
        let purpose = match &mut self.purpose {
            Purpose::Select(out, computed) => Purpose::Select(out.reborrow(), *computed),
            Purpose::Measure => Purpose::Measure,
            // There is nothing but columns.
            _ => return Ok(()),
        };
        let mut visit = Visit::<R>::new(purpose, self.depth);
        visit.width = self.width;
        R::visit(R::no_relations(), &mut visit)?;
        self.width = visit.width;
        Ok(())
    }

    /// A computed field.
    pub fn computed(&mut self, expression: &'a Fragment<'_>) -> QueryResult<()> {
        let first = self.count(1);
        let number = self.computed;
        self.computed += 1;
        match &mut self.purpose {
            Purpose::Select(out, Computed::Here) => {
                separate(out, first);
                expression.walk_ast(out.reborrow())?;
            }
            Purpose::Select(out, Computed::Inside) => {
                separate(out, first);
                out.push_sql(V::Table::ALIAS);
                out.push_sql(".");
                push_computed(out, number);
            }
            Purpose::Compute(out) => {
                out.push_sql(", ");
                expression.walk_ast(out.reborrow())?;
                out.push_sql(" AS ");
                push_computed(out, number);
            }
            _ => {}
        }
        Ok(())
    }

    /// A joined relation; `get` finds the row in its parent.
    pub fn one<'q: 'a, R, C>(
        &mut self,
        query: &'a Query<'q, C>,
        get: fn(&mut V) -> Option<&mut C>,
    ) -> QueryResult<()>
    where
        R: ToOne<From = V::Table>,
        C: View<Table = R::To>,
    {
        let (depth, number) = (self.depth, self.joins);
        self.joins += 1;
        let first = self.width == 0;
        match &mut self.purpose {
            Purpose::Measure => self.width += 1 + query.width()?,
            Purpose::Select(out, _) => {
                separate(out, first);
                push_name(out, "__j", depth, number);
                out.push_sql(".*");
                self.width += 1;
            }
            Purpose::Join(out) => join::<R, C>(query, out, depth, number)?,
            Purpose::Compute(_) => {}
            Purpose::Load(below) => below.one(query, get)?,
            Purpose::Plan(plan) => plan.one::<R, C>(query)?,
        }
        Ok(())
    }

    /// A to-many relation; `put` gives its rows to their parent.
    pub fn many<'q: 'a, R, C>(
        &mut self,
        query: &'a Query<'q, C>,
        put: fn(&mut V, Vec<C>),
    ) -> QueryResult<()>
    where
        R: ToMany<From = V::Table>,
        C: View<Table = R::To>,
    {
        let own = R::PATH.own;
        let first = self.count(own.len());
        match &mut self.purpose {
            Purpose::Select(out, _) => {
                for (at, column) in own.iter().enumerate() {
                    separate(out, first && at == 0);
                    push_column::<V::Table>(out, column);
                }
            }
            Purpose::Load(below) => below.many::<R, C>(query, put),
            Purpose::Plan(plan) => plan.many::<R, C>(query)?,
            Purpose::Measure | Purpose::Join(_) | Purpose::Compute(_) => {}
        }
        Ok(())
    }

    /// Counts result columns; true if they are the first ones.
    fn count(&mut self, columns: usize) -> bool {
        let first = self.width == 0;
        self.width += columns;
        first
    }
}

fn separate(out: &mut AstPass<'_, '_, Pg>, first: bool) {
    if !first {
        out.push_sql(", ");
    }
}

fn push_computed(out: &mut AstPass<'_, '_, Pg>, number: usize) {
    out.push_sql("__x");
    push_number(out, number);
}
