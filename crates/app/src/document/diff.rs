//! What has to happen to the children of a node so that they become others.
//!
//! A block that is the same before and after is not touched. A block of the same type that changed is changed
//! inside, down to the characters, so that a cursor in it stays and concurrent typing in it merges.

use std::ops::Range;

use super::align;
use super::compare::{self, Op};
use super::mark::Mark;
use super::node::{Element, Node, NodeType, Run, utf16_len};

/// One step along the old children.
#[derive(Debug, PartialEq)]
pub(super) enum Step<'a> {
    Keep,
    Delete,
    Insert(&'a Node),
    Element {
        from: &'a NodeType,
        to: &'a NodeType,
        children: Vec<Step<'a>>,
    },
    Text(Vec<TextStep<'a>>),
}

/// One step along the old text; lengths in UTF-16 units.
#[derive(Debug, PartialEq)]
pub(super) enum TextStep<'a> {
    Keep {
        len: u32,
        from: &'a [Mark],
        to: &'a [Mark],
    },
    Delete {
        len: u32,
    },
    Insert {
        text: &'a str,
        marks: &'a [Mark],
    },
}

pub(super) fn children<'a>(old: &'a [Node], new: &'a [Node]) -> Vec<Step<'a>> {
    let fingerprints =
        |nodes: &[Node]| -> Vec<u64> { nodes.iter().map(Node::fingerprint).collect() };
    let mut steps = Vec::new();
    let mut at = 0;
    for gap in align::gaps(&fingerprints(old), &fingerprints(new)) {
        steps.extend((at..gap.old.start).map(|_| Step::Keep));
        at = gap.old.end;
        let old = old.get(gap.old).unwrap_or_default();
        let new = new.get(gap.new).unwrap_or_default();
        replace(old, new, &mut steps);
    }
    steps.extend((at..old.len()).map(|_| Step::Keep));
    steps
}

/// Steps where nothing is the same.
fn replace<'a>(old: &'a [Node], new: &'a [Node], steps: &mut Vec<Step<'a>>) {
    let mut at = (0, 0);
    for (from, to) in pairs(old, new) {
        skip(old, at.0..from, new, at.1..to, steps);
        if let (Some(from), Some(to)) = (old.get(from), new.get(to)) {
            steps.extend(change(from, to));
        }
        at = (from + 1, to + 1);
    }
    skip(old, at.0..old.len(), new, at.1..new.len(), steps);
}

fn skip<'a>(
    old: &'a [Node],
    gone: Range<usize>,
    new: &'a [Node],
    come: Range<usize>,
    steps: &mut Vec<Step<'a>>,
) {
    steps.extend(
        old.get(gone)
            .unwrap_or_default()
            .iter()
            .map(|_| Step::Delete),
    );
    steps.extend(new.get(come).unwrap_or_default().iter().map(Step::Insert));
}

fn change<'a>(from: &'a Node, to: &'a Node) -> Option<Step<'a>> {
    match (from, to) {
        (Node::Element(from), Node::Element(to)) => Some(Step::Element {
            from: &from.kind,
            to: &to.kind,
            children: children(&from.children, &to.children),
        }),
        (Node::Text(from), Node::Text(to)) => Some(Step::Text(text(from, to))),
        _ => None,
    }
}

/// How far ahead a changed block is looked for among new ones.
const WINDOW: usize = 16;

/// Which new node an old one becomes. As many before as after: each the one in its place, if of its type.
/// Otherwise those that look alike find each other, and the rest goes and comes.
fn pairs(old: &[Node], new: &[Node]) -> Vec<(usize, usize)> {
    let in_place = old.iter().zip(new).enumerate();
    if old.len() == new.len() {
        return in_place
            .filter(|(_, (from, to))| same_type(from, to))
            .map(|(at, _)| (at, at))
            .collect();
    }
    let mut pairs = Vec::new();
    let mut next = 0;
    let texts: Vec<String> = new.iter().map(Node::text).collect();
    for (at, from) in old.iter().enumerate() {
        let text = from.text();
        let candidates = new.iter().zip(&texts).enumerate().skip(next).take(WINDOW);
        let found = candidates
            .filter(|(_, (to, _))| same_type(from, to))
            .find(|(_, (_, new_text))| alike(&text, new_text));
        if let Some((to, _)) = found {
            pairs.push((at, to));
            next = to + 1;
        }
    }
    if pairs.is_empty() {
        in_place
            .take_while(|(_, (from, to))| same_type(from, to))
            .map(|(at, _)| (at, at))
            .take(1)
            .collect()
    } else {
        pairs
    }
}

