//! A rich document as plain values: what its HTML can say, and nothing else.
//!
//! Two trees are compared by these values, so whatever HTML cannot express must not be in them: a node of
//! that sort is an [`Anchor`], a name and an identity, and is never looked into.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use yrs::Any;

use super::mark::Mark;

/// Elements may be nested this deep; one level more and the content is refused or, if it is already in the
/// document, treated as an [`Anchor`]. Everything that walks a tree by recursion relies on it.
pub(super) const MAX_DEPTH: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Node {
    Element(Element),
    /// Never empty, and never beside another text.
    Text(Vec<Run>),
    Anchor(Anchor),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Element {
    pub(super) kind: NodeType,
    pub(super) children: Vec<Node>,
}

/// Text in which every character has the same marks, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) marks: Vec<Mark>,
}

/// A node that stays as it is: known by its identity in the shared document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Anchor {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) inline: bool,
}

/// Node types of the editor's schema, with those of their attributes that HTML carries.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum NodeType {
    /// `bare`: written without a tag, and shown without one.
    Paragraph {
        bare: bool,
    },
    Heading {
        level: u8,
    },
    CodeBlock {
        language: Option<String>,
    },
    Blockquote,
    BulletList,
    OrderedList {
        start: i64,
    },
    ListItem,
    TaskList,
    TaskItem {
        checked: bool,
    },
    HorizontalRule,
    HardBreak,
    Image {
        src: String,
        alt: Option<String>,
        title: Option<String>,
    },
    Table,
    TableRow,
    TableCell {
        header: bool,
        colspan: u32,
        rowspan: u32,
    },
}

impl NodeType {
    /// The element name in the shared document.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Paragraph { .. } => "paragraph",
            Self::Heading { .. } => "heading",
            Self::CodeBlock { .. } => "codeBlock",
            Self::Blockquote => "blockquote",
            Self::BulletList => "bulletList",
            Self::OrderedList { .. } => "orderedList",
            Self::ListItem => "listItem",
            Self::TaskList => "taskList",
            Self::TaskItem { .. } => "taskItem",
            Self::HorizontalRule => "horizontalRule",
            Self::HardBreak => "hardBreak",
            Self::Image { .. } => "image",
            Self::Table => "table",
            Self::TableRow => "tableRow",
            Self::TableCell { header: true, .. } => "tableHeader",
            Self::TableCell { header: false, .. } => "tableCell",
        }
    }

    /// Every attribute that HTML carries, in a fixed order; `None` is absent.
    pub(super) fn attributes(&self) -> Vec<(&'static str, Option<Any>)> {
        let string = |value: &Option<String>| value.as_deref().map(Any::from);
        match self {
            Self::Paragraph { bare } => vec![("bare", bare.then(|| Any::from(true)))],
            Self::Heading { level } => vec![("level", Some(Any::from(i64::from(*level))))],
            Self::CodeBlock { language } => vec![("language", string(language))],
            Self::OrderedList { start } => vec![("start", Some(Any::from(*start)))],
            Self::TaskItem { checked } => vec![("checked", Some(Any::from(*checked)))],
            Self::Image { src, alt, title } => vec![
                ("src", Some(Any::from(src.as_str()))),
                ("alt", string(alt)),
                ("title", string(title)),
            ],
            Self::TableCell {
                colspan, rowspan, ..
            } => vec![
                ("colspan", Some(Any::from(i64::from(*colspan)))),
                ("rowspan", Some(Any::from(i64::from(*rowspan)))),
            ],
            _ => Vec::new(),
        }
    }

    /// Holds text and what stands in a line of text.
    pub(super) fn is_textblock(&self) -> bool {
        matches!(
            self,
            Self::Paragraph { .. } | Self::Heading { .. } | Self::CodeBlock { .. }
        )
    }

    /// Holds blocks of any sort, at least one.
    pub(super) fn is_flow(&self) -> bool {
        matches!(self, Self::Blockquote | Self::TableCell { .. }) || self.is_item()
    }

    pub(super) fn is_item(&self) -> bool {
        matches!(self, Self::ListItem | Self::TaskItem { .. })
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(
            self,
            Self::BulletList | Self::OrderedList { .. } | Self::TaskList
        )
    }

    pub(super) fn is_leaf(&self) -> bool {
        matches!(
            self,
            Self::HorizontalRule | Self::HardBreak | Self::Image { .. }
        )
    }

    /// May stand at the top of the document.
    pub(super) fn is_block(&self) -> bool {
        self.is_textblock()
            || self.is_list()
            || matches!(
                self,
                Self::Blockquote | Self::Table | Self::HorizontalRule | Self::Image { .. }
            )
    }

    /// Takes the same content, so that one opening tag may be changed into the other.
    pub(super) fn replaces(&self, other: &Self) -> bool {
        let same = |is: fn(&Self) -> bool| is(self) && is(other);
        same(Self::is_textblock)
            || same(Self::is_list)
            || same(Self::is_item)
            || same(|kind| matches!(kind, Self::TableCell { .. }))
            || self.name() == other.name()
    }

    /// The content rule of the editor's schema. An editor deletes an element that breaks it.
    pub(super) fn admits(&self, children: &[Node]) -> bool {
        let all = |rule: fn(&NodeType) -> bool| {
            children.iter().all(|child| child.kind().is_some_and(rule))
        };
        match self {
            Self::Paragraph { .. } | Self::Heading { .. } => children.iter().all(Node::is_inline),
            Self::CodeBlock { .. } => children.iter().all(Node::is_unmarked_text),
            Self::BulletList | Self::OrderedList { .. } => {
                !children.is_empty() && all(|kind| matches!(kind, Self::ListItem))
            }
            Self::TaskList => {
                !children.is_empty() && all(|kind| matches!(kind, Self::TaskItem { .. }))
            }
            Self::ListItem | Self::TaskItem { .. } => {
                children.first().is_some_and(Node::is_paragraph)
                    && children.iter().all(Node::is_block)
            }
            Self::Blockquote | Self::TableCell { .. } => {
                !children.is_empty() && children.iter().all(Node::is_block)
            }
            Self::Table => !children.is_empty() && all(|kind| matches!(kind, Self::TableRow)),
            Self::TableRow => all(|kind| matches!(kind, Self::TableCell { .. })),
            Self::HorizontalRule | Self::HardBreak | Self::Image { .. } => children.is_empty(),
        }
    }
}

