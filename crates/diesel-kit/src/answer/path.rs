//! Names as people write them: `app.users."a.b"`.

use crate::diff::rename::child_path;
use crate::model::object_name::{join_path, split_path};
use crate::model::{Kind, ObjectName};

/// Something in one of two models.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Where it is when everything around it has its new name.
    pub(super) path: String,
    /// Where it was before; mostly the same.
    pub(super) original: String,
}

impl Item {
    pub(super) fn unmoved(path: String) -> Self {
        let original = path.clone();
        Self { path, original }
    }

    /// Whether the parts of a name mean it.
    pub(super) fn is_named(&self, kind: Kind, parts: &[String]) -> bool {
        canonical(kind, parts).is_some_and(|path| self.is_at(&path))
    }

    pub(super) fn is_at(&self, path: &str) -> bool {
        self.path == path || self.original == path
    }
}

/// The path of a thing of that kind, if so many parts can name one. `public` falls away.
fn canonical(kind: Kind, parts: &[String]) -> Option<String> {
    match kind {
        Kind::Extension | Kind::Schema | Kind::Role | Kind::Object => match parts {
            [name] => Some(join_path([name.as_str()])),
            _ => None,
        },
        Kind::Enum | Kind::Sequence | Kind::Table | Kind::View => {
            ObjectName::of_parts(parts).map(|name| name.path())
        }
        _ => {
            let (child, owner) = parts.split_last()?;
            let owner = ObjectName::of_parts(owner)?;
            Some(child_path(&owner, child))
        }
    }
}

/// The parts of a path.
pub(super) fn parse(path: &str) -> Result<Vec<String>, String> {
    let parts = split_path(path);
    if split_outside_quotes(path, '.').is_none() {
        return Err(format!("{path}: a double quote is not closed"));
    }
    if parts.iter().any(String::is_empty) {
        return Err(format!("{path}: a part of the name is empty"));
    }
    Ok(parts)
}

/// `old:new` in two.
pub(crate) fn split_pair(text: &str) -> Result<(String, String), String> {
    match split_outside_quotes(text, ':').as_deref() {
        Some([from, to]) => {
            parse(from)?;
            parse(to)?;
            Ok(((*from).to_owned(), (*to).to_owned()))
        }
        Some([_, _, _, ..]) => Err(
            "write old:new once; a name that holds a colon is written in double quotes".to_owned(),
        ),
        _ => Err("write old:new, for example users.name:users.full_name".to_owned()),
    }
}

/// Pieces between separators; nothing if a quote is left open. A quote has a meaning only at the start
/// of a part.
fn split_outside_quotes(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    let (mut quoted, mut at_start) = (false, true);
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if quoted {
            let doubled = letter == '"' && letters.next_if(|(_, next)| *next == '"').is_some();
            quoted = letter != '"' || doubled;
        } else if letter == '"' && at_start {
            quoted = true;
        } else if letter == separator {
            let start = text.len() - rest.len();
            let (piece, tail) = rest.split_at_checked(at - start)?;
            pieces.push(piece);
            rest = tail.strip_prefix(separator)?;
        }
        at_start = !quoted && matches!(letter, '.' | ':');
    }
    pieces.push(rest);
    (!quoted).then_some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_colon_outside_of_quotes_separates() {
        let pair = |text| split_pair(text).ok();
        let owned = |(from, to): (&str, &str)| Some((from.to_owned(), to.to_owned()));
        assert_eq!(pair("a.b:a.c"), owned(("a.b", "a.c")));
        assert_eq!(
            pair("\"a:b\".\"c\"\"d\":x"),
            owned(("\"a:b\".\"c\"\"d\"", "x"))
        );
        assert_eq!(pair("a:\"b:c\""), owned(("a", "\"b:c\"")));
        for wrong in ["a", "a:", ":a", "a:b:c", "\"a:b", "a..b:c", ""] {
            assert_eq!(pair(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn public_may_be_written_or_left_out() {
        let parts = |path: &str| parse(path).unwrap();
        let column = Item::unmoved("users.name".to_owned());
        assert!(column.is_named(Kind::Column, &parts("users.name")));
        assert!(column.is_named(Kind::Column, &parts("public.users.name")));
        assert!(!column.is_named(Kind::Column, &parts("app.users.name")));
        let table = Item::unmoved("users".to_owned());
        assert!(table.is_named(Kind::Table, &parts("public.users")));
    }
}
