//! Conditions that are known only at run time.

use diesel::QueryResult;
use diesel::dsl;
use diesel::expression::{
    AppearsOnTable, BoxableExpression, Expression, SelectableExpression, ValidGrouping,
    is_aggregate,
};
use diesel::expression_methods::NullableExpressionMethods;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Bool, Nullable};

type Condition<'a, S> = dyn BoxableExpression<S, Pg, SqlType = Nullable<Bool>> + Send + Sync + 'a;

/// A condition on the rows of `S` that is put together at run time, as from the query string of a
/// request. That nothing is filtered has to be said: by [`Filter::unfiltered`], or by an `Option` given to
/// [`Filter::optional`]. Lists have no hidden meaning when they are empty: they are an error.
///
/// ```
#[doc = include_str!("example.txt")]
/// # fn main() -> Result<(), EmptyList> {
/// type Pages<'a> = Filter<'a, pages::table>;
///
/// let (title, parent) = (Some("Plan"), None::<i32>);
/// let filter = Pages::all_of([
///     Pages::optional(title, |title| eq(pages::title, title)),
///     Pages::optional(parent, |parent| eq(pages::parent_id, parent)),
///     Pages::any_of([Pages::of(eq(pages::id, 1)), Pages::of(gt(pages::id, 9))])?,
/// ])?;
/// let query = pages::table.select(pages::id).filter(filter);
/// assert_eq!(
///     sql_of(&query),
///     r#"SELECT "pages"."id" FROM "pages" WHERE (("pages"."title" = $1) AND (("pages"."id" = $2) OR ("pages"."id" > $3))) -- binds: ["Plan", 1, 9]"#
/// );
/// # Ok(()) }
/// ```
pub struct Filter<'a, S> {
    /// None: every row.
    root: Option<Node<'a, S>>,
}

enum Node<'a, S> {
    One(Box<Condition<'a, S>>),
    /// Two or more, and the operator between them.
    Several(&'static str, Vec<Node<'a, S>>),
}

/// A list of conditions was empty. Say that nothing is filtered with [`Filter::unfiltered`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an empty list of conditions has no meaning: give one, or say that nothing is filtered")]
pub struct EmptyList;

impl<'a, S> Filter<'a, S> {
    /// This condition.
    pub fn of<E>(condition: E) -> Self
    where
        E: NullableExpressionMethods,
        dsl::Nullable<E>: BoxableExpression<S, Pg, SqlType = Nullable<Bool>> + Send + Sync + 'a,
    {
        let condition = Box::new(condition.nullable());
        Self {
            root: Some(Node::One(condition)),
        }
    }

    /// Every row.
    pub fn unfiltered() -> Self {
        Self { root: None }
    }

    /// A condition on the value, if there is one; every row, if not.
    pub fn optional<T, E>(value: Option<T>, condition: impl FnOnce(T) -> E) -> Self
    where
        E: NullableExpressionMethods,
        dsl::Nullable<E>: BoxableExpression<S, Pg, SqlType = Nullable<Bool>> + Send + Sync + 'a,
    {
        value.map_or_else(Self::unfiltered, |value| Self::of(condition(value)))
    }

    /// All of them hold. Those that filter nothing are left out; if all do, nothing is filtered.
    pub fn all_of(filters: impl IntoIterator<Item = Self>) -> Result<Self, EmptyList> {
        Self::join(" AND ", filters)
    }

    /// One of them holds. Those that filter nothing are left out, so that one of them does not let
    /// everything through; if all do, nothing is filtered.
    pub fn any_of(filters: impl IntoIterator<Item = Self>) -> Result<Self, EmptyList> {
        Self::join(" OR ", filters)
    }

    fn join(
        operator: &'static str,
        filters: impl IntoIterator<Item = Self>,
    ) -> Result<Self, EmptyList> {
        let mut filters = filters.into_iter().peekable();
        if filters.peek().is_none() {
            return Err(EmptyList);
        }
        let mut nodes: Vec<Node<S>> = filters.filter_map(|filter| filter.root).collect();
        let root = if nodes.len() > 1 {
            Some(Node::Several(operator, nodes))
        } else {
            nodes.pop()
        };
        Ok(Self { root })
    }
}

impl<S> Expression for Filter<'_, S> {
    type SqlType = Nullable<Bool>;
}

impl<S> QueryFragment<Pg> for Filter<'_, S> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Some(node) = &self.root else {
            out.push_sql("TRUE");
            return Ok(());
        };
        node.walk_ast(out)
    }
}

impl<S> QueryFragment<Pg> for Node<'_, S> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        match self {
            Self::One(condition) => condition.walk_ast(out),
            Self::Several(operator, nodes) => {
                for (at, node) in nodes.iter().enumerate() {
                    out.push_sql(if at == 0 { "(" } else { operator });
                    node.walk_ast(out.reborrow())?;
                }
                out.push_sql(")");
                Ok(())
            }
        }
    }
}

/// The statement is looked up by its text.
impl<S> QueryId for Filter<'_, S> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<S> ValidGrouping<()> for Filter<'_, S> {
    type IsAggregate = is_aggregate::No;
}

impl<S> AppearsOnTable<S> for Filter<'_, S> {}

impl<S> SelectableExpression<S> for Filter<'_, S> {}
