//! Branches of a history: what they make together, and what they disagree about.
//!
//! Two people generate from the same snapshot; when their work is merged, the history has two heads. They
//! commute if every migration of one branch does on top of the other what it did at home: if the differ
//! would write the same statements, up and down. Then both orders of applying lead to the same schema,
//! and the next migration builds on both heads.

mod conflict;
mod graph;
mod merge;

use std::collections::BTreeMap;

use serde::Serialize;

pub use conflict::Conflict;
use conflict::Touched;
pub(crate) use graph::Graph;
use graph::{Node, Places};
use merge::{Edge, fits, merged};

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

/// Of all pairs of migrations that no other one builds on together.
fn conflicts(graph: &Graph<'_>, common: &Places) -> Vec<Conflict> {
    let touched = |node: &Node<'_>| {
        let edge = graph.edge(node);
        Touched::between(&edge.base, edge.end, edge.renames)
    };
    let own = graph.nodes().filter(|(place, _)| !common.contains(place));
    let all: BTreeMap<usize, Touched> = own.map(|(place, node)| (place, touched(node))).collect();
    let mut conflicts = Vec::new();
    for (place, newer) in &all {
        let open = |(other, _): &(&usize, &Touched)| graph.is_open(**other, *place);
        let others: BTreeMap<usize, &Touched> = all
            .range(..place)
            .filter(open)
            .map(|(other, touched)| (*other, touched))
            .collect();
        let before = conflicts.len();
        for (other, older) in &others {
            if let (Some(one), Some(two)) = (graph.node(*other), graph.node(*place)) {
                conflicts.extend(older.conflicts(newer, [one.name, two.name]));
            }
        }
        if conflicts.len() == before
            && !others.is_empty()
            && let Some(node) = graph.node(*place)
        {
            let concurrent = Concurrent { graph, others };
            conflicts.extend(concurrent.misfit(*place, node));
        }
    }
    conflicts
}

/// Migrations of other branches that come before one, and do not touch what it touches.
struct Concurrent<'a> {
    graph: &'a Graph<'a>,
    others: BTreeMap<usize, &'a Touched>,
}

impl Concurrent<'_> {
    /// Whether the migration would be another one on top of the others, or one of them on top of it.
    fn misfit(&self, place: usize, node: &Node<'_>) -> Option<Conflict> {
        let edge = self.graph.edge(node);
        let before: Places = (0..place).collect();
        let before = self.graph.model_of(&before);
        let after = merged(&before, &edge);
        let found = fits([&edge.base, edge.end], [&before, &after], edge.renames);
        let problem = match found.and_then(|()| self.on_top(place, node)) {
            Ok(()) => return None,
            Err(problem) => problem,
        };
        Some(self.pair(node, &edge, &before).unwrap_or_else(|| {
            let first = self.others.keys().next();
            let first = first.and_then(|first| self.graph.node(*first));
            let names = [first.map_or("", |first| first.name), node.name];
            let own = Parts::of(&edge.base).delta(&Parts::of(edge.end));
            let key = own.keys().next().map(Key::root);
            let key = key.unwrap_or_else(|| Key::new(crate::Kind::Table, ""));
            Conflict::new(names, &key, reason(names, None, &problem))
        }))
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
                fits([&edge.base, edge.end], [&model, &after], edge.renames)?;
            }
            model = after;
        }
        Ok(())
    }

    /// Two things, one changed by each side, that are enough for a misfit.
    fn pair(&self, node: &Node<'_>, edge: &Edge<'_>, before: &Model) -> Option<Conflict> {
        let (base, before, end) = (
            Parts::of(&edge.base),
            Parts::of(before),
            Parts::of(edge.end),
        );
        let one_by_one = |end: &Parts| by_root(base.delta(end));
        for (key, delta) in one_by_one(&end) {
            let home = base.clone().with(&delta, &end);
            for (other, change) in one_by_one(&before) {
                let away = base.clone().with(&change, &before);
                let both = away.clone().with(&delta, &end).model();
                let (home, away) = (home.clone().model(), away.model());
                let found = fits([&edge.base, &home], [&away, &both], &[])
                    .and_then(|()| fits([&edge.base, &away], [&home, &both], &[]));
                if let Err(problem) = found {
                    let names = [self.who_touches(&other), node.name];
                    let reason = reason(names, Some(&other), &problem);
                    return Some(Conflict::new(names, &key, reason));
                }
            }
        }
        None
    }

    fn who_touches(&self, root: &Key) -> &str {
        let mut others = self.others.iter().rev();
        let found = others.find(|(_, touched)| touched.touches(root));
        let place = found.or_else(|| self.others.iter().next());
        let node = place.and_then(|(place, _)| self.graph.node(*place));
        node.map_or("", |node| node.name)
    }
}

fn reason([older, newer]: [&str; 2], changed: Option<&Key>, problem: &str) -> String {
    let changed = changed.map_or_else(String::new, |key| format!(" (it changes {key})"));
    format!("{newer} is not the same after {older}{changed}: {problem}")
}

/// Tables with all that is listed in them, and other things.
fn by_root(delta: Delta) -> BTreeMap<Key, Delta> {
    let mut roots: BTreeMap<Key, Delta> = BTreeMap::new();
    for (key, thing) in delta {
        roots.entry(key.root()).or_default().insert(key, thing);
    }
    roots
}
