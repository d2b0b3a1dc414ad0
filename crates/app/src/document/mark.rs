//! Formatting of text, as HTML writes it and as the shared document stores it.

use std::collections::HashMap;
use std::sync::Arc;

use yrs::Any;

use super::markup::{Tag, escape_attribute};
use super::node::storable;
use super::url;

/// One formatting of a run. The order of the variants is the order of the tags, outermost first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Mark {
    Link {
        href: String,
        title: Option<String>,
    },
    Bold(Spelling),
    Italic(Spelling),
    Strike(Spelling),
    Underline,
    /// A mark that HTML has no tag for. It is shown, and kept, but can only be put where the document has
    /// the same mark already: an editor deletes text whose mark it does not know.
    Other {
        name: String,
        value: String,
    },
    Code,
}

/// HTML has two tags for some marks. The one that was written is remembered in the value of the mark (editors
/// ignore it), so that a line reads as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Spelling {
    /// `strong`, `em`, `s`: what editors write.
    Usual,
    /// `b`, `i`, `del`.
    Other,
}

impl Spelling {
    fn pick(self, usual: &'static str, other: &'static str) -> &'static str {
        match self {
            Self::Usual => usual,
            Self::Other => other,
        }
    }

    fn of(value: &Any) -> Self {
        match value {
            Any::Map(map) if map.contains_key(SPELLING) => Self::Other,
            _ => Self::Usual,
        }
    }
}

/// Key inside the value of a mark.
const SPELLING: &str = "tag";

/// A mark value longer than this is not shown.
const MAX_VALUE: usize = 4096;

/// How each mark is stored in one document: more than one way if it has the suffix of marks that overlap.
pub(super) type Stored = HashMap<Mark, Vec<(Arc<str>, Any)>>;

impl Mark {
    pub(super) fn from_tag(tag: &Tag<'_>, known: &Stored) -> Option<Self> {
        Some(match tag.name.as_str() {
            "strong" => Self::Bold(Spelling::Usual),
            "b" => Self::Bold(Spelling::Other),
            "em" => Self::Italic(Spelling::Usual),
            "i" => Self::Italic(Spelling::Other),
            "s" | "strike" => Self::Strike(Spelling::Usual),
            "del" => Self::Strike(Spelling::Other),
            "u" | "ins" => Self::Underline,
            "code" => Self::Code,
            "a" => {
                let href = tag.attribute("href")?;
                return url::is_safe_link(&href).then(|| Self::Link {
                    href,
                    title: tag.attribute("title"),
                });
            }
            "span" => {
                let mark = Self::Other {
                    name: tag.attribute("data-mark")?,
                    value: tag.attribute("data-value")?,
                };
                return known.contains_key(&mark).then_some(mark);
            }
            _ => return None,
        })
    }

    pub(super) fn opening(&self) -> String {
        match self {
            Self::Link { href, title } => {
                let title = title
                    .as_deref()
                    .map(|title| format!(" title=\"{}\"", escape_attribute(title)));
                format!(
                    "<a href=\"{}\"{}>",
                    escape_attribute(href),
                    title.unwrap_or_default()
                )
            }
            Self::Other { name, value } => format!(
                "<span data-mark=\"{}\" data-value=\"{}\">",
                escape_attribute(name),
                escape_attribute(value)
            ),
            _ => format!("<{}>", self.tag()),
        }
    }

    pub(super) fn closing(&self) -> String {
        format!("</{}>", self.tag())
    }

