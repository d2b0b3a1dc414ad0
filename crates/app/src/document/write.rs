//! Carries steps out on the shared document.

use std::collections::HashMap;
use std::sync::Arc;

use yrs::branch::{Branch, BranchPtr};
use yrs::types::text::YChange;
use yrs::types::{Attrs, Delta};
use yrs::{
    Any, In, Out, ReadTxn, Text, TextRef, TransactionMut, Xml, XmlElementPrelim, XmlElementRef,
    XmlFragment, XmlFragmentRef, XmlOut, XmlTextPrelim, XmlTextRef,
};

use super::diff::{Step, TextStep};
use super::mark::{Mark, Stored};
use super::node::{Element, Node, NodeType, Run};
use super::read::{Handle, Place, Tree};

pub(super) fn apply(
    txn: &mut TransactionMut<'_>,
    root: &XmlFragmentRef,
    tree: &Tree,
    steps: &[Step<'_>],
) {
    let mut copies = HashMap::new();
    for step in steps {
        step.inserted(&mut |node| {
            if let Node::Anchor(anchor) = node
                && let Some((_, stored)) = tree.anchors.get(&anchor.id)
            {
                copies.insert(anchor.id.as_str(), copy(txn, stored));
            }
        });
    }
    let mut writer = Writer {
        txn,
        marks: &tree.marks,
        copies,
    };
    writer.children(root, &tree.place, steps);
}

struct Writer<'t, 'd, 'a> {
    txn: &'t mut TransactionMut<'d>,
    marks: &'a Stored,
    /// Nodes that are moved or doubled: taken before anything is deleted.
    copies: HashMap<&'a str, Fresh>,
}

type Change = Delta<In>;

/// A node that the document does not have yet.
#[derive(Clone)]
enum Fresh {
    Element {
        name: Arc<str>,
        attributes: Vec<(Arc<str>, Any)>,
        children: Vec<Fresh>,
    },
    Text(Vec<Change>),
}

/// Changes of the children of one node, while they are collected.
#[derive(Default)]
struct Plan {
    changes: Vec<Change>,
    /// Of old children.
    read: u32,
    /// Of new children.
    written: u32,
    /// What comes, by its place among the new children.
    fresh: Vec<(u32, Fresh)>,
}

impl Plan {
    fn keep_to(&mut self, at: u32) {
        let len = at - self.read;
        self.read = at;
        self.written += len;
        match self.changes.last_mut() {
            _ if len == 0 => {}
            Some(Delta::Retain(last, _)) => *last += len,
            _ => self.changes.push(Delta::Retain(len, None)),
        }
    }

    fn delete_to(&mut self, at: u32) {
        let len = at - self.read;
        self.read = at;
        // Each deletion costs a look at all that follows it.
        match self.changes.last_mut() {
            Some(Delta::Deleted(last)) => *last += len,
            _ => self.changes.push(Delta::Deleted(len)),
        }
    }

    fn insert(&mut self, fresh: Fresh) {
        self.changes.push(Delta::Inserted(fresh.start(), None));
        self.fresh.push((self.written, fresh));
        self.written += 1;
    }
}

