//! Which views and objects given as SQL are dropped, also if they are made again.

use std::collections::{BTreeMap, BTreeSet};

use super::impact::Impact;
use super::rename::{Rename, object, split_child};
use crate::model::graph::{Graph, Node};
use crate::model::{Kind, Model, ObjectName};
use crate::sql::query::Query;

#[derive(Debug, Default)]
pub(crate) struct Rebuild {
    dropped: BTreeSet<Node>,
}

impl Rebuild {
    /// Both models use the new names, which came from these renames.
    pub(super) fn between(from: &Model, to: &Model, renames: &[Rename], impact: &Impact) -> Self {
        let graph = Graph::of(from);
        let ground = Ground::between(from, to, renames, impact);
        let mut dropped = changed(from, to, impact.rebuilt());
        let shaken = |node: &&&Node| {
            let query = Query::of(text(from, node));
            graph
                .relations(node)
                .any(|relation| ground.shakes(relation, &query))
        };
        dropped.extend(
            graph
                .order()
                .iter()
                .filter(shaken)
                .map(|node| (*node).clone()),
        );
        Self {
            dropped: graph.with_dependents(dropped),
        }
    }

    /// By the name that it has after renames.
    pub(crate) fn drops(&self, node: &Node) -> bool {
        self.dropped.contains(node)
    }
}

/// Names of objects that tables may use and that are dropped before tables change. What uses them has to make
/// room for so long.
pub(super) fn released(
    from: &Model,
    to: &Model,
    rebuilt: &BTreeSet<ObjectName>,
) -> BTreeSet<String> {
    if from.objects.is_empty() {
        return BTreeSet::new();
    }
    let graph = Graph::of(from);
    let mut released = BTreeSet::new();
    for node in graph.with_dependents(changed(from, to, rebuilt)) {
        if let Node::Object(name) = &node
            && !graph.is_late(&node)
            && (to.objects.contains_key(name) || uses_any(text(from, &node), rebuilt))
        {
            released.insert(name.clone());
        }
    }
    released
}

fn text<'a>(model: &'a Model, node: &Node) -> &'a str {
    let text = match node {
        Node::View(name) => model.views.get(name).map(|view| &view.query),
        Node::Object(name) => model.objects.get(name).map(|object| &object.up),
    };
    text.map(String::as_str).unwrap_or_default()
}

/// Those that are gone, or have become what the old ones cannot be changed into.
fn changed(from: &Model, to: &Model, rebuilt: &BTreeSet<ObjectName>) -> BTreeSet<Node> {
    let new_views: BTreeMap<_, _> = to.managed_views().collect();
    let views = from.managed_views().filter(|(name, old)| {
        let new = new_views.get(name);
        new.is_none_or(|new| !old.same_rows(new)) || uses_any(&old.query, rebuilt)
    });
    let objects = from.objects.iter().filter(|(name, old)| {
        let new = to.objects.get(*name);
        new.is_none_or(|new| !old.becomes(new)) || uses_any(&old.up, rebuilt)
    });
    let views = views.map(|(name, _)| Node::View(name.clone()));
    views
        .chain(objects.map(|(name, _)| Node::Object(name.clone())))
        .collect()
}

fn uses_any(text: &str, types: &BTreeSet<ObjectName>) -> bool {
    let query = Query::of(text);
    types.iter().any(|name| query.mentions(name.name()))
}

/// What changes in the tables that queries read.
#[derive(Default)]
struct Ground {
    /// Columns that go or change their types.
    columns: BTreeSet<(ObjectName, String)>,
    /// Columns that have a new name.
    renamed_columns: BTreeSet<(ObjectName, String)>,
    /// Tables in which columns come, go, or change their names.
    shapes: BTreeSet<ObjectName>,
    /// Tables whose primary keys are dropped.
    keys: BTreeSet<ObjectName>,
    /// Tables and views that have a new name.
    renamed: BTreeSet<ObjectName>,
}

impl Ground {
    fn between(from: &Model, to: &Model, renames: &[Rename], impact: &Impact) -> Self {
        let mut ground = Self::default();
        for (table, old) in &from.tables {
            let Some(new) = to.tables.get(table) else {
                continue;
            };
            let comes = new
                .columns
                .iter()
                .any(|column| old.find(&column.name).is_none());
            let goes = |column: &str| new.find(column).is_none();
            if comes || old.columns.iter().any(|column| goes(&column.name)) {
                ground.shapes.insert(table.clone());
            }
            let names = old.columns.iter().map(|column| &column.name);
            let names = names.filter(|name| goes(name) || impact.changes(table, name));
            ground
                .columns
                .extend(names.map(|name| (table.clone(), name.clone())));
            let key = &old.primary_key.columns;
            if *key != new.primary_key.columns || impact.recreates_any(table, key) {
                ground.keys.insert(table.clone());
            }
        }
        for rename in renames {
            ground.note(rename);
        }
        ground
    }

    fn note(&mut self, rename: &Rename) {
        match rename.kind {
            Kind::Table | Kind::View => {
                self.renamed.insert(object(&rename.to));
            }
            Kind::Column => {
                let (table, column) = split_child(&rename.to);
                self.shapes.insert(table.clone());
                self.renamed_columns.insert((table, column));
            }
            _ => {}
        }
    }

    /// Whether a query cannot stay while that happens to something it reads, or would be another one afterwards.
    fn shakes(&self, relation: &ObjectName, query: &Query) -> bool {
        let of = |columns: &BTreeSet<(ObjectName, String)>, holds: &dyn Fn(&str) -> bool| {
            let mut columns = columns.iter();
            columns.any(|(table, column)| table == relation && holds(column))
        };
        of(&self.columns, &|column| query.mentions(column))
            || of(&self.renamed_columns, &|column| query.names_result(column))
            || self.shapes.contains(relation) && query.reads_all_columns()
            || self.keys.contains(relation) && query.groups()
            || self.renamed.contains(relation) && query.results_in(relation.name())
    }
}
