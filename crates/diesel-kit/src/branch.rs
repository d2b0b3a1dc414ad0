//! Branches of a history: what they make together, and what they disagree about.
//!
//! Two people generate from the same snapshot; when their work is merged, the history has two heads. They
//! commute if every migration of one branch does on top of the other what it did at home: if the differ
//! would write the same statements. Then both orders of applying lead to the same schema, and the next
//! migration builds on both heads.

mod conflict;
mod graph;
mod merge;

use std::collections::BTreeMap;

use serde::Serialize;

pub use conflict::Conflict;
use conflict::Touched;
pub(crate) use graph::Graph;
use graph::{Node, Places};
use merge::{Edge, merged};

use crate::diff::{Style, diff};
use crate::history::History;
use crate::model::Model;
use crate::model::parts::{Delta, Key, Parts};

/// The open ends of a history.
#[derive(Debug, Default, Serialize)]
pub struct Branches {
    /// The newest migrations, oldest first: one normally, several after a merge of branches.
    pub heads: Vec<String>,
    /// The newest migration that all of them build on.
    pub parent: Option<String>,
    /// What leads from there to what the branches make together; nothing if they do not commute.
    pub statements: Vec<String>,
    pub conflicts: Vec<Conflict>,
    /// Of the heads.
    #[serde(skip)]
    pub(crate) snapshots: Vec<String>,
    #[serde(skip)]
    pub(crate) model: Model,
}

impl Branches {
    pub fn of(history: &History) -> Self {
        let graph = Graph::of(history);
        let heads = graph.heads();
        let mut branches = Self {
            model: graph.model_after(&heads),
            ..Self::default()
        };
        for node in heads.iter().filter_map(|head| graph.node(*head)) {
            branches.heads.push(node.name.to_owned());
            branches.snapshots.push(node.snapshot.id.clone());
        }
        if branches.are_several() {
            branches.compare(&graph, &graph.common(&heads));
        }
        branches
    }

    /// What the migrations lead to. Where branches contradict each other, the last one has its way.
    pub fn model(&self) -> &Model {
        &self.model
    }

    pub fn are_several(&self) -> bool {
        self.heads.len() > 1
    }

    fn compare(&mut self, graph: &Graph<'_>, common: &Places) {
        let parent = common.last().and_then(|parent| graph.node(*parent));
        self.parent = parent.map(|parent| parent.name.to_owned());
        self.conflicts = conflicts(graph, common);
        if self.conflicts.is_empty() {
            let own = graph.nodes().filter(|(place, _)| !common.contains(place));
            self.statements = own.flat_map(|(_, node)| statements(graph, node)).collect();
        }
    }
}

fn statements(graph: &Graph<'_>, node: &Node<'_>) -> Vec<String> {
    let Edge { base, end, renames } = graph.edge(node);
    let steps = diff(&base, end, renames, Style::Transaction);
    steps.into_iter().map(|step| step.sql).collect()
}

/// What migrations do to the same things; if that is nothing, what does not fit on top of the others.
fn conflicts(graph: &Graph<'_>, common: &Places) -> Vec<Conflict> {
    let touched = |node: &Node<'_>| {
        let edge = graph.edge(node);
        Touched::between(&edge.base, edge.end, edge.renames)
    };
    let own = graph.nodes().filter(|(place, _)| !common.contains(place));
    let all: BTreeMap<usize, Touched> = own.map(|(place, node)| (place, touched(node))).collect();
    let found = direct(graph, &all);
    if !found.is_empty() {
        return found;
    }
    // After the first one, the models are not what they would be.
    let mut misfits = all.keys().map(|place| {
        let open = |(other, _): &(&usize, &Touched)| graph.is_open(**other, *place);
        let others = all.range(..place).filter(open);
        let others = others.map(|(other, touched)| (*other, touched)).collect();
        Concurrent { graph, others }.misfits(*place)
    });
    misfits.find(|found| !found.is_empty()).unwrap_or_default()
}

/// Of all pairs of migrations that no other one builds on together.
fn direct(graph: &Graph<'_>, all: &BTreeMap<usize, Touched>) -> Vec<Conflict> {
    let mut found: Vec<([usize; 2], Conflict)> = Vec::new();
    for (place, newer) in all {
        for (other, older) in all.range(..place) {
            if !graph.is_open(*other, *place) {
                continue;
            }
            let names = [graph.name(*other), graph.name(*place)];
            for conflict in older.conflicts(newer, names) {
                let goes_on = |([one, two], known): &([usize; 2], Conflict)| {
                    let follow =
                        |one, two| graph.follows(*other, one) && graph.follows(*place, two);
                    known.is_about_same(&conflict) && (follow(*one, *two) || follow(*two, *one))
                };
                if !found.iter().any(goes_on) {
                    found.push(([*other, *place], conflict));
                }
            }
        }
    }
    found.into_iter().map(|(_, conflict)| conflict).collect()
}

