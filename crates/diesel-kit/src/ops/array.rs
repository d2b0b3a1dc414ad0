//! Arrays.

use diesel::dsl;
use diesel::expression::AsExpression;
use diesel::expression_methods::PgArrayExpressionMethods;
use diesel::sql_types::SqlType;

operators! {
    /// `@>`: the array has every element of the other one.
    fn array_contains<L, R>(column: L, elements: R) -> dsl::Contains<L, R>
    where { L: PgArrayExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = column.contains(elements);
    r#"array_contains(pages::tags, vec!["a", "b"])"# => r#"("pages"."tags" @> $1) -- binds: [["a", "b"]]"#

    /// `<@`: the array has no other elements than these.
    fn array_contained_by<L, R>(column: L, elements: R) -> dsl::IsContainedBy<L, R>
    where { L: PgArrayExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = column.is_contained_by(elements);
    r#"array_contained_by(pages::tags, vec!["a", "b"])"# => r#"("pages"."tags" <@ $1) -- binds: [["a", "b"]]"#

    /// `&&`: the array has one of these elements at least.
    fn array_overlaps<L, R>(column: L, elements: R) -> dsl::OverlapsWith<L, R>
    where { L: PgArrayExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = column.overlaps_with(elements);
    r#"array_overlaps(pages::tags, vec!["a", "b"])"# => r#"("pages"."tags" && $1) -- binds: [["a", "b"]]"#
}
