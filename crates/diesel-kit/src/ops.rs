//! Query operators as functions: `use diesel_kit::ops::*`.
//!
//! `filter(and((eq(pages::drive_id, id), is_null(pages::trashed_at))))` is what
//! `filter(pages::drive_id.eq(id).and(pages::trashed_at.is_null()))` is: the functions call Diesel's
//! methods and return Diesel's types, so that both ways mix. Operators that Diesel lacks say why they
//! are here. Nothing here has the name of something in `diesel::prelude`.
//!
//! Several conditions: [`and`] and [`or`] take a tuple of two to twelve; an empty one does not compile.
//! Conditions that are known only at run time are put together as a [`Filter`].

/// Operators as functions, each with an example that is run.
///
/// `name(a: Bound, …) = path::of::method -> Type where … ; example => sql`
macro_rules! operators {
    ($(
        $(#[doc = $doc:literal])+
        fn $name:ident<$($generic:ident),+>($($argument:ident: $type:ty),+) -> $output:ty
        where { $($bounds:tt)* }
        = $call:expr;
        $example:literal => $sql:literal
    )+) => {$(
        $(#[doc = $doc])+
        ///
        /// ```
        #[doc = include_str!("example.txt")]
        #[doc = concat!("let expression = ", $example, ";")]
        #[doc = concat!("assert_eq!(sql_of(&expression), r#\"", $sql, "\"#);")]
        /// ```
        pub fn $name<$($generic),+>($($argument: $type),+) -> $output
        where
            $($bounds)*
        {
            $call
        }
    )+};
}

mod aggregate;
mod array;
mod combine;
mod compare;
mod filter;
mod fragment;
mod json;
mod null_safe;
mod text;
mod text_search;

pub use aggregate::{asc, avg, count, count_distinct, count_star, desc, max, min, sum};
pub use array::{array_contained_by, array_contains, array_overlaps};
pub use combine::{and, exists, not, not_exists, or};
pub use compare::{
    between, eq, gt, gte, in_array, is_not_null, is_null, lt, lte, ne, not_between, not_in_array,
};
pub use filter::{EmptyList, Filter};
pub use fragment::{Sql, sql};
pub use json::{
    json_all_keys, json_any_key, json_at, json_at_text, json_concat, json_contained_by,
    json_contains, json_get, json_get_text, json_has_key, json_path, json_path_text, json_remove,
    json_remove_path,
};
pub use null_safe::{EqOrIsNull, eq_or_is_null, is_distinct_from, is_not_distinct_from};
pub use text::{escape_like, ilike, like, not_ilike, not_like};
pub use text_search::{
    Matches, ToTsVector, TsQuery, TsRank, matches, phraseto_tsquery, plainto_tsquery, to_tsvector,
    ts_rank, websearch_to_tsquery,
};