/// Migrations of other branches that come before one, and do not touch what it touches.
struct Concurrent<'a> {
    graph: &'a Graph<'a>,
    others: BTreeMap<usize, &'a Touched>,
}

impl Concurrent<'_> {
    /// Whether the migration would be another one on top of the others, or one of them on top of it. Scripts
    /// that undo something run in one order only, newest first.
    fn misfits(&self, place: usize) -> Vec<Conflict> {
        let Some(node) = self.graph.node(place).filter(|_| !self.others.is_empty()) else {
            return Vec::new();
        };
        let edge = self.graph.edge(node);
        let before: Places = (0..place).collect();
        let before = self.graph.model_of(&before);
        let after = merged(&before, &edge);
        let found = edge
            .fits([&before, &after])
            .and_then(|()| edge.can_be_undone([&before, &after]))
            .and_then(|()| self.on_top(place, node));
        let Err(problem) = found else {
            return Vec::new();
        };
        let pairs = self.pairs(node, &edge, &before);
        if !pairs.is_empty() {
            return pairs;
        }
        let own = Parts::of(&edge.base).delta(&Parts::of(edge.end));
        let first = own.keys().map(Key::root).next();
        let conflict = first.map(|key| self.conflict(node, &key, None, &problem));
        Vec::from_iter(conflict)
    }

    /// The others after the migration, in their order.
    fn on_top(&self, place: usize, node: &Node<'_>) -> Result<(), String> {
        let mut model = node.snapshot.model.clone();
        for (at, other) in self.graph.nodes().take(place) {
            if node.ancestors.contains(&at) {
                continue;
            }
            let edge = self.graph.edge(other);
            let after = merged(&model, &edge);
            if self.others.contains_key(&at) {
                edge.fits([&model, &after])?;
            }
            model = after;
        }
        Ok(())
    }

    /// Two things, one changed by each side, that are enough for a misfit.
    fn pairs(&self, node: &Node<'_>, edge: &Edge<'_>, before: &Model) -> Vec<Conflict> {
        let (base, before, end) = (
            Parts::of(&edge.base),
            Parts::of(before),
            Parts::of(edge.end),
        );
        let one_by_one = |end: &Parts| by_root(base.delta(end));
        let mut pairs = Vec::new();
        for (key, delta) in one_by_one(&end) {
            let own = base.clone().with(&delta, &end).model();
            for (other, change) in one_by_one(&before) {
                let theirs = base.clone().with(&change, &before);
                let both = theirs.clone().with(&delta, &end).model();
                let theirs = theirs.model();
                let (here, there) = (edge.only_to(&own), edge.only_to(&theirs));
                let found = here
                    .fits([&theirs, &both])
                    .and_then(|()| here.can_be_undone([&theirs, &both]))
                    .and_then(|()| there.fits([&own, &both]));
                if let Err(problem) = found {
                    pairs.push(self.conflict(node, &key, Some(&other), &problem));
                }
            }
        }
        pairs
    }

    fn conflict(
        &self,
        node: &Node<'_>,
        key: &Key,
        beside: Option<&Key>,
        problem: &str,
    ) -> Conflict {
        let touches = |touched: &Touched| beside.is_some_and(|key| touched.touches(key));
        let found = self.others.iter().rev().find(|(_, other)| touches(other));
        let place = found.or_else(|| self.others.iter().next());
        let older = place.map_or("", |(place, _)| self.graph.name(*place));
        let which = beside.map_or_else(String::new, |key| format!(", which changes {key}"));
        let newer = node.name;
        let reason = format!("{newer} does not fit on top of {older}{which}: {problem}");
        Conflict::new([older, newer], key, reason)
    }
}

/// Tables with all that is listed in them, and other things.
fn by_root(delta: Delta) -> BTreeMap<Key, Delta> {
    let mut roots: BTreeMap<Key, Delta> = BTreeMap::new();
    for (key, thing) in delta {
        roots.entry(key.root()).or_default().insert(key, thing);
    }
    roots
}