impl Node {
    pub(super) fn element(kind: NodeType, children: Vec<Self>) -> Self {
        Self::Element(Element { kind, children })
    }

    pub(super) fn empty_line() -> Self {
        Self::element(NodeType::Paragraph { bare: true }, Vec::new())
    }

    pub(super) fn kind(&self) -> Option<&NodeType> {
        match self {
            Self::Element(element) => Some(&element.kind),
            Self::Text(_) | Self::Anchor(_) => None,
        }
    }

    pub(super) fn is_block(&self) -> bool {
        match self {
            Self::Element(element) => element.kind.is_block(),
            Self::Anchor(anchor) => !anchor.inline,
            Self::Text(_) => false,
        }
    }

    pub(super) fn is_inline(&self) -> bool {
        match self {
            Self::Element(element) => matches!(element.kind, NodeType::HardBreak),
            Self::Anchor(anchor) => anchor.inline,
            Self::Text(_) => true,
        }
    }

    pub(super) fn is_paragraph(&self) -> bool {
        matches!(self.kind(), Some(NodeType::Paragraph { .. }))
    }

    fn is_unmarked_text(&self) -> bool {
        matches!(self, Self::Text(runs) if runs.iter().all(|run| run.marks.is_empty()))
    }

    pub(super) fn is_empty_paragraph(&self) -> bool {
        matches!(self, Self::Element(element) if element.children.is_empty()) && self.is_paragraph()
    }

    pub(super) fn is_empty_line(&self) -> bool {
        self.is_empty_paragraph() && matches!(self.kind(), Some(NodeType::Paragraph { bare: true }))
    }

    /// Equal nodes have equal fingerprints; different nodes practically never.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }

    /// All text below this node.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Element(element) => element.children.iter().map(Self::text).collect(),
            Self::Text(runs) => runs.iter().map(|run| run.text.as_str()).collect(),
            Self::Anchor(_) => String::new(),
        }
    }
}

/// Nothing, or the one empty paragraph that an editor puts into an empty document.
pub(super) fn is_blank(nodes: &[Node]) -> bool {
    match nodes {
        [] => true,
        [only] => only.is_empty_paragraph(),
        _ => false,
    }
}

/// White space that HTML takes for nothing at the edge of a line.
pub(super) fn is_blank_char(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// A line of text that holds nothing but white space.
pub(super) fn is_blank_line(nodes: &[Node]) -> bool {
    nodes.iter().all(
        |node| matches!(node, Node::Text(runs) if runs.iter().all(|run| run.text.chars().all(is_blank_char))),
    )
}

/// PostgreSQL stores no zero character in text. The replacement is as long in the shared document.
pub(super) fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Length as the shared document counts it.
pub(super) fn utf16_len(text: &str) -> u32 {
    let len = if text.is_ascii() {
        text.len()
    } else {
        text.encode_utf16().count()
    };
    u32::try_from(len).unwrap_or(u32::MAX)
}