impl Writer<'_, '_, '_> {
    fn children(&mut self, parent: &XmlFragmentRef, place: &Place, steps: &[Step<'_>]) {
        if let ([Step::Insert(Node::Text(runs))], Some(spare)) = (steps, &place.spare) {
            let changes = self.insertions(runs);
            return spare.apply_delta(self.txn, changes);
        }
        let mut plan = Plan::default();
        let mut old = place.children.iter();
        for step in steps {
            if let Step::Insert(node) = step {
                if let Some(fresh) = self.fresh(node) {
                    plan.insert(fresh);
                }
                continue;
            }
            let Some(place) = old.next() else { return };
            plan.keep_to(place.range.start);
            if matches!(step, Step::Delete) {
                plan.delete_to(place.range.end);
            } else {
                plan.keep_to(place.range.end);
                self.change(place, step);
            }
        }
        self.carry_out(parent, plan);
    }

    fn change(&mut self, place: &Place, step: &Step<'_>) {
        match (step, &place.stored) {
            (Step::Element { from, to, children }, Some(Handle::Element(element))) => {
                self.attributes(element, from, to);
                if children.iter().any(Step::changes) {
                    self.children(element.as_ref(), place, children);
                }
            }
            (Step::Text(steps), Some(Handle::Text(parts))) => self.text(parts, steps),
            _ => {}
        }
    }

    /// Only what differs, and nothing that HTML does not carry.
    fn attributes(&mut self, element: &XmlElementRef, from: &NodeType, to: &NodeType) {
        for ((name, from), (_, to)) in from.attributes().into_iter().zip(to.attributes()) {
            match to {
                to if from == to => {}
                Some(to) => {
                    element.insert_attribute(self.txn, name, to);
                }
                None => element.remove_attribute(self.txn, &name),
            }
        }
    }

    /// All children are one sequence for the shared document, as the characters of a text are, and a text
    /// is changed in one pass. Insertion by index would look for each place from the start.
    fn carry_out(&mut self, parent: &XmlFragmentRef, plan: Plan) {
        if plan
            .changes
            .iter()
            .all(|change| matches!(change, Delta::Retain(..)))
        {
            return;
        }
        let branch: &Branch = parent.as_ref();
        let sequence = TextRef::from(BranchPtr::from(branch));
        sequence.apply_delta(self.txn, plan.changes);
        let mut fresh = plan.fresh.into_iter().peekable();
        let mut begun = Vec::new();
        for (at, child) in (0u32..).zip(parent.children(self.txn)) {
            let found = fresh.next_if(|(place, _)| *place == at);
            begun.extend(found.map(|(_, fresh)| (child, fresh)));
        }
        for (child, fresh) in begun {
            self.complete(&child, fresh);
        }
    }

    fn complete(&mut self, begun: &XmlOut, fresh: Fresh) {
        match (begun, fresh) {
            (
                XmlOut::Element(element),
                Fresh::Element {
                    attributes,
                    children,
                    ..
                },
            ) => {
                for (name, value) in attributes {
                    element.insert_attribute(self.txn, name, value);
                }
                let mut plan = Plan::default();
                for child in children {
                    plan.insert(child);
                }
                self.carry_out(element.as_ref(), plan);
            }
            (XmlOut::Text(text), Fresh::Text(changes)) => text.apply_delta(self.txn, changes),
            _ => {}
        }
    }

    /// `None` for an anchor of which there is nothing left.
    fn fresh(&self, node: &Node) -> Option<Fresh> {
        Some(match node {
            Node::Element(Element { kind, children }) => {
                let attributes = kind.attributes().into_iter();
                Fresh::Element {
                    name: kind.name().into(),
                    attributes: attributes
                        .filter_map(|(name, value)| Some((name.into(), value?)))
                        .collect(),
                    children: children
                        .iter()
                        .filter_map(|child| self.fresh(child))
                        .collect(),
                }
            }
            Node::Text(runs) => Fresh::Text(self.insertions(runs)),
            Node::Anchor(anchor) => self.copies.get(anchor.id.as_str())?.clone(),
        })
    }

    fn insertions(&self, runs: &[Run]) -> Vec<Change> {
        runs.iter()
            .map(|run| self.insertion(&run.text, &run.marks))
            .collect()
    }

    fn insertion(&self, text: &str, marks: &[Mark]) -> Change {
        let attributes: Attrs = marks.iter().map(|mark| self.stored(mark)).collect();
        Delta::Inserted(In::Any(Any::from(text)), Some(Box::new(attributes)))
    }

    /// As the document stores this mark elsewhere.
    fn stored(&self, mark: &Mark) -> (Arc<str>, Any) {
        let known = self.marks.get(mark).and_then(|known| known.first());
        known.cloned().unwrap_or_else(|| mark.to_stored())
    }

    fn text(&mut self, parts: &[XmlTextRef], steps: &[TextStep<'_>]) {
        let mut queue: Vec<Change> = steps
            .iter()
            .map(|step| self.text_change(step))
            .rev()
            .collect();
        let last = parts.len().saturating_sub(1);
        for (at, part) in parts.iter().enumerate() {
            let room = if at == last {
                u32::MAX
            } else {
                part.len(self.txn)
            };
            let changes = take_front(&mut queue, room);
            part.apply_delta(self.txn, changes);
        }
    }

    fn text_change(&self, step: &TextStep<'_>) -> Change {
        match *step {
            TextStep::Delete { len } => Delta::Deleted(len),
            TextStep::Insert { text, marks } => self.insertion(text, marks),
            TextStep::Keep { len, from, to } if from == to => Delta::Retain(len, None),
            TextStep::Keep { len, from, to } => {
                let mut attributes = Attrs::new();
                for mark in from.iter().filter(|mark| !to.contains(mark)) {
                    let keys = self.marks.get(mark).into_iter().flatten();
                    attributes.extend(keys.map(|(key, _)| (key.clone(), Any::Null)));
                }
                let added = to.iter().filter(|mark| !from.contains(mark));
                attributes.extend(added.map(|mark| self.stored(mark)));
                Delta::Retain(len, Some(Box::new(attributes)))
            }
        }
    }
}

/// Takes changes from the end of `queue` that cover `room` units of old text.
fn take_front(queue: &mut Vec<Change>, room: u32) -> Vec<Change> {
    let mut left = room;
    let mut taken = Vec::new();
    while let Some(change) = queue.pop() {
        let len = match &change {
            Delta::Inserted(..) => 0,
            Delta::Deleted(len) | Delta::Retain(len, _) => *len,
        };
        if len <= left {
            left -= len;
            taken.push(change);
            continue;
        }
        let (now, later) = match change {
            Delta::Deleted(len) => (Delta::Deleted(left), Delta::Deleted(len - left)),
            Delta::Retain(len, attributes) => (
                Delta::Retain(left, attributes.clone()),
                Delta::Retain(len - left, attributes),
            ),
            inserted @ Delta::Inserted(..) => (Delta::Retain(0, None), inserted),
        };
        queue.push(later);
        if left > 0 {
            taken.push(now);
        }
        break;
    }
    taken
}

impl Fresh {
    /// What is inserted first, still empty.
    fn start(&self) -> In {
        match self {
            Self::Element { name, .. } => In::from(XmlElementPrelim::empty(name.clone())),
            Self::Text(_) => In::from(XmlTextPrelim::new("")),
        }
    }
}

/// A stored node with everything in it. Recursion is safe: the reader has refused what is nested too deep.
fn copy(txn: &impl ReadTxn, stored: &XmlOut) -> Fresh {
    let copies = |children: Vec<XmlOut>| children.iter().map(|child| copy(txn, child)).collect();
    match stored {
        XmlOut::Element(element) => {
            let attributes = element
                .attributes(txn)
                .filter_map(|(key, value)| match value {
                    Out::Any(value) => Some((key.into(), value)),
                    _ => None,
                });
            Fresh::Element {
                name: element.tag().clone(),
                attributes: attributes.collect(),
                children: copies(element.children(txn).collect()),
            }
        }
        XmlOut::Text(text) => {
            let chunks = text.diff(txn, YChange::identity).into_iter();
            Fresh::Text(
                chunks
                    .filter_map(|chunk| match chunk.insert {
                        Out::Any(value) => Some(Delta::Inserted(In::Any(value), chunk.attributes)),
                        _ => None,
                    })
                    .collect(),
            )
        }
        XmlOut::Fragment(fragment) => Fresh::Element {
            name: "fragment".into(),
            attributes: Vec::new(),
            children: copies(fragment.children(txn).collect()),
        },
    }
}
