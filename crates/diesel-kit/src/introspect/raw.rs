//! Objects that the model has no words for.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::graph::Graph;

/// One of them, as the query describes it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Raw {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) up: String,
    pub(super) down: String,
    /// Its own addresses.
    pub(super) own: Vec<String>,
    /// What it is about, beside what the catalog knows.
    pub(super) needs: Vec<String>,
    /// The text of a function.
    #[serde(default)]
    pub(super) body: String,
    #[serde(default)]
    pub(super) language: String,
}

/// Names them for others to depend on, each by a name of its own.
pub(super) fn name_all(list: &mut [Raw], graph: &mut Graph) {
    let mut taken = BTreeSet::new();
    for raw in list {
        while !taken.insert(raw.name.clone()) {
            raw.name = format!("{} {}", raw.kind, raw.name);
        }
        for address in &raw.own {
            graph.name(address.clone(), raw.name.clone(), raw.name.clone());
        }
    }
}