    fn tag(&self) -> &'static str {
        match self {
            Self::Link { .. } => "a",
            Self::Bold(spelling) => spelling.pick("strong", "b"),
            Self::Italic(spelling) => spelling.pick("em", "i"),
            Self::Strike(spelling) => spelling.pick("s", "del"),
            Self::Underline => "u",
            Self::Other { .. } => "span",
            Self::Code => "code",
        }
    }

    /// `None` for a value that is too long to be shown.
    pub(super) fn from_stored(key: &str, value: &Any) -> Option<Self> {
        let name = without_suffix(key);
        Some(match name {
            "bold" => Self::Bold(Spelling::of(value)),
            "italic" => Self::Italic(Spelling::of(value)),
            "strike" => Self::Strike(Spelling::of(value)),
            "underline" => Self::Underline,
            "code" => Self::Code,
            "link" => match link(value) {
                Some(link) => link,
                None => return Self::other(name, value),
            },
            _ => return Self::other(name, value),
        })
    }

    /// A mark by its name and value alone, also one that has a tag.
    pub(super) fn other(name: &str, value: &Any) -> Option<Self> {
        let mut json = serde_json::to_value(value).ok()?;
        json.sort_all_objects();
        let value = json.to_string();
        (value.len() <= MAX_VALUE).then(|| Self::Other {
            name: without_suffix(name).to_owned(),
            value,
        })
    }

    /// Of these, a text has one at most.
    pub(super) fn excludes(&self, other: &Self) -> bool {
        !matches!(self, Self::Other { .. })
            && std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Key and value of a mark that the document does not have yet.
    pub(super) fn to_stored(&self) -> (Arc<str>, Any) {
        let spelled = |spelling: Spelling, tag: &str| match spelling {
            Spelling::Usual => map(Vec::new()),
            Spelling::Other => map(vec![(SPELLING, tag)]),
        };
        match self {
            Self::Link { href, title } => {
                let mut entries = vec![("href", href.as_str())];
                entries.extend(title.as_deref().map(|title| ("title", title)));
                ("link".into(), map(entries))
            }
            Self::Bold(spelling) => ("bold".into(), spelled(*spelling, "b")),
            Self::Italic(spelling) => ("italic".into(), spelled(*spelling, "i")),
            Self::Strike(spelling) => ("strike".into(), spelled(*spelling, "del")),
            Self::Underline => ("underline".into(), map(Vec::new())),
            Self::Other { name, value } => (
                name.as_str().into(),
                Any::from_json(value).unwrap_or(Any::Null),
            ),
            Self::Code => ("code".into(), map(Vec::new())),
        }
    }
}

/// Marks of one type that overlap are stored under their name, `--` and eight characters of a hash.
fn without_suffix(key: &str) -> &str {
    match key.rsplit_once("--") {
        Some((name, hash)) if hash.chars().count() == 8 => name,
        _ => key,
    }
}

fn link(value: &Any) -> Option<Mark> {
    let Any::Map(map) = value else { return None };
    let string = |key: &str| match map.get(key) {
        Some(Any::String(value)) => Some(storable(value).into_owned()),
        _ => None,
    };
    let href = string("href")?;
    url::is_safe_link(&href).then(|| Mark::Link {
        href,
        title: string("title"),
    })
}

fn map(entries: Vec<(&str, &str)>) -> Any {
    let entries = entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), Any::from(value)));
    Any::Map(Arc::new(entries.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffix_of_overlapping_marks_is_not_part_of_the_name() {
        assert_eq!(without_suffix("comment--AbCd+/12"), "comment");
        assert_eq!(without_suffix("comment--short"), "comment--short");
        let empty = map(Vec::new());
        assert_eq!(
            Mark::from_stored("bold--12345678", &empty),
            Some(Mark::Bold(Spelling::Usual))
        );
    }

    #[test]
    fn what_is_stored_is_read_back() {
        for mark in [
            Mark::Bold(Spelling::Other),
            Mark::Italic(Spelling::Usual),
            Mark::Strike(Spelling::Other),
            Mark::Underline,
            Mark::Code,
            Mark::Link {
                href: "/a?b=c".into(),
                title: Some("t".into()),
            },
        ] {
            let (key, value) = mark.to_stored();
            assert_eq!(Mark::from_stored(&key, &value), Some(mark));
        }
    }

    #[test]
    fn an_unsafe_link_is_shown_as_data_only() {
        let value = map(vec![("href", "javascript:alert(1)")]);
        let mark = Mark::from_stored("link", &value).unwrap();
        assert!(
            mark.opening()
                .starts_with("<span data-mark=\"link\" data-value=\"{&quot;href")
        );
    }
}
