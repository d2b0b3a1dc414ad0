//! Order, and what several rows make together.

use diesel::expression::Expression;
use diesel::expression_methods::{AggregateExpressionMethods, ExpressionMethods};
use diesel::sql_types::{Foldable, SingleValue, SqlType};
use diesel::{dsl, helper_types};

operators! {
    /// `ASC`: smallest first. Nulls come last, unless `.nulls_first()` follows.
    fn asc<E>(expression: E) -> dsl::Asc<E>
    where { E: ExpressionMethods }
    = expression.asc();
    "asc(pages::title)" => r#""pages"."title" ASC -- binds: []"#

    /// `DESC`: largest first. Nulls come first, unless `.nulls_last()` follows.
    fn desc<E>(expression: E) -> dsl::Desc<E>
    where { E: ExpressionMethods }
    = expression.desc();
    "desc(pages::parent_id).nulls_last()" => r#""pages"."parent_id" DESC NULLS LAST -- binds: []"#

    /// How many rows have the column not null.
    fn count<E>(expression: E) -> dsl::count<E>
    where { E: Expression<SqlType: SqlType + SingleValue> }
    = dsl::count(expression);
    "count(pages::parent_id)" => r#"count("pages"."parent_id") -- binds: []"#

    /// How many different values the column has, without null.
    fn count_distinct<E>(expression: E) -> dsl::AggregateDistinct<dsl::count<E>>
    where { E: Expression<SqlType: SqlType + SingleValue> }
    = dsl::count(expression).aggregate_distinct();
    "count_distinct(pages::parent_id)" => r#"count( DISTINCT "pages"."parent_id") -- binds: []"#

    /// The sum; null of no rows. That of `integer` is a `bigint`, that of `bigint` a `numeric`.
    fn sum<E>(expression: E) -> helper_types::sum<E>
    where { E: Expression<SqlType: SqlType + Foldable> }
    = dsl::sum(expression);
    "sum(pages::id)" => r#"sum("pages"."id") -- binds: []"#

    /// The mean; null of no rows. That of integers is a `numeric`.
    fn avg<E>(expression: E) -> helper_types::avg<E>
    where { E: Expression<SqlType: SqlType + Foldable> }
    = dsl::avg(expression);
    "avg(pages::id)" => r#"avg("pages"."id") -- binds: []"#
}

/// How many rows.
///
/// ```
#[doc = include_str!("example.txt")]
/// assert_eq!(sql_of(&count_star()), "COUNT(*) -- binds: []");
/// ```
pub fn count_star() -> dsl::count_star {
    dsl::count_star()
}

/// The largest value; null of no rows.
///
/// ```
#[doc = include_str!("example.txt")]
/// assert_eq!(sql_of(&max(pages::id)), r#"max("pages"."id") -- binds: []"#);
/// ```
pub use diesel::dsl::max;

/// The smallest value; null of no rows.
///
/// ```
#[doc = include_str!("example.txt")]
/// assert_eq!(sql_of(&min(pages::id)), r#"min("pages"."id") -- binds: []"#);
/// ```
pub use diesel::dsl::min;
