//! Names inside SQL text.
//!
//! SQL is kept as the text the author wrote; these functions only find whole names in it, outside of
//! strings.

use super::name::name;
use super::token::{Token, tokens};
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

/// The text with another name for a table, view, type or sequence.
pub(crate) fn moved(text: &str, from: &ObjectName, to: &ObjectName) -> String {
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
        let (text, length) = match (inside, is_path, is_alone) {
            (false, true, _) => (to.to_string(), 3),
            (false, false, true) => (to.to_string(), 1),
            _ => (token.text.to_owned(), 1),
        };
        moved.push_str(&text);
        at += length;
    }
    moved
}

/// The text with another name for a schema.
pub(crate) fn schema_renamed(text: &str, from: &str, to: &str) -> String {
    let tokens = tokens(text);
    let behind = tokens.iter().skip(1).map(Some).chain([None]);
    let written = tokens.iter().zip(behind).map(|(token, behind)| {
        if token.is_name(from) && behind.is_some_and(|behind| behind.is_sign(".")) {
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
