//! Tables and views that Rust cannot read: they stay as objects given as SQL.

use std::collections::{BTreeMap, BTreeSet};

use super::text::is_identifier;
use crate::diff::{Style, diff};
use crate::introspect::Catalog;
use crate::model::{Model, ObjectName, SqlObject};
use crate::sql::query::Query;
use crate::sql::statement::{drop_constraint, foreign_key};
use crate::sql::view::{create_view, drop_view};

/// Diesel's tuples end here.
const MOST_COLUMNS: usize = 128;

/// Takes out of the model what no entity can describe: Diesel reads the schema of a table as a name in
/// Rust, and needs a column.
pub(super) fn make_raw(catalog: &mut Catalog) {
    let model = &mut catalog.model;
    let fits = |path: &ObjectName, columns: usize| {
        is_identifier(path.schema()) && (1..=MOST_COLUMNS).contains(&columns)
    };
    let tables = model.tables.iter();
    let unfit = tables.filter(|(path, table)| !fits(path, table.columns.len()));
    let unfit: Vec<ObjectName> = unfit.map(|(path, _)| path.clone()).collect();
    let mut renamed = BTreeMap::new();
    let views = model.views.iter();
    let mut read: BTreeMap<ObjectName, BTreeSet<ObjectName>> = views
        .map(|(path, view)| (path.clone(), model.read_by(&Query::of(&view.query))))
        .collect();
    for path in unfit {
        raw_table(model, &path, &mut renamed);
    }
    let columns = |path: &ObjectName| catalog.view_columns.get(path).map_or(0, Vec::len);
    let views = model.views.keys();
    let unfit: Vec<ObjectName> = views
        .filter(|path| !fits(path, columns(path)))
        .cloned()
        .collect();
    for path in unfit {
        let read = read.remove(&path).unwrap_or_default();
        raw_view(model, &path, &read, &mut renamed);
    }
    for object in model.objects.values_mut() {
        for need in &mut object.depends_on {
            if let Some(new) = renamed.get(need) {
                need.clone_from(new);
            }
        }
    }
}

fn raw_table(model: &mut Model, path: &ObjectName, renamed: &mut BTreeMap<String, String>) {
    let Some(table) = model.tables.remove(path) else {
        return;
    };
    let name = format!("table {path}");
    if table.existing {
        // The object is there already.
        renamed.insert(path.path(), name);
        return;
    }
    let mut needs: Vec<String> = Vec::new();
    for key in &table.foreign_keys {
        let target = key.table.path();
        if key.table != *path {
            needs.push(renamed.get(&target).cloned().unwrap_or(target));
        }
    }
    let alone = Model::default().table(table);
    let steps = diff(&Model::default(), &alone, &[], Style::Transaction);
    let statements: Vec<String> = steps.into_iter().map(|step| step.sql).collect();
    let up = statements.join(";\n");
    let mut object = SqlObject::new("table", &up, &format!("DROP TABLE {path}"));
    object.depends_on = needs;
    model.objects.insert(name.clone(), object);
    renamed.insert(path.path(), name.clone());
    raw_keys(model, path, &name);
}

/// Keys of other tables to this one.
fn raw_keys(model: &mut Model, path: &ObjectName, name: &str) {
    for table in model.tables.values_mut() {
        let own = table.name().clone();
        let keys = std::mem::take(&mut table.foreign_keys);
        let (keys, others) = keys.into_iter().partition(|key| key.table == *path);
        table.foreign_keys = others;
        for key in &keys {
            let key: &crate::model::ForeignKey = key;
            let up = foreign_key(&own, key);
            let down = drop_constraint(&own, &key.name);
            let object = SqlObject::new("constraint", &up, &down);
            let object = object.depends_on(&[&own.path(), name]);
            model
                .objects
                .insert(format!("{} on {own}", key.name), object);
        }
    }
}

fn raw_view(
    model: &mut Model,
    path: &ObjectName,
    read: &BTreeSet<ObjectName>,
    renamed: &mut BTreeMap<String, String>,
) {
    let Some(view) = model.views.remove(path) else {
        return;
    };
    let name = format!("view {path}");
    let mut object = SqlObject::new("view", &create_view(path, &view), &drop_view(path, &view));
    object.depends_on = read.iter().map(ObjectName::path).collect();
    model.objects.insert(name.clone(), object);
    renamed.insert(path.path(), name);
}