fn same_type(from: &Node, to: &Node) -> bool {
    match (from, to) {
        (Node::Element(from), Node::Element(to)) => {
            from.kind.name() == to.kind.name() && !from.kind.is_leaf()
        }
        (Node::Text(_), Node::Text(_)) => true,
        _ => false,
    }
}

/// At least half of the longer text is at the ends of both.
fn alike(old: &str, new: &str) -> bool {
    let same = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| {
        a.zip(b).take_while(|(a, b)| a == b).count()
    };
    let (old_len, new_len) = (old.chars().count(), new.chars().count());
    let start = same(&mut old.chars(), &mut new.chars());
    let end = same(&mut old.chars().rev(), &mut new.chars().rev());
    (start + end).min(old_len.min(new_len)) * 2 >= old_len.max(new_len)
}

fn text<'a>(old: &'a [Run], new: &'a [Run]) -> Vec<TextStep<'a>> {
    let join = |runs: &[Run]| -> String { runs.iter().map(|run| run.text.as_str()).collect() };
    let (mut from, mut to) = (Cursor::new(old), Cursor::new(new));
    let mut steps = Vec::new();
    for op in compare::ops(&join(old), &join(new)) {
        match op {
            Op::Keep(len) => keep(&mut from, &mut to, len, &mut steps),
            Op::Delete(len) => {
                let deleted = from.take_all(len).map(|(text, _)| utf16_len(text));
                steps.push(TextStep::Delete { len: deleted.sum() });
            }
            Op::Insert(len) => steps.extend(
                to.take_all(len)
                    .map(|(text, marks)| TextStep::Insert { text, marks }),
            ),
        }
    }
    steps
}

fn keep<'a>(from: &mut Cursor<'a>, to: &mut Cursor<'a>, len: usize, steps: &mut Vec<TextStep<'a>>) {
    let mut left = len;
    while left > 0 {
        let shared = left.min(from.room()).min(to.room());
        let (Some((text, old)), Some((_, new))) = (from.take(shared), to.take(shared)) else {
            return;
        };
        let len = utf16_len(text);
        steps.push(TextStep::Keep {
            len,
            from: old,
            to: new,
        });
        left -= shared;
    }
}

/// Goes through runs by bytes.
struct Cursor<'a> {
    runs: &'a [Run],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn new(runs: &'a [Run]) -> Self {
        Self { runs, at: 0 }
    }

    /// What is left of the present run.
    fn room(&self) -> usize {
        self.runs.first().map_or(0, |run| run.text.len() - self.at)
    }

    /// Text within the present run; `None` at the end.
    fn take(&mut self, len: usize) -> Option<(&'a str, &'a [Mark])> {
        let (run, rest) = self.runs.split_first()?;
        let text = run
            .text
            .get(self.at..self.at + len)
            .filter(|text| !text.is_empty())?;
        self.at += len;
        if self.at == run.text.len() {
            *self = Self::new(rest);
        }
        Some((text, &run.marks))
    }

    fn take_all(&mut self, len: usize) -> impl Iterator<Item = (&'a str, &'a [Mark])> {
        let mut left = len;
        std::iter::from_fn(move || {
            let taken = self.take(left.min(self.room()))?;
            left -= taken.0.len();
            Some(taken)
        })
    }
}

impl Step<'_> {
    pub(super) fn changes(&self) -> bool {
        match self {
            Self::Keep => false,
            Self::Delete | Self::Insert(_) => true,
            Self::Element { from, to, children } => {
                from != to || children.iter().any(Step::changes)
            }
            Self::Text(steps) => steps.iter().any(|step| match step {
                TextStep::Keep { from, to, .. } => from != to,
                TextStep::Delete { .. } | TextStep::Insert { .. } => true,
            }),
        }
    }

    /// Calls `see` with every node that is inserted.
    pub(super) fn inserted<'a>(&'a self, see: &mut impl FnMut(&'a Node)) {
        match self {
            Self::Insert(node) => {
                walk(node, see);
            }
            Self::Element { children, .. } => {
                for step in children {
                    step.inserted(see);
                }
            }
            Self::Keep | Self::Delete | Self::Text(_) => {}
        }
    }
}

fn walk<'a>(node: &'a Node, see: &mut impl FnMut(&'a Node)) {
    see(node);
    if let Node::Element(Element { children, .. }) = node {
        for child in children {
            walk(child, see);
        }
    }
}
