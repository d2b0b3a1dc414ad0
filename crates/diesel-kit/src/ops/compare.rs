//! Comparisons of a column with values, other columns and queries.

use diesel::dsl;
use diesel::expression::AsExpression;
use diesel::expression::array_comparison::AsInExpression;
use diesel::expression_methods::ExpressionMethods;
use diesel::sql_types::SqlType;

operators! {
    /// `=`. Null equals nothing, not even null; [`eq_or_is_null`](super::eq_or_is_null) finds it.
    fn eq<L, R>(left: L, right: R) -> dsl::Eq<L, R>
    where { L: ExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = left.eq(right);
    r#"eq(pages::title, "Plan")"# => r#"("pages"."title" = $1) -- binds: ["Plan"]"#

    /// `!=`. Rows in which the column is null are left out;
    /// [`is_distinct_from`](super::is_distinct_from) keeps them.
    fn ne<L, R>(left: L, right: R) -> dsl::NotEq<L, R>
    where { L: ExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = left.ne(right);
    r#"ne(pages::title, "Plan")"# => r#"("pages"."title" != $1) -- binds: ["Plan"]"#

    /// `>`
    fn gt<L, R>(left: L, right: R) -> dsl::Gt<L, R>
    where { L: ExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = left.gt(right);
    "gt(pages::id, 7)" => r#"("pages"."id" > $1) -- binds: [7]"#

    /// `>=`
    fn gte<L, R>(left: L, right: R) -> dsl::GtEq<L, R>
    where { L: ExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = left.ge(right);
    "gte(pages::id, 7)" => r#"("pages"."id" >= $1) -- binds: [7]"#

    /// `<`
    fn lt<L, R>(left: L, right: R) -> dsl::Lt<L, R>
    where { L: ExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = left.lt(right);
    "lt(pages::id, pages::parent_id.assume_not_null())" => r#"("pages"."id" < "pages"."parent_id") -- binds: []"#

    /// `<=`
    fn lte<L, R>(left: L, right: R) -> dsl::LtEq<L, R>
    where { L: ExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = left.le(right);
    "lte(pages::id, 7)" => r#"("pages"."id" <= $1) -- binds: [7]"#

    /// `BETWEEN`, both ends included.
    fn between<L, A, B>(column: L, lower: A, upper: B) -> dsl::Between<L, A, B>
    where {
        L: ExpressionMethods<SqlType: SqlType>,
        A: AsExpression<L::SqlType>,
        B: AsExpression<L::SqlType>
    }
    = column.between(lower, upper);
    "between(pages::id, 1, 9)" => r#"("pages"."id" BETWEEN $1 AND $2) -- binds: [1, 9]"#

    /// `NOT BETWEEN`: below the lower or above the upper end.
    fn not_between<L, A, B>(column: L, lower: A, upper: B) -> dsl::NotBetween<L, A, B>
    where {
        L: ExpressionMethods<SqlType: SqlType>,
        A: AsExpression<L::SqlType>,
        B: AsExpression<L::SqlType>
    }
    = column.not_between(lower, upper);
    "not_between(pages::id, 1, 9)" => r#"("pages"."id" NOT BETWEEN $1 AND $2) -- binds: [1, 9]"#

    /// `IN`, of a list or a query. An empty list matches nothing. A list is sent as one array, so that
    /// the statement is the same for every length and stays prepared.
    fn in_array<L, R>(column: L, values: R) -> dsl::EqAny<L, R>
    where { L: ExpressionMethods<SqlType: SqlType>, R: AsInExpression<L::SqlType> }
    = column.eq_any(values);
    "in_array(pages::id, [1, 2])" => r#"("pages"."id" = ANY($1)) -- binds: [[1, 2]]"#

    /// `NOT IN`, of a list or a query. An empty list leaves nothing out. A null in the list, or in the
    /// rows of the query, lets nothing through.
    fn not_in_array<L, R>(column: L, values: R) -> dsl::NeAny<L, R>
    where { L: ExpressionMethods<SqlType: SqlType>, R: AsInExpression<L::SqlType> }
    = column.ne_all(values);
    "not_in_array(pages::id, [1, 2])" => r#"("pages"."id" != ALL($1)) -- binds: [[1, 2]]"#

    /// `IS NULL`
    fn is_null<E>(column: E) -> dsl::IsNull<E>
    where { E: ExpressionMethods }
    = column.is_null();
    "is_null(pages::parent_id)" => r#"("pages"."parent_id" IS NULL) -- binds: []"#

    /// `IS NOT NULL`
    fn is_not_null<E>(column: E) -> dsl::IsNotNull<E>
    where { E: ExpressionMethods }
    = column.is_not_null();
    "is_not_null(pages::parent_id)" => r#"("pages"."parent_id" IS NOT NULL) -- binds: []"#
}
