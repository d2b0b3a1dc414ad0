//! Column names inside SQL expressions.
//!
//! Expressions are kept as the text the author wrote; these functions only find whole names in it,
//! outside of strings.

/// A piece of an expression.
enum Piece<'a> {
    /// A name, with the text that writes it (quoted or not).
    Name {
        written: &'a str,
        name: String,
    },
    Other(&'a str),
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

/// Names before a parenthesis: functions, and types with a length.
pub(crate) fn calls(expression: &str) -> Vec<String> {
    let pieces = pieces(expression);
    let pairs = pieces.iter().zip(pieces.iter().skip(1));
    let calls = pairs.filter_map(|pair| match pair {
        (Piece::Name { name, .. }, Piece::Other("(")) => Some(name.clone()),
        _ => None,
    });
    calls.collect()
}

fn pieces(expression: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = expression;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => quoted_length(rest, '\''),
            '"' => quoted_length(rest, '"'),
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
}
