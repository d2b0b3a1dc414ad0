//! Comparisons that know what to do with null.

use diesel::dsl;
use diesel::expression::{
    AppearsOnTable, AsExpression, Expression, SelectableExpression, ValidGrouping,
};
use diesel::expression_methods::PgExpressionMethods;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Bool, IntoNotNullable, Nullable, SingleValue, SqlType};
use diesel::{QueryResult, dsl::AsExprOf};

operators! {
    /// `IS DISTINCT FROM`: "not equal" that keeps the rows in which one side is null. Always true or
    /// false.
    fn is_distinct_from<L, R>(left: L, right: R) -> dsl::IsDistinctFrom<L, R>
    where { L: PgExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = left.is_distinct_from(right);
    "is_distinct_from(pages::parent_id, 7)" => r#"("pages"."parent_id" IS DISTINCT FROM $1) -- binds: [7]"#

    /// `IS NOT DISTINCT FROM`: "equal" under which null equals null, for two columns. PostgreSQL uses
    /// no index for it; for a column and a value, [`eq_or_is_null`] lets it.
    fn is_not_distinct_from<L, R>(left: L, right: R) -> dsl::IsNotDistinctFrom<L, R>
    where { L: PgExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = left.is_not_distinct_from(right);
    "is_not_distinct_from(pages::parent_id, None::<i32>)" => r#"("pages"."parent_id" IS NOT DISTINCT FROM $1) -- binds: [None]"#

    /// `=` for a value, `IS NULL` for `None`. It exists because `column = NULL` finds nothing, and because
    /// `IS NOT DISTINCT FROM`, which would, finds it without an index.
    fn eq_or_is_null<C, V>(column: C, value: Option<V>) -> EqOrIsNull<C, AsExprOf<V, Base<C>>>
    where {
        C: Expression<SqlType: SqlType + IntoNotNullable<NotNullable: SingleValue>>,
        V: AsExpression<Base<C>>
    }
    = EqOrIsNull { column, value: value.map(AsExpression::as_expression) };
    "(eq_or_is_null(pages::parent_id, Some(7)), eq_or_is_null(pages::parent_id, None::<i32>))" => r#"("pages"."parent_id" = $1), ("pages"."parent_id" IS NULL) -- binds: [7]"#
}

/// The type of a column without its `Nullable`.
type Base<C> = <<C as Expression>::SqlType as IntoNotNullable>::NotNullable;

/// What [`eq_or_is_null`] returns. It has two texts, and each stays prepared.
#[derive(Debug, Clone, Copy, ValidGrouping)]
pub struct EqOrIsNull<C, V> {
    column: C,
    value: Option<V>,
}

impl<C: Expression, V: Expression> Expression for EqOrIsNull<C, V> {
    type SqlType = Nullable<Bool>;
}

impl<C: QueryFragment<Pg>, V: QueryFragment<Pg>> QueryFragment<Pg> for EqOrIsNull<C, V> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(");
        self.column.walk_ast(out.reborrow())?;
        match &self.value {
            Some(value) => {
                out.push_sql(" = ");
                value.walk_ast(out.reborrow())?;
            }
            None => out.push_sql(" IS NULL"),
        }
        out.push_sql(")");
        Ok(())
    }
}

/// The type does not tell which of the two texts it is: the statement is looked up by its text.
impl<C, V> QueryId for EqOrIsNull<C, V> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<S, C, V> AppearsOnTable<S> for EqOrIsNull<C, V>
where
    C: AppearsOnTable<S>,
    V: AppearsOnTable<S>,
{
}

impl<S, C, V> SelectableExpression<S> for EqOrIsNull<C, V>
where
    C: SelectableExpression<S>,
    V: SelectableExpression<S>,
{
}
