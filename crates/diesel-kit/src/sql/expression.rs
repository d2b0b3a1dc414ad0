//! Names inside SQL text.
//!
//! SQL is kept as the text the author wrote; these functions only find whole names in it, outside of
//! strings.

use super::name::name;
use super::token::{Kind, Token, tokens};
use crate::model::ObjectName;

/// Whether the expression names the column.
pub(crate) fn mentions(expression: &str, column: &str) -> bool {
    tokens(expression).iter().any(|token| token.is_name(column))
}

/// The expression with another name for a column.
pub(crate) fn renamed(expression: &str, from: &str, to: &str) -> String {
    let tokens = tokens(expression);
    let written = tokens.iter().map(|token| {
        if token.is_name(from) {
            name(to)
        } else {
            token.text.to_owned()
        }
    });
    written.collect()
}

/// Names before a parenthesis: functions, and types with a length.
pub(crate) fn calls(expression: &str) -> Vec<String> {
    let tokens = tokens(expression);
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    let calls = pairs.filter(|(token, next)| token.kind == Kind::Name && next.is_sign("("));
    calls.map(|(token, _)| token.name()).collect()
}

/// The text with another name for a table, view, type or sequence.
pub(crate) fn moved(text: &str, from: &ObjectName, to: &ObjectName) -> String {
    moved_where(text, from, to, |_| true)
}

/// The expression after a type was renamed or moved; only casts speak of types.
pub(crate) fn with_moved_type(expression: &str, from: &ObjectName, to: &ObjectName) -> String {
    moved_where(expression, from, to, |before| before.ends_with("::"))
}

/// Where the text so far says so.
fn moved_where(
    text: &str,
    from: &ObjectName,
    to: &ObjectName,
    is_meant: impl Fn(&str) -> bool,
) -> String {
    let tokens = tokens(text);
    let mut moved = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let behind = |offset: usize| tokens.get(at + offset);
        let is_dot = |token: Option<&Token>| token.is_some_and(|token| token.is_sign("."));
        let inside = at > 0 && is_dot(tokens.get(at - 1));
        let is_path = token.is_name(from.schema())
            && is_dot(behind(1))
            && behind(2).is_some_and(|token| token.is_name(from.name()));
        let is_alone = from.is_in_public() && token.is_name(from.name());
        let free = !inside && is_meant(&moved);
        let (text, length) = match (free, is_path, is_alone) {
            (true, true, _) => (to.to_string(), 3),
            (true, false, true) => (to.to_string(), 1),
            _ => (token.text.to_owned(), 1),
        };
        moved.push_str(&text);
        at += length;
    }
    moved
}

/// A comment at the end would swallow the parenthesis behind it.
pub(crate) fn in_parentheses(expression: &str) -> String {
    if expression.contains("--") {
        format!("({expression}\n)")
    } else {
        format!("({expression})")
    }
}

/// The text with another name for a schema.
pub(crate) fn schema_renamed(text: &str, from: &str, to: &str) -> String {
    let tokens = tokens(text);
    let is_dot = |at: Option<usize>| {
        let token = at.and_then(|at| tokens.get(at));
        token.is_some_and(|token| token.is_sign("."))
    };
    let written = tokens.iter().enumerate().map(|(at, token)| {
        let is_schema = !is_dot(at.checked_sub(1)) && is_dot(Some(at + 1));
        if is_schema && token.is_name(from) {
            name(to)
        } else {
            token.text.to_owned()
        }
    });
    written.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_outside_of_strings_count() {
        assert!(mentions("lower(title) <> ''", "title"));
        assert!(mentions("\"title\" IS NULL", "title"));
        assert!(!mentions("subtitle = 'title'", "title"));
        assert!(!mentions("x = 'it''s title'", "title"));
        assert!(!mentions("x -- it's the title\n = 1 /* title */", "title"));
        assert!(mentions("x -- it's\n = title", "title"));
    }

    #[test]
    fn names_follow_what_moves() {
        let (old, new) = (
            ObjectName::new("users"),
            ObjectName::from(("app", "people")),
        );
        let text = "EXISTS (SELECT FROM users u WHERE users.id = users_id AND 'users' <> '')";
        assert_eq!(
            moved(text, &old, &new),
            "EXISTS (SELECT FROM app.people u WHERE app.people.id = users_id AND 'users' <> '')"
        );
        assert_eq!(
            moved("app.people.id = people.id + other.people.id", &new, &old),
            "users.id = people.id + other.people.id"
        );
        assert_eq!(
            with_moved_type(
                "mood = 'a'::mood AND b::x.mood",
                &"mood".into(),
                &"m".into()
            ),
            "mood = 'a'::m AND b::x.mood"
        );
        assert_eq!(
            schema_renamed("app.f(app) + x.app.y", "app", "core"),
            "core.f(app) + x.app.y"
        );
    }

    #[test]
    fn calls_are_found_outside_of_strings() {
        assert_eq!(calls("lower('f(x)') || \"Now\"()"), ["lower", "Now"]);
        assert!(calls("'{\"a\": 1}'::jsonb").is_empty());
    }

    #[test]
    fn renaming_keeps_the_rest() {
        assert_eq!(
            renamed(
                "char_length(title) > 1 AND note <> 'title'",
                "title",
                "order"
            ),
            "char_length(\"order\") > 1 AND note <> 'title'"
        );
    }

    #[test]
    fn a_table_that_moves_takes_its_schema_along() {
        let (here, there) = (
            ObjectName::new("users"),
            ObjectName::from(("app", "people")),
        );
        let text = "SELECT users.id, 'users' FROM public.users JOIN other.users ON u.users";
        assert_eq!(
            moved(text, &here, &there),
            "SELECT app.people.id, 'users' FROM app.people JOIN other.users ON u.users"
        );
        assert_eq!(moved("app.people, people", &there, &here), "users, people");
        assert_eq!(
            schema_renamed("app.people, app", "app", "core"),
            "core.people, app"
        );
    }
}
