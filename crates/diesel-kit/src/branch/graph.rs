//! The snapshots as a graph: which of them builds on which.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::{Edge, merged};
use crate::history::{History, Snapshot};
use crate::model::Model;

/// Snapshots by their place in an order in which parents come first.
pub(super) type Places = BTreeSet<usize>;

/// A migration that has a snapshot.
pub(super) struct Node<'a> {
    /// Of its folder.
    pub(super) name: &'a str,
    pub(super) snapshot: &'a Snapshot,
    /// All that it builds on, directly or not.
    pub(super) ancestors: Places,
    parents: Places,
}

pub(crate) struct Graph<'a> {
    nodes: Vec<Node<'a>>,
}

impl<'a> Graph<'a> {
    /// Parents that are not there are left out, and so is what builds on itself; `check` reports the
    /// former.
    pub(crate) fn of(history: &'a History) -> Self {
        let snapshots = history.folders.iter().filter_map(|folder| {
            let snapshot = folder.snapshot.as_ref()?;
            Some((folder.name.as_str(), snapshot))
        });
        let mut waiting: Vec<(&str, &Snapshot)> = snapshots.collect();
        let known: BTreeSet<&String> = waiting.iter().map(|(_, snapshot)| &snapshot.id).collect();
        let mut graph = Self { nodes: Vec::new() };
        let mut places: BTreeMap<&String, usize> = BTreeMap::new();
        loop {
            let is_ready = |(_, snapshot): &(&str, &Snapshot)| {
                let mut parents = snapshot.prev.iter();
                parents.all(|parent| places.contains_key(parent) || !known.contains(parent))
            };
            let Some(at) = waiting.iter().position(is_ready) else {
                return graph;
            };
            let (name, snapshot) = waiting.remove(at);
            let parents = snapshot.prev.iter();
            let parents = parents.filter_map(|parent| places.get(parent).copied());
            let place = graph.add(name, snapshot, parents.collect());
            places.insert(&snapshot.id, place);
        }
    }

    fn add(&mut self, name: &'a str, snapshot: &'a Snapshot, parents: Places) -> usize {
        let mut ancestors = parents.clone();
        for parent in &parents {
            ancestors.extend(self.ancestors(*parent));
        }
        self.nodes.push(Node {
            name,
            snapshot,
            ancestors,
            parents,
        });
        self.nodes.len() - 1
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = (usize, &Node<'a>)> {
        self.nodes.iter().enumerate()
    }

    pub(super) fn node(&self, place: usize) -> Option<&Node<'a>> {
        self.nodes.get(place)
    }

    pub(super) fn name(&self, place: usize) -> &'a str {
        self.node(place).map_or("", |node| node.name)
    }

    /// Whether it is the other one, or builds on it.
    pub(super) fn follows(&self, place: usize, other: usize) -> bool {
        let node = self.node(place);
        place == other || node.is_some_and(|node| node.ancestors.contains(&other))
    }

    fn ancestors(&self, place: usize) -> impl Iterator<Item = usize> {
        let node = self.node(place).into_iter();
        node.flat_map(|node| node.ancestors.iter().copied())
    }

    /// Those that no other one builds on.
    pub(super) fn heads(&self) -> Places {
        let inner: Places = self
            .nodes
            .iter()
            .flat_map(|node| &node.parents)
            .copied()
            .collect();
        (0..self.nodes.len())
            .filter(|place| !inner.contains(place))
            .collect()
    }

    /// What the heads have in common.
    pub(super) fn common(&self, heads: &Places) -> Places {
        let mut common: Places = (0..self.nodes.len()).collect();
        for head in heads {
            let ancestors: Places = self.ancestors(*head).collect();
            common = common.intersection(&ancestors).copied().collect();
        }
        common
    }

    /// Whether neither builds on the other, and nothing builds on both.
    pub(super) fn is_open(&self, one: usize, other: usize) -> bool {
        // One that builds on the other joins them, too.
        let joins = |place: usize| self.follows(place, one) && self.follows(place, other);
        !(0..self.nodes.len()).any(joins)
    }

    /// The migration as it was made: from the model it started with to its own.
    pub(super) fn edge(&self, node: &Node<'a>) -> Edge<'a> {
        Edge {
            base: self.model_after(&node.parents),
            end: &node.snapshot.model,
            renames: &node.snapshot.renames,
        }
    }

    /// The model that the migration of a folder starts from.
    pub(crate) fn model_before(&self, name: &str) -> Option<Model> {
        let node = self.nodes.iter().find(|node| node.name == name)?;
        Some(self.model_after(&node.parents))
    }

    /// A migration that neither builds on this one, nor this one on it.
    pub(crate) fn apart_from(&self, name: &str) -> Option<&str> {
        let (place, node) = self.nodes().find(|(_, node)| node.name == name)?;
        let mut others = self.nodes().filter(|(other, _)| *other != place);
        let apart = others
            .find(|(other, _)| !node.ancestors.contains(other) && !self.follows(*other, place));
        apart.map(|(_, node)| node.name)
    }

    /// What these lead to, one after the other, with all that they build on.
    pub(super) fn model_after(&self, heads: &Places) -> Model {
        let mut places = heads.clone();
        for head in heads {
            places.extend(self.ancestors(*head));
        }
        self.model_of(&places)
    }

    /// The model after all of these, which hold whatever one of them builds on.
    pub(super) fn model_of(&self, places: &Places) -> Model {
        let follows_all = |place: &&usize| {
            let node = self.node(**place);
            let mut before = places.range(..**place);
            node.is_some_and(|node| before.all(|other| node.ancestors.contains(other)))
        };
        let Some(start) = places.iter().rev().find(follows_all) else {
            return Model::default();
        };
        let mut model = Model::default();
        for place in places.range(start..) {
            let Some(node) = self.node(*place) else {
                continue;
            };
            model = if place == start {
                node.snapshot.model.clone()
            } else {
                merged(&model, &self.edge(node))
            };
        }
        model
    }
}
