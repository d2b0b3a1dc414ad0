//! Conditions put together.

use diesel::dsl;
use diesel::expression::Expression;
use diesel::expression_methods::BoolExpressionMethods;
use diesel::sql_types::is_nullable::{IsOneNullable, IsSqlTypeNullable};
use diesel::sql_types::{Bool, BoolOrNullableBool, MaybeNullableType, OneIsNullable, SqlType};

operators! {
    /// `AND` of two to twelve conditions in a tuple. For conditions that are known only at run time
    /// there is [`Filter::all_of`](super::Filter::all_of).
    fn and<T>(conditions: T) -> T::Output
    where { T: Conjunction }
    = conditions.and();
    r#"and((gt(pages::id, 1), lt(pages::id, 9), eq(pages::title, "Plan")))"# => r#"((("pages"."id" > $1) AND ("pages"."id" < $2)) AND ("pages"."title" = $3)) -- binds: [1, 9, "Plan"]"#

    /// `OR` of two to twelve conditions in a tuple. It is in parentheses, so that it keeps its meaning
    /// inside an `and`.
    fn or<T>(conditions: T) -> T::Output
    where { T: Disjunction }
    = conditions.or();
    "or((lt(pages::id, 1), gt(pages::id, 9)))" => r#"(("pages"."id" < $1) OR ("pages"."id" > $2)) -- binds: [1, 9]"#

    /// `NOT`. Of null it is null.
    fn not<E>(condition: E) -> dsl::not<E>
    where { E: Expression<SqlType: BoolOrNullableBool> }
    = dsl::not(condition);
    "not(eq(pages::id, 1))" => r#"NOT (("pages"."id" = $1)) -- binds: [1]"#

    /// `EXISTS`: the query has a row. For conditions on related rows.
    fn exists<Q>(query: Q) -> dsl::exists<Q>
    where { }
    = dsl::exists(query);
    "exists(pages::table.filter(eq(pages::id, 1)))" => r#"EXISTS (SELECT "pages"."id", "pages"."parent_id", "pages"."title", "pages"."tags", "pages"."settings", "pages"."search" FROM "pages" WHERE ("pages"."id" = $1)) -- binds: [1]"#

    /// `NOT EXISTS`: the query has no row. Unlike [`not_in_array`](super::not_in_array) of a query it
    /// does not mind nulls.
    fn not_exists<Q>(query: Q) -> dsl::not<dsl::exists<Q>>
    where { dsl::exists<Q>: Expression<SqlType: BoolOrNullableBool> }
    = dsl::not(dsl::exists(query));
    "not_exists(pages::table.select(pages::id))" => r#"NOT (EXISTS (SELECT "pages"."id" FROM "pages")) -- binds: []"#
}

/// A tuple of conditions that all hold: see [`and`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no tuple of two to twelve conditions",
    note = "write `and((a, b, c))`; conditions known only at run time are put together by `Filter::all_of`"
)]
pub trait Conjunction {
    type Output;

    fn and(self) -> Self::Output;
}

/// A tuple of conditions of which one holds: see [`or`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no tuple of two to twelve conditions",
    note = "write `or((a, b, c))`; conditions known only at run time are put together by `Filter::any_of`"
)]
pub trait Disjunction {
    type Output;

    fn or(self) -> Self::Output;
}

impl<A, B> Conjunction for (A, B)
where
    A: BoolExpressionMethods<SqlType: SqlType>,
    B: Expression<SqlType: SqlType + BoolOrNullableBool>,
    IsSqlTypeNullable<A::SqlType>: OneIsNullable<IsSqlTypeNullable<B::SqlType>>,
    IsOneNullable<A::SqlType, B::SqlType>: MaybeNullableType<Bool>,
{
    type Output = dsl::And<A, B, B::SqlType>;

    fn and(self) -> Self::Output {
        self.0.and(self.1)
    }
}

impl<A, B> Disjunction for (A, B)
where
    A: BoolExpressionMethods<SqlType: SqlType>,
    B: Expression<SqlType: SqlType + BoolOrNullableBool>,
    IsSqlTypeNullable<A::SqlType>: OneIsNullable<IsSqlTypeNullable<B::SqlType>>,
    IsOneNullable<A::SqlType, B::SqlType>: MaybeNullableType<Bool>,
{
    type Output = dsl::Or<A, B, B::SqlType>;

    fn or(self) -> Self::Output {
        self.0.or(self.1)
    }
}

/// `(a, b, c)` is `((a, b), c)`.
macro_rules! longer {
    ($($earlier:ident)+;) => {};
    ($($earlier:ident)+; $last:ident $($more:ident)*) => {
        longer!(Conjunction and: $($earlier)+; $last);
        longer!(Disjunction or: $($earlier)+; $last);
        longer!($($earlier)+ $last; $($more)*);
    };
    ($trait:ident $method:ident: $($earlier:ident)+; $last:ident) => {
        impl<$($earlier,)+ $last> $trait for ($($earlier,)+ $last)
        where
            ($($earlier,)+): $trait,
            (<($($earlier,)+) as $trait>::Output, $last): $trait,
        {
            type Output = <(<($($earlier,)+) as $trait>::Output, $last) as $trait>::Output;

            fn $method(self) -> Self::Output {
                #[expect(non_snake_case, reason = "a value is named as its type")]
                let ($($earlier,)+ $last) = self;
                ($trait::$method(($($earlier,)+)), $last).$method()
            }
        }
    };
}

longer!(A B; C D E F G H I J K L);
