//! `json` and `jsonb`.

use diesel::dsl::{self, AsExprOf};
use diesel::expression::AsExpression;
use diesel::expression_methods::{PgAnyJsonExpressionMethods, PgJsonbExpressionMethods};
use diesel::sql_types::{Array, Integer, SqlType, Text};

operators! {
    /// `->` by key, as JSON. Null if there is no such key.
    fn json_get<L, K>(column: L, key: K) -> dsl::RetrieveAsObjectJson<L, AsExprOf<K, Text>, Text>
    where { L: PgAnyJsonExpressionMethods, K: AsExpression<Text> }
    = column.retrieve_as_object(key.as_expression());
    r#"json_get(pages::settings, "theme")"# => r#"("pages"."settings" -> $1) -- binds: ["theme"]"#

    /// `->>` by key, as text. Null if there is no such key.
    fn json_get_text<L, K>(column: L, key: K) -> dsl::RetrieveAsTextJson<L, AsExprOf<K, Text>, Text>
    where { L: PgAnyJsonExpressionMethods, K: AsExpression<Text> }
    = column.retrieve_as_text(key.as_expression());
    r#"json_get_text(pages::settings, "theme")"# => r#"("pages"."settings" ->> $1) -- binds: ["theme"]"#

    /// `->` by place in a list, as JSON: 0 is the first element, -1 the last.
    fn json_at<L, K>(column: L, place: K) -> dsl::RetrieveAsObjectJson<L, AsExprOf<K, Integer>, Integer>
    where { L: PgAnyJsonExpressionMethods, K: AsExpression<Integer> }
    = column.retrieve_as_object(place.as_expression());
    "json_at(pages::settings, 0)" => r#"("pages"."settings" -> $1) -- binds: [0]"#

    /// `->>` by place in a list, as text: 0 is the first element, -1 the last.
    fn json_at_text<L, K>(column: L, place: K) -> dsl::RetrieveAsTextJson<L, AsExprOf<K, Integer>, Integer>
    where { L: PgAnyJsonExpressionMethods, K: AsExpression<Integer> }
    = column.retrieve_as_text(place.as_expression());
    "json_at_text(pages::settings, -1)" => r#"("pages"."settings" ->> $1) -- binds: [-1]"#

    /// `#>`: what is at the end of a path, as JSON. Elements of lists are named by their number.
    fn json_path<L, P>(column: L, path: P) -> dsl::RetrieveByPathAsObjectJson<L, P>
    where { L: PgAnyJsonExpressionMethods, P: AsExpression<Array<Text>> }
    = column.retrieve_by_path_as_object(path);
    r#"json_path(pages::settings, vec!["a", "0"])"# => r#"("pages"."settings" #> $1) -- binds: [["a", "0"]]"#

    /// `#>>`: what is at the end of a path, as text.
    fn json_path_text<L, P>(column: L, path: P) -> dsl::RetrieveByPathAsTextJson<L, P>
    where { L: PgAnyJsonExpressionMethods, P: AsExpression<Array<Text>> }
    = column.retrieve_by_path_as_text(path);
    r#"json_path_text(pages::settings, vec!["a", "0"])"# => r#"("pages"."settings" #>> $1) -- binds: [["a", "0"]]"#

    /// `@>`: the `jsonb` has all that the other one has, at the same places. A GIN index serves it.
    fn json_contains<L, R>(column: L, part: R) -> dsl::Contains<L, R>
    where { L: PgJsonbExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = column.contains(part);
    "json_contains(pages::settings, serde_json::json!({ \"a\": 1 }))" => r#"("pages"."settings" @> $1) -- binds: [Object {"a": Number(1)}]"#

    /// `<@`: the `jsonb` has nothing that the other one has not.
    fn json_contained_by<L, R>(column: L, whole: R) -> dsl::IsContainedBy<L, R>
    where { L: PgJsonbExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = column.is_contained_by(whole);
    "json_contained_by(pages::settings, serde_json::json!({ \"a\": 1 }))" => r#"("pages"."settings" <@ $1) -- binds: [Object {"a": Number(1)}]"#

    /// `?`: the `jsonb` object has this key, or the list this text.
    fn json_has_key<L, K>(column: L, key: K) -> dsl::HasKeyJsonb<L, K>
    where { L: PgJsonbExpressionMethods, K: AsExpression<Text> }
    = column.has_key(key);
    r#"json_has_key(pages::settings, "theme")"# => r#"("pages"."settings" ? $1) -- binds: ["theme"]"#

    /// `?|`: it has one of these keys at least.
    fn json_any_key<L, K>(column: L, keys: K) -> dsl::HasAnyKeyJsonb<L, K>
    where { L: PgJsonbExpressionMethods, K: AsExpression<Array<Text>> }
    = column.has_any_key(keys);
    r#"json_any_key(pages::settings, vec!["a", "b"])"# => r#"("pages"."settings" ?| $1) -- binds: [["a", "b"]]"#

    /// `?&`: it has all of these keys.
    fn json_all_keys<L, K>(column: L, keys: K) -> dsl::HasAllKeysJsonb<L, K>
    where { L: PgJsonbExpressionMethods, K: AsExpression<Array<Text>> }
    = column.has_all_keys(keys);
    r#"json_all_keys(pages::settings, vec!["a", "b"])"# => r#"("pages"."settings" ?& $1) -- binds: [["a", "b"]]"#

    /// `||`: both `jsonb` together; of keys in both, the second one's value. In an update it appends
    /// to a list without reading it.
    fn json_concat<L, R>(column: L, more: R) -> dsl::Concat<L, R>
    where { L: PgJsonbExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = column.concat(more);
    "json_concat(pages::settings, serde_json::json!([1]))" => r#"(("pages"."settings" || $1)) -- binds: [Array [Number(1)]]"#

    /// `-`: without this key of a `jsonb` object, or this text of a list.
    fn json_remove<L, K>(column: L, key: K) -> dsl::RemoveFromJsonb<L, AsExprOf<K, Text>, Text>
    where { L: PgJsonbExpressionMethods, K: AsExpression<Text> }
    = column.remove(key.as_expression());
    r#"json_remove(pages::settings, "theme")"# => r#"("pages"."settings" - $1) -- binds: ["theme"]"#

    /// `#-`: without what is at the end of a path.
    fn json_remove_path<L, P>(column: L, path: P) -> dsl::RemoveByPathFromJsonb<L, P>
    where { L: PgJsonbExpressionMethods, P: AsExpression<Array<Text>> }
    = column.remove_by_path(path);
    r#"json_remove_path(pages::settings, vec!["a", "0"])"# => r#"("pages"."settings" #-$1) -- binds: [["a", "0"]]"#
}
