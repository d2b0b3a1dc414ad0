//! Carries steps out on the shared document.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use yrs::types::text::YChange;
use yrs::types::{Attrs, Delta};
use yrs::{
    Any, In, Out, ReadTxn, Text, TransactionMut, Xml, XmlElementPrelim, XmlElementRef, XmlFragment,
    XmlFragmentRef, XmlOut, XmlTextPrelim, XmlTextRef,
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
    copies: HashMap<&'a str, Copied>,
}

type Change = Delta<In>;

impl Writer<'_, '_, '_> {
    /// From the end to the start, so that positions in front stay what they are.
    fn children(&mut self, parent: &XmlFragmentRef, place: &Place, steps: &[Step<'_>]) {
        if let ([Step::Insert(Node::Text(runs))], Some(spare)) = (steps, &place.spare) {
            let changes = self.insertions(runs);
            return spare.apply_delta(self.txn, changes);
        }
        let mut at = place.len;
        let mut gone: Range<u32> = at..at;
        let mut old = place.children.iter().rev();
        for step in steps.iter().rev() {
            if let Step::Insert(node) = step {
                self.remove(parent, &mut gone);
                self.insert(parent, at, node);
                gone = at..at;
                continue;
            }
            let Some(place) = old.next() else { return };
            at = place.range.start;
            if matches!(step, Step::Delete) {
                if gone.start != place.range.end {
                    self.remove(parent, &mut gone);
                    gone.end = place.range.end;
                }
                gone.start = at;
                continue;
            }
            self.remove(parent, &mut gone);
            gone = at..at;
            self.change(place, step);
        }
        self.remove(parent, &mut gone);
    }

    fn remove(&mut self, parent: &XmlFragmentRef, gone: &mut Range<u32>) {
        if gone.start < gone.end {
            parent.remove_range(self.txn, gone.start, gone.end - gone.start);
        }
        gone.end = gone.start;
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

    fn insert(&mut self, parent: &XmlFragmentRef, at: u32, node: &Node) {
        match node {
            Node::Element(Element { kind, children }) => {
                let element = parent.insert(self.txn, at, XmlElementPrelim::empty(kind.name()));
                for (name, value) in kind.attributes() {
                    if let Some(value) = value {
                        element.insert_attribute(self.txn, name, value);
                    }
                }
                // Each in front of the one before: the place of the last takes time to find.
                for child in children.iter().rev() {
                    self.insert(element.as_ref(), 0, child);
                }
            }
            Node::Text(runs) => {
                let text = insert_text(self.txn, parent, at);
                let changes = self.insertions(runs);
                text.apply_delta(self.txn, changes);
            }
            Node::Anchor(anchor) => {
                if let Some(copied) = self.copies.get(anchor.id.as_str()) {
                    paste(self.txn, parent, at, copied);
                }
            }
        }
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

fn insert_text(txn: &mut TransactionMut<'_>, parent: &XmlFragmentRef, at: u32) -> XmlTextRef {
    parent.insert(txn, at, XmlTextPrelim::new(""))
}

/// A stored node with everything in it, taken out of the document.
enum Copied {
    Element {
        name: Arc<str>,
        attributes: Vec<(String, Any)>,
        children: Vec<Copied>,
    },
    Text(Vec<(Any, Option<Box<Attrs>>)>),
}

/// Recursion is safe: the reader has refused what is nested too deep.
fn copy(txn: &impl ReadTxn, stored: &XmlOut) -> Copied {
    match stored {
        XmlOut::Element(element) => {
            let attributes = element
                .attributes(txn)
                .filter_map(|(key, value)| match value {
                    Out::Any(value) => Some((key.to_owned(), value)),
                    _ => None,
                });
            Copied::Element {
                name: element.tag().clone(),
                attributes: attributes.collect(),
                children: element
                    .children(txn)
                    .map(|child| copy(txn, &child))
                    .collect(),
            }
        }
        XmlOut::Text(text) => {
            let chunks = text.diff(txn, YChange::identity).into_iter();
            Copied::Text(
                chunks
                    .filter_map(|chunk| match chunk.insert {
                        Out::Any(value) => Some((value, chunk.attributes)),
                        _ => None,
                    })
                    .collect(),
            )
        }
        XmlOut::Fragment(fragment) => Copied::Element {
            name: "fragment".into(),
            attributes: Vec::new(),
            children: fragment
                .children(txn)
                .map(|child| copy(txn, &child))
                .collect(),
        },
    }
}

fn paste(txn: &mut TransactionMut<'_>, parent: &XmlFragmentRef, at: u32, copied: &Copied) {
    match copied {
        Copied::Element {
            name,
            attributes,
            children,
        } => {
            let element = parent.insert(txn, at, XmlElementPrelim::empty(name.clone()));
            for (key, value) in attributes {
                element.insert_attribute(txn, key.as_str(), value.clone());
            }
            for child in children.iter().rev() {
                paste(txn, element.as_ref(), 0, child);
            }
        }
        Copied::Text(chunks) => {
            let text = insert_text(txn, parent, at);
            let changes = chunks.iter().map(|(value, attributes)| {
                Delta::Inserted(In::Any(value.clone()), attributes.clone())
            });
            text.apply_delta(txn, changes);
        }
    }
}
