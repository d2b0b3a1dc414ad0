//! SQL that has no function here, put together of fixed texts, values and expressions.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::dsl::AsExprOf;
use diesel::expression::{
    AppearsOnTable, AsExpression, Expression, MixedAggregates, SelectableExpression,
    TypedExpressionType, ValidGrouping, is_aggregate,
};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{SqlType, Untyped};

/// An expression of type `ST`, beginning with this text.
///
/// A text is a `&'static str`, so that nothing from outside becomes SQL: values go in by
/// [`Sql::bind`], columns and other expressions by [`Sql::expression`]. Unlike `diesel::dsl::sql` the
/// result is in parentheses, and its statement stays prepared.
///
/// ```
#[doc = include_str!("example.txt")]
/// use diesel::sql_types::Integer;
/// let even = sql::<Bool>("")
///     .expression(pages::id)
///     .text(" % ")
///     .bind::<Integer, _>(2)
///     .text(" = 0");
/// assert_eq!(sql_of(&even), r#"("pages"."id" % $1 = 0) -- binds: [2]"#);
/// ```
///
/// ```compile_fail
/// use diesel_kit::ops::sql;
/// let input = String::from("1 = 1");
/// let filter = sql::<diesel::sql_types::Bool>(&input);
/// ```
pub fn sql<ST>(text: &'static str) -> Sql<ST, Text> {
    Sql {
        parts: Text(text),
        sql_type: PhantomData,
    }
}

/// What [`sql`] begins.
#[derive(Debug, Clone, Copy)]
pub struct Sql<ST, P> {
    parts: P,
    sql_type: PhantomData<ST>,
}

/// A fixed text.
#[derive(Debug, Clone, Copy)]
pub struct Text(&'static str);

/// One part behind another.
#[derive(Debug, Clone, Copy)]
pub struct Then<A, B>(A, B);

impl<ST, P> Sql<ST, P> {
    /// More text.
    #[must_use]
    pub fn text(self, text: &'static str) -> Sql<ST, Then<P, Text>> {
        self.then(Text(text))
    }

    /// A value, sent beside the text.
    #[must_use]
    pub fn bind<T, V>(self, value: V) -> Sql<ST, Then<P, AsExprOf<V, T>>>
    where
        T: SqlType + TypedExpressionType,
        V: AsExpression<T>,
    {
        self.then(value.as_expression())
    }

    /// A column, or any expression. It has to belong to the query in which this one is used.
    #[must_use]
    pub fn expression<E: Expression>(self, expression: E) -> Sql<ST, Then<P, E>> {
        self.then(expression)
    }

    fn then<B>(self, part: B) -> Sql<ST, Then<P, B>> {
        Sql {
            parts: Then(self.parts, part),
            sql_type: PhantomData,
        }
    }
}

impl<ST: TypedExpressionType, P> Expression for Sql<ST, P> {
    type SqlType = ST;
}

impl<ST, P: QueryFragment<Pg>> QueryFragment<Pg> for Sql<ST, P> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(");
        self.parts.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

/// The type does not tell the text: the statement is looked up by its text.
impl<ST, P> QueryId for Sql<ST, P> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST, P: ValidGrouping<G>, G> ValidGrouping<G> for Sql<ST, P> {
    type IsAggregate = P::IsAggregate;
}

impl<S, ST: TypedExpressionType, P: AppearsOnTable<S>> AppearsOnTable<S> for Sql<ST, P> {}

impl<S, ST: TypedExpressionType, P: SelectableExpression<S>> SelectableExpression<S>
    for Sql<ST, P>
{
}

impl Expression for Text {
    type SqlType = Untyped;
}

impl QueryFragment<Pg> for Text {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

impl<G> ValidGrouping<G> for Text {
    type IsAggregate = is_aggregate::Never;
}

impl<S> AppearsOnTable<S> for Text {}

impl<S> SelectableExpression<S> for Text {}

impl<A: Expression, B: Expression> Expression for Then<A, B> {
    type SqlType = Untyped;
}

impl<A: QueryFragment<Pg>, B: QueryFragment<Pg>> QueryFragment<Pg> for Then<A, B> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        self.1.walk_ast(out)
    }
}

impl<A, B, G> ValidGrouping<G> for Then<A, B>
where
    A: ValidGrouping<G, IsAggregate: MixedAggregates<B::IsAggregate>>,
    B: ValidGrouping<G>,
{
    type IsAggregate = <A::IsAggregate as MixedAggregates<B::IsAggregate>>::Output;
}

impl<S, A: AppearsOnTable<S>, B: AppearsOnTable<S>> AppearsOnTable<S> for Then<A, B> {}

impl<S, A: SelectableExpression<S>, B: SelectableExpression<S>> SelectableExpression<S>
    for Then<A, B>
{
}
