//! The shared document as nodes, and where each of them is stored.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use yrs::types::text::YChange;
use yrs::{
    Any, BranchID, Out, ReadTxn, Text, XmlElementRef, XmlFragment, XmlFragmentRef, XmlOut,
    XmlTextRef,
};

use super::build::push_text;
use super::mark::{Mark, Stored};
use super::node::{Anchor, MAX_DEPTH, Node, NodeType, storable, utf16_len};
use super::parse::Known;
use super::stored_type;

/// One run with more marks than this is not shown as text.
const MAX_MARKS: usize = 32;
/// The shared document deletes by recursion. Nothing is changed in one that is nested deeper than this.
const MAX_STORED_DEPTH: usize = 500;
/// Stands in text for what is none; as long as that: one.
pub(super) const OBJECT: &str = "\u{fffc}";

pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(super) place: Place,
    pub(super) marks: Stored,
    pub(super) anchors: HashMap<String, (Anchor, XmlOut)>,
    /// Marks of code that has other marks beside.
    code_with_marks: HashSet<Vec<Mark>>,
    /// Something in it cannot be changed safely.
    pub(super) damaged: bool,
}

/// Where a node is stored; without a handle for what is never changed in place.
#[derive(Default)]
pub(super) struct Place {
    pub(super) stored: Option<Handle>,
    /// Children of the parent that make up this node.
    pub(super) range: Range<u32>,
    pub(super) children: Vec<Place>,
    /// Text that is there, but empty: what is typed next belongs into it.
    pub(super) spare: Option<XmlTextRef>,
}

pub(super) enum Handle {
    Element(XmlElementRef),
    /// Texts beside each other are one for the reader: two people began to type in an empty paragraph.
    Text(Vec<XmlTextRef>),
}

impl Known for Tree {
    fn anchor(&self, id: &str) -> Option<&Anchor> {
        self.anchors.get(id).map(|(anchor, _)| anchor)
    }

    fn marks(&self) -> &Stored {
        &self.marks
    }

    fn has_text_with(&self, marks: &[Mark]) -> bool {
        self.code_with_marks.contains(marks)
    }
}

pub(super) fn tree(txn: &impl ReadTxn, root: &XmlFragmentRef) -> Tree {
    let mut reader = Reader {
        txn,
        marks: Stored::new(),
        anchors: HashMap::new(),
        code_with_marks: HashSet::new(),
        damaged: false,
    };
    let (raw, complete) = reader.stored_children(root);
    let mut children = reader.blocks(raw, 1);
    reader.hide_misplaced(root, &mut children);
    Tree {
        nodes: children.nodes,
        place: Place {
            children: children.places,
            ..Place::default()
        },
        marks: reader.marks,
        anchors: reader.anchors,
        code_with_marks: reader.code_with_marks,
        damaged: reader.damaged || !complete,
    }
}

struct Reader<'t, T> {
    txn: &'t T,
    marks: Stored,
    anchors: HashMap<String, (Anchor, XmlOut)>,
    code_with_marks: HashSet<Vec<Mark>>,
    damaged: bool,
}

#[derive(Default)]
struct Children {
    nodes: Vec<Node>,
    places: Vec<Place>,
    spare: Option<XmlTextRef>,
}

impl Children {
    fn push(&mut self, node: Node, place: Place) {
        self.nodes.push(node);
        self.places.push(place);
    }
}

/// Texts beside each other, while they are read.
#[derive(Default)]
struct Group {
    parts: Vec<XmlTextRef>,
    text: Vec<Node>,
    start: u32,
}

