//! Mistakes in views and in objects given as SQL.

use super::length;
use crate::model::graph::{Graph, Node};
use crate::model::{Model, ObjectName, SqlObject, View};

pub(super) fn problems(model: &Model, problems: &mut Vec<String>) {
    for (name, view) in &model.views {
        check_view(name, view, problems);
    }
    for (name, object) in &model.objects {
        check_object(model, name, object, problems);
    }
    if let Some(cycle) = Graph::of(model).cycle() {
        let cycle: Vec<String> = cycle.into_iter().map(Node::to_string).collect();
        let cycle = cycle.join(", which needs ");
        problems.push(format!("neither can be made before the other: {cycle}"));
    }
}

fn check_view(name: &ObjectName, view: &View, problems: &mut Vec<String>) {
    let place = format!("view {}", name.path());
    length(&place, name.name(), problems);
    for index in &view.indexes {
        length(&place, &index.name, problems);
    }
    if view.materialized {
        return;
    }
    let stored = [
        ("an access method", view.using.is_some()),
        ("a tablespace", view.tablespace.is_some()),
        ("indexes", !view.indexes.is_empty()),
        ("NO DATA", view.no_data),
    ];
    for (what, _) in stored.into_iter().filter(|(_, is_set)| *is_set) {
        problems.push(format!(
            "{place} has {what}, which only a materialised view can have"
        ));
    }
}

fn check_object(model: &Model, name: &str, object: &SqlObject, problems: &mut Vec<String>) {
    let place = format!("sql object {name}");
    for (what, sql) in [("up", &object.up), ("down", &object.down)] {
        if sql.trim().is_empty() {
            problems.push(format!("{place}: {what} is empty"));
        }
    }
    for path in object.depends_on.iter().filter(|path| !model.knows(path)) {
        problems.push(format!(
            "{place} depends on {path}, which is nothing in schema!"
        ));
    }
}

impl Model {
    /// Whether there is something of that name that an object can depend on.
    pub(crate) fn knows(&self, path: &str) -> bool {
        let is_relation = path.parse::<ObjectName>().is_ok_and(|name| {
            self.tables.contains_key(&name)
                || self.views.contains_key(&name)
                || self.enums.contains_key(&name)
                || self.sequences.contains_key(&name)
        });
        is_relation
            || self.objects.contains_key(path)
            || self.extensions.contains_key(path)
            || self.schemas.contains_key(path)
            || self.roles.contains_key(path)
    }
}
