//! Patterns in texts.

use diesel::dsl;
use diesel::expression::AsExpression;
use diesel::expression_methods::{PgTextExpressionMethods, TextExpressionMethods};
use diesel::sql_types::{SqlType, Text};

operators! {
    /// `LIKE`: `%` stands for any text, `_` for one character; [`escape_like`] takes their meaning away.
    fn like<L, R>(column: L, pattern: R) -> dsl::Like<L, R>
    where { L: TextExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = column.like(pattern);
    r#"like(pages::title, "Pl%")"# => r#"("pages"."title" LIKE $1) -- binds: ["Pl%"]"#

    /// `NOT LIKE`
    fn not_like<L, R>(column: L, pattern: R) -> dsl::NotLike<L, R>
    where { L: TextExpressionMethods<SqlType: SqlType>, R: AsExpression<L::SqlType> }
    = column.not_like(pattern);
    r#"not_like(pages::title, "Pl%")"# => r#"("pages"."title" NOT LIKE $1) -- binds: ["Pl%"]"#

    /// `ILIKE`: like [`like`], whatever the case of letters.
    fn ilike<L, R>(column: L, pattern: R) -> dsl::ILike<L, R>
    where { L: PgTextExpressionMethods, R: AsExpression<Text> }
    = column.ilike(pattern);
    r#"ilike(pages::title, "pl%")"# => r#"("pages"."title" ILIKE $1) -- binds: ["pl%"]"#

    /// `NOT ILIKE`
    fn not_ilike<L, R>(column: L, pattern: R) -> dsl::NotILike<L, R>
    where { L: PgTextExpressionMethods, R: AsExpression<Text> }
    = column.not_ilike(pattern);
    r#"not_ilike(pages::title, "pl%")"# => r#"("pages"."title" NOT ILIKE $1) -- binds: ["pl%"]"#
}

/// A text for which a pattern finds just this text: `%`, `_` and `\` with a `\` before them.
///
/// It exists because what people type into a search box is no pattern:
///
/// ```
/// use diesel_kit::ops::escape_like;
/// assert_eq!(format!("%{}%", escape_like("100%")), r"%100\%%");
/// ```
pub fn escape_like(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
