//! What an element of the shared document is, judged by its name and attributes.

use yrs::{Any, Out, ReadTxn, Xml, XmlElementRef};

use super::node::{NodeType, storable};
use super::url;

/// `None` if HTML has nothing for it.
pub(super) fn of(txn: &impl ReadTxn, element: &XmlElementRef) -> Option<NodeType> {
    let attributes = Attributes { txn, element };
    Some(match &**element.tag() {
        "paragraph" => NodeType::Paragraph {
            bare: attributes.flag("bare"),
        },
        "heading" => NodeType::Heading {
            level: attributes.number("level", 6)?,
        },
        "codeBlock" => NodeType::CodeBlock {
            language: attributes.language()?,
        },
        "blockquote" => NodeType::Blockquote,
        "bulletList" => NodeType::BulletList,
        "orderedList" => NodeType::OrderedList {
            start: attributes.integer("start")?,
        },
        "listItem" => NodeType::ListItem,
        "taskList" => NodeType::TaskList,
        "taskItem" => NodeType::TaskItem {
            checked: attributes.flag("checked"),
        },
        "horizontalRule" => NodeType::HorizontalRule,
        "hardBreak" => NodeType::HardBreak,
        "image" => NodeType::Image {
            src: attributes
                .string("src")
                .filter(|src| url::is_safe_image(src))?,
            alt: attributes.string("alt"),
            title: attributes.string("title"),
        },
        "table" => NodeType::Table,
        "tableRow" => NodeType::TableRow,
        name @ ("tableCell" | "tableHeader") => NodeType::TableCell {
            header: name == "tableHeader",
            colspan: attributes.number("colspan", 1000)?,
            rowspan: attributes.number("rowspan", 1000)?,
        },
        _ => return None,
    })
}

/// Whether the value of an attribute is a shared type, which no editor stores.
pub(super) fn has_shared_attribute(txn: &impl ReadTxn, element: &XmlElementRef) -> bool {
    element
        .attributes(txn)
        .any(|(_, value)| !matches!(value, Out::Any(_)))
}

struct Attributes<'a, T> {
    txn: &'a T,
    element: &'a XmlElementRef,
}

impl<T: ReadTxn> Attributes<'_, T> {
    fn get(&self, name: &str) -> Option<Any> {
        match self.element.get_attribute(self.txn, name) {
            Some(Out::Any(value)) => Some(value),
            _ => None,
        }
    }

    fn string(&self, name: &str) -> Option<String> {
        match self.get(name) {
            Some(Any::String(value)) => Some(storable(&value).into_owned()),
            _ => None,
        }
    }

    fn flag(&self, name: &str) -> bool {
        match self.get(name) {
            Some(Any::Bool(value)) => value,
            Some(Any::String(value)) => &*value == "true",
            _ => false,
        }
    }

    /// One, if there is none; `None`, if it is no integer.
    fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Any::Number(value)) => value.as_i64(),
            Some(Any::String(value)) => value.parse().ok(),
            Some(Any::Null | Any::Undefined) | None => Some(1),
            Some(_) => None,
        }
    }

    fn number<N: TryFrom<i64>>(&self, name: &str, highest: i64) -> Option<N> {
        let value = self.integer(name)?;
        N::try_from(value)
            .ok()
            .filter(|_| (1..=highest).contains(&value))
    }

    /// The outer `None` is for a name that a class cannot carry.
    #[expect(
        clippy::option_option,
        reason = "no language is one thing, an impossible one another"
    )]
    fn language(&self) -> Option<Option<String>> {
        let language = self
            .string("language")
            .filter(|language| !language.is_empty());
        match &language {
            Some(name) if name.contains(|c: char| c.is_ascii_whitespace()) => None,
            _ => Some(language),
        }
    }
}