impl<T: ReadTxn> Reader<'_, T> {
    /// Whether these are all: a client can store there what is no XML at all.
    fn stored_children(&self, parent: &impl XmlFragment) -> (Vec<XmlOut>, bool) {
        let children: Vec<XmlOut> = parent.children(self.txn).collect();
        let complete = u32::try_from(children.len()) == Ok(parent.len(self.txn));
        (children, complete)
    }

    fn blocks(&mut self, raw: Vec<XmlOut>, depth: usize) -> Children {
        let mut children = Children::default();
        for (at, stored) in (0u32..).zip(raw) {
            if let XmlOut::Text(text) = &stored
                && text.len(self.txn) == 0
            {
                continue;
            }
            let (node, mut place) = match &stored {
                XmlOut::Element(element) => self
                    .element(element, depth)
                    .unwrap_or_else(|| self.anchor(&stored, false)),
                _ => self.anchor(&stored, false),
            };
            place.range = at..at + 1;
            children.push(node, place);
        }
        children
    }

    /// `None` if HTML cannot say what this element is, or the schema forbids what is in it.
    fn element(&mut self, element: &XmlElementRef, depth: usize) -> Option<(Node, Place)> {
        self.damaged |= stored_type::has_shared_attribute(self.txn, element);
        let kind = stored_type::of(self.txn, element)?;
        if depth > MAX_DEPTH {
            return None;
        }
        let (raw, complete) = self.stored_children(element);
        let mut children = if kind.is_textblock() {
            self.inline(raw)?
        } else {
            self.blocks(raw, depth + 1)
        };
        if kind.is_flow() {
            self.hide_misplaced(element, &mut children);
        }
        if !complete || !kind.admits(&children.nodes) {
            return None;
        }
        let kind = shown_as(kind, &children.nodes);
        let place = Place {
            stored: Some(Handle::Element(element.clone())),
            children: children.places,
            spare: children.spare,
            ..Place::default()
        };
        Some((Node::element(kind, children.nodes), place))
    }

    fn hide_misplaced(&mut self, parent: &impl XmlFragment, children: &mut Children) {
        for (node, place) in children.nodes.iter_mut().zip(&mut children.places) {
            if !node.is_block()
                && let Some(stored) = parent.get(self.txn, place.range.start)
            {
                let (anchor, mut hidden) = self.anchor(&stored, false);
                hidden.range = place.range.clone();
                *node = anchor;
                *place = hidden;
            }
        }
    }

    fn inline(&mut self, raw: Vec<XmlOut>) -> Option<Children> {
        let mut children = Children::default();
        let mut group = Group::default();
        for (at, stored) in (0u32..).zip(raw) {
            if let XmlOut::Text(text) = stored {
                if group.parts.is_empty() {
                    group.start = at;
                }
                self.text(&text, &mut group.text)?;
                group.parts.push(text);
                continue;
            }
            end_group(&mut children, &mut group, at);
            let hard_break = match &stored {
                XmlOut::Element(element) if &**element.tag() == "hardBreak" => {
                    self.element(element, 0)
                }
                _ => None,
            };
            let (node, mut place) = hard_break.unwrap_or_else(|| self.anchor(&stored, true));
            place.range = at..at + 1;
            children.push(node, place);
        }
        let end = group.start + u32::try_from(group.parts.len()).ok()?;
        end_group(&mut children, &mut group, end);
        if !children.nodes.is_empty() {
            children.spare = None;
        }
        Some(children)
    }

    /// `None` if the text cannot be shown, or not be counted.
    fn text(&mut self, stored: &XmlTextRef, nodes: &mut Vec<Node>) -> Option<()> {
        let (mut utf16, mut bytes) = (0, 0);
        for chunk in stored.diff(self.txn, YChange::identity) {
            let text = match &chunk.insert {
                Out::Any(Any::String(text)) => storable(text),
                _ => OBJECT.into(),
            };
            self.damaged |= !matches!(chunk.insert, Out::Any(_));
            let mut marks = Vec::new();
            for (key, value) in chunk
                .attributes
                .iter()
                .flat_map(|attributes| attributes.iter())
            {
                self.mark(key, value, &mut marks)?;
            }
            marks.sort();
            if marks.contains(&Mark::Code) && marks.len() > 1 {
                self.code_with_marks.insert(marks.clone());
            }
            utf16 += utf16_len(&text);
            bytes += u32::try_from(text.len()).ok()?;
            push_text(nodes, &text, &marks);
        }
        // Somebody else's document may count in bytes.
        let len = stored.len(self.txn);
        (len == utf16 || len == bytes).then_some(())
    }

    fn mark(
        &mut self,
        key: &std::sync::Arc<str>,
        value: &Any,
        marks: &mut Vec<Mark>,
    ) -> Option<()> {
        let mut mark = Mark::from_stored(key, value)?;
        if marks.iter().any(|other| other.excludes(&mark)) {
            mark = Mark::other(key, value)?;
        }
        let stored = self.marks.entry(mark.clone()).or_default();
        if !stored.iter().any(|(known, _)| known == key) {
            stored.push((key.clone(), value.clone()));
        }
        if !marks.contains(&mark) {
            marks.push(mark);
        }
        (marks.len() <= MAX_MARKS).then_some(())
    }

    fn anchor(&mut self, stored: &XmlOut, inline: bool) -> (Node, Place) {
        let name = match stored {
            XmlOut::Element(element) => element.tag().to_string(),
            XmlOut::Text(_) => "text".to_owned(),
            XmlOut::Fragment(_) => "fragment".to_owned(),
        };
        let id = match stored.id() {
            BranchID::Nested(id) => format!("{}-{}", id.client.get(), id.clock),
            BranchID::Root(name) => name.to_string(),
        };
        let anchor = Anchor {
            name: storable(&name).into_owned(),
            id: id.clone(),
            inline,
        };
        self.damaged |= !is_shallow(self.txn, stored);
        self.anchors.insert(id, (anchor.clone(), stored.clone()));
        (Node::Anchor(anchor), Place::default())
    }
}

/// A paragraph is one line without tags only as long as it is one line.
fn shown_as(kind: NodeType, children: &[Node]) -> NodeType {
    match kind {
        NodeType::Paragraph { bare } => NodeType::Paragraph {
            bare: bare && !children.iter().any(|child| child.text().contains('\n')),
        },
        kind => kind,
    }
}

fn end_group(children: &mut Children, group: &mut Group, end: u32) {
    let Group {
        parts,
        mut text,
        start,
    } = std::mem::take(group);
    match text.pop() {
        Some(node) => children.push(
            node,
            Place {
                stored: Some(Handle::Text(parts)),
                range: start..end,
                ..Place::default()
            },
        ),
        None => children.spare = children.spare.take().or_else(|| parts.into_iter().next()),
    }
}

/// Whether recursion over it is safe.
fn is_shallow(txn: &impl ReadTxn, stored: &XmlOut) -> bool {
    let mut waiting = vec![(stored.clone(), 0)];
    while let Some((stored, depth)) = waiting.pop() {
        if depth > MAX_STORED_DEPTH {
            return false;
        }
        let children: Vec<XmlOut> = match &stored {
            XmlOut::Element(element) => {
                if stored_type::has_shared_attribute(txn, element)
                    || u32::try_from(element.children(txn).count()) != Ok(element.len(txn))
                {
                    return false;
                }
                element.children(txn).collect()
            }
            XmlOut::Fragment(fragment) => fragment.children(txn).collect(),
            XmlOut::Text(text) => {
                let is_value = |out: &Out| matches!(out, Out::Any(_));
                if !text
                    .diff(txn, YChange::identity)
                    .iter()
                    .all(|chunk| is_value(&chunk.insert))
                {
                    return false;
                }
                Vec::new()
            }
        };
        waiting.extend(children.into_iter().map(|child| (child, depth + 1)));
    }
    true
}
