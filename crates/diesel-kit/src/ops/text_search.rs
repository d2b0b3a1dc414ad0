//! Full-text search.
//!
//! The configuration (`"english"`, `"simple"`) is part of the text, because an index on
//! `to_tsvector('english'::regconfig, title)` serves only the very same expression.

use diesel::QueryResult;
use diesel::dsl::AsExprOf;
use diesel::expression::{
    AppearsOnTable, AsExpression, Expression, SelectableExpression, ValidGrouping,
};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::is_nullable::{IsSqlTypeNullable, MaybeNullable};
use diesel::sql_types::{Bool, Float, MaybeNullableType, SqlType, Text};

use crate::sql_types;

operators! {
    /// The words of a text, for searching. A generated column of this is cheaper than doing it in
    /// each query.
    fn to_tsvector<E>(config: &'static str, text: E) -> ToTsVector<E>
    where { E: Expression }
    = ToTsVector { config, text };
    r#"to_tsvector("english", pages::title)"# => r#"to_tsvector('english'::regconfig, "pages"."title") -- binds: []"#

    /// All words of the text, in any order. Punctuation means nothing.
    fn plainto_tsquery<T>(config: &'static str, text: T) -> TsQuery<AsExprOf<T, Text>>
    where { T: AsExpression<Text> }
    = TsQuery { function: "plainto_tsquery", config, text: text.as_expression() };
    r#"plainto_tsquery("english", "blue cars")"# => r#"plainto_tsquery('english'::regconfig, $1) -- binds: ["blue cars"]"#

    /// The words of the text, one after the other.
    fn phraseto_tsquery<T>(config: &'static str, text: T) -> TsQuery<AsExprOf<T, Text>>
    where { T: AsExpression<Text> }
    = TsQuery { function: "phraseto_tsquery", config, text: text.as_expression() };
    r#"phraseto_tsquery("english", "blue cars")"# => r#"phraseto_tsquery('english'::regconfig, $1) -- binds: ["blue cars"]"#

    /// What people type into a search box: `"a phrase"`, `or`, `-without`. Never an error.
    fn websearch_to_tsquery<T>(config: &'static str, text: T) -> TsQuery<AsExprOf<T, Text>>
    where { T: AsExpression<Text> }
    = TsQuery { function: "websearch_to_tsquery", config, text: text.as_expression() };
    r#"websearch_to_tsquery("english", "cars -blue")"# => r#"websearch_to_tsquery('english'::regconfig, $1) -- binds: ["cars -blue"]"#

    /// `@@`: the words match the query.
    fn matches<V, Q>(words: V, query: Q) -> Matches<V, Q>
    where { V: Expression, Q: Expression<SqlType = sql_types::TsQuery> }
    = Matches { words, query };
    r#"matches(pages::search, plainto_tsquery("simple", "cars"))"# => r#"("pages"."search" @@ plainto_tsquery('simple'::regconfig, $1)) -- binds: ["cars"]"#

    /// How well the words match the query, from 0: to order by, best first with [`desc`](super::desc).
    fn ts_rank<V, Q>(words: V, query: Q) -> TsRank<V, Q>
    where { V: Expression, Q: Expression<SqlType = sql_types::TsQuery> }
    = TsRank { words, query };
    r#"desc(ts_rank(pages::search, plainto_tsquery("simple", "cars")))"# => r#"ts_rank("pages"."search", plainto_tsquery('simple'::regconfig, $1)) DESC -- binds: ["cars"]"#
}

/// What [`to_tsvector`] returns.
#[derive(Debug, Clone, Copy)]
pub struct ToTsVector<E> {
    config: &'static str,
    text: E,
}

/// What the functions return that make a query of a text.
#[derive(Debug, Clone, Copy)]
pub struct TsQuery<T> {
    function: &'static str,
    config: &'static str,
    text: T,
}

/// What [`matches()`] returns.
#[derive(Debug, Clone, Copy)]
pub struct Matches<V, Q> {
    words: V,
    query: Q,
}

/// What [`ts_rank`] returns.
#[derive(Debug, Clone, Copy)]
pub struct TsRank<V, Q> {
    words: V,
    query: Q,
}

impl<E> QueryFragment<Pg> for ToTsVector<E>
where
    E: QueryFragment<Pg>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        call("to_tsvector", self.config, &self.text, out)
    }
}

impl<T: QueryFragment<Pg>> QueryFragment<Pg> for TsQuery<T> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        call(self.function, self.config, &self.text, out)
    }
}

fn call<'b>(
    function: &str,
    config: &str,
    text: &'b impl QueryFragment<Pg>,
    mut out: AstPass<'_, 'b, Pg>,
) -> QueryResult<()> {
    out.push_sql(function);
    out.push_sql("('");
    out.push_sql(&config.replace('\'', "''"));
    out.push_sql("'::regconfig, ");
    text.walk_ast(out.reborrow())?;
    out.push_sql(")");
    Ok(())
}

impl<V: QueryFragment<Pg>, Q: QueryFragment<Pg>> QueryFragment<Pg> for Matches<V, Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(");
        self.words.walk_ast(out.reborrow())?;
        out.push_sql(" @@ ");
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

impl<V: QueryFragment<Pg>, Q: QueryFragment<Pg>> QueryFragment<Pg> for TsRank<V, Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("ts_rank(");
        self.words.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

/// `$type<operand, …> -> result`: null where the first operand is null. The statement is looked up by its
/// text, because the configuration is not in the type.
macro_rules! expressions {
    ($($name:ident<$first:ident $(, $more:ident)?> -> $result:ty;)+) => {$(
        impl<$first $(, $more)?> Expression for $name<$first $(, $more)?>
        where
            $first: Expression<SqlType: SqlType>,
            IsSqlTypeNullable<$first::SqlType>: MaybeNullableType<$result>,
        {
            type SqlType = MaybeNullable<IsSqlTypeNullable<$first::SqlType>, $result>;
        }

        impl<$first $(, $more)?> QueryId for $name<$first $(, $more)?> {
            type QueryId = ();

            const HAS_STATIC_QUERY_ID: bool = false;
        }

        impl<S, $first $(, $more)?> AppearsOnTable<S> for $name<$first $(, $more)?>
        where
            Self: Expression,
            $first: AppearsOnTable<S>,
            $($more: AppearsOnTable<S>,)?
        {
        }

        impl<S, $first $(, $more)?> SelectableExpression<S> for $name<$first $(, $more)?>
        where
            Self: Expression,
            $first: SelectableExpression<S>,
            $($more: SelectableExpression<S>,)?
        {
        }

        impl<G, $first $(, $more)?> ValidGrouping<G> for $name<$first $(, $more)?>
        where
            ($first, $($more)?): ValidGrouping<G>,
        {
            type IsAggregate = <($first, $($more)?) as ValidGrouping<G>>::IsAggregate;
        }
    )+};
}

expressions! {
    ToTsVector<E> -> sql_types::TsVector;
    TsQuery<T> -> sql_types::TsQuery;
    Matches<V, Q> -> Bool;
    TsRank<V, Q> -> Float;
}
