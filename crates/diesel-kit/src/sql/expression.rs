//! Names inside SQL expressions.
//!
//! Expressions are kept as the text the author wrote; these functions only find whole names in it,
//! outside of strings and comments.

use super::name::name as written_name;
use crate::model::ObjectName;

/// A piece of an expression.
enum Piece<'a> {
    /// A name, with the text that writes it (quoted or not).
    Name {
        written: &'a str,
        name: String,
    },
    Other(&'a str),
}

impl<'a> Piece<'a> {
    fn written(&self) -> &'a str {
        match self {
            Self::Name { written, .. } | Self::Other(written) => written,
        }
    }
}

/// Whether the expression names the column.
pub(crate) fn mentions(expression: &str, column: &str) -> bool {
    pieces(expression)
        .iter()
        .any(|piece| matches!(piece, Piece::Name { name, .. } if name == column))
}

/// The expression with another name for a column.
pub(crate) fn renamed(expression: &str, from: &str, to: &str) -> String {
    pieces(expression)
        .iter()
        .map(|piece| match piece {
            Piece::Name { name, .. } if name == from => super::name::name(to),
            Piece::Name { written, .. } => (*written).to_owned(),
            Piece::Other(text) => (*text).to_owned(),
        })
        .collect()
}

/// The expression after a schema got another name.
pub(crate) fn in_renamed_schema(expression: &str, from: &str, to: &str) -> String {
    with_paths(expression, |_, path| match path {
        [schema, _, ..] if schema == from => Some((1, written_name(to))),
        _ => None,
    })
}

/// The expression after a table was renamed or moved. A column of the same name is taken for it: the
/// text may differ then from what PostgreSQL has, but it is not by chance the same.
pub(crate) fn with_moved_table(expression: &str, from: &ObjectName, to: &ObjectName) -> String {
    with_paths(expression, |_, path| moved(path, from, to))
}

/// The expression after a type was renamed or moved; only casts speak of types.
pub(crate) fn with_moved_type(expression: &str, from: &ObjectName, to: &ObjectName) -> String {
    with_paths(expression, |before, path| {
        moved(path, from, to).filter(|_| before.ends_with("::"))
    })
}

/// How many parts of the path are replaced, and by what.
fn moved(path: &[String], from: &ObjectName, to: &ObjectName) -> Option<(usize, String)> {
    match path {
        [schema, name, ..] if schema == from.schema() && name == from.name() => {
            Some((2, to.to_string()))
        }
        [name, ..] if name == from.name() => Some((1, to.to_string())),
        _ => None,
    }
}

/// Gives the text so far and each dotted path to a function, which may replace the path's beginning.
fn with_paths(
    expression: &str,
    replace: impl Fn(&str, &[String]) -> Option<(usize, String)>,
) -> String {
    let pieces = pieces(expression);
    let mut out = String::new();
    let mut rest = pieces.as_slice();
    while let Some((first, tail)) = rest.split_first() {
        let is_inside = out.ends_with('.');
        let path = if is_inside { Vec::new() } else { path(rest) };
        if let Some((names, new)) = replace(&out, &path) {
            out.push_str(&new);
            // Behind the last name: there is a dot between each two.
            rest = rest.get(2 * names - 1..).unwrap_or_default();
        } else {
            out.push_str(first.written());
            rest = tail;
        }
    }
    out
}

/// The names `a.b.c` at the start.
fn path(pieces: &[Piece]) -> Vec<String> {
    let mut path = Vec::new();
    let mut rest = pieces;
    while let [Piece::Name { name, .. }, tail @ ..] = rest {
        path.push(name.clone());
        match tail {
            [Piece::Other("."), next @ ..] if matches!(next.first(), Some(Piece::Name { .. })) => {
                rest = next;
            }
            _ => break,
        }
    }
    path
}

/// A comment at the end would swallow the parenthesis behind it.
pub(crate) fn in_parentheses(expression: &str) -> String {
    if expression.contains("--") {
        format!("({expression}\n)")
    } else {
        format!("({expression})")
    }
}

fn pieces(expression: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = expression;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => quoted_length(rest, '\''),
            '"' => quoted_length(rest, '"'),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => {
                rest.find("*/").map_or(rest.len(), |end| end + "*/".len())
            }
            _ if is_name_start(first) => rest
                .find(|letter| !is_name_part(letter))
                .unwrap_or(rest.len()),
            // A number may end in letters (`1e5`) that are no name.
            _ if first.is_ascii_digit() => rest
                .find(|letter| !is_name_part(letter) && letter != '.')
                .unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (written, tail) = rest.split_at(length);
        pieces.push(match first {
            '"' => Piece::Name {
                written,
                name: written.trim_matches('"').replace("\"\"", "\""),
            },
            _ if is_name_start(first) => Piece::Name {
                written,
                name: written.to_lowercase(),
            },
            _ => Piece::Other(written),
        });
        rest = tail;
    }
    pieces
}

fn is_name_start(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

fn is_name_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

/// Length of a quoted piece at the start of the text; a doubled quote does not end it.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == quote {
            if letters.peek().is_some_and(|(_, next)| *next == quote) {
                letters.next();
            } else {
                return at + quote.len_utf8();
            }
        }
    }
    text.len()
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
            with_moved_table(text, &old, &new),
            "EXISTS (SELECT FROM app.people u WHERE app.people.id = users_id AND 'users' <> '')"
        );
        assert_eq!(
            with_moved_table("app.people.id = people.id + other.people.id", &new, &old),
            "users.id = users.id + other.people.id"
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
            in_renamed_schema("app.f(app) + x.app.y", "app", "core"),
            "core.f(app) + x.app.y"
        );
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
}
