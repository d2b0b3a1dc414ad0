//! What needs what in a catalog, by addresses: `pg_class:16384`.

use std::collections::{BTreeMap, BTreeSet};

use super::Edge;

#[derive(Debug, Default)]
pub(super) struct Graph {
    edges: BTreeMap<String, BTreeSet<String>>,
    /// Things that others can depend on.
    names: BTreeMap<String, Name>,
}

/// What something is called.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// In `depends_on`.
    pub(super) path: String,
    /// In SQL.
    pub(super) sql: String,
}

impl Graph {
    pub(super) fn new(list: Vec<Edge>) -> Self {
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for edge in list {
            edges.entry(edge.from).or_default().insert(edge.to);
        }
        Self {
            edges,
            names: BTreeMap::new(),
        }
    }

    pub(super) fn name(&mut self, address: String, path: String, sql: String) {
        self.names.insert(address, Name { path, sql });
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &Name> {
        self.names.values()
    }

    /// The nearest things with names, by way of what has none: defaults, arrays, row types.
    pub(super) fn reached<'a>(&'a self, start: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
        let mut waiting: Vec<&str> = start.collect();
        let mut seen = BTreeSet::new();
        let mut found = BTreeSet::new();
        while let Some(address) = waiting.pop() {
            if !seen.insert(address) {
                continue;
            }
            match self.names.get(address) {
                Some(name) => {
                    found.insert(name.path.as_str());
                }
                None => waiting.extend(self.next(address)),
            }
        }
        found
    }

    /// What stands directly behind an address.
    pub(super) fn next(&self, address: &str) -> impl Iterator<Item = &str> {
        let next = self.edges.get(address).into_iter().flatten();
        next.map(String::as_str)
    }

    /// What the expressions of tables use: it has to be there before the tables.
    pub(super) fn of_expressions(&self) -> BTreeSet<&str> {
        let expressions = self.edges.keys().filter(|address| {
            address.starts_with("pg_attrdef:") || address.starts_with("pg_constraint:")
        });
        let behind = expressions.flat_map(|address| self.next(address));
        self.reached(behind)
    }
}
