//! Queries and SQL objects follow renames: PostgreSQL changes what it has stored, and the text here follows.
//!
//! So a text that is the same afterwards needs no statement. Where the guess is wrong, texts differ that
//! are the same, and something is made again without need.

use crate::model::{Model, ObjectName};
use crate::sql::expression;
use crate::sql::query::Query;

/// A table, view, type or sequence has another name.
pub(super) fn moved(model: &mut Model, from: &ObjectName, to: &ObjectName) {
    for text in texts(model) {
        *text = expression::moved(text, from, to);
    }
    depends_on(model, &from.path(), &to.path());
}

/// Something that SQL objects may depend on has another name.
pub(super) fn depends_on(model: &mut Model, from: &str, to: &str) {
    for path in paths(model).filter(|path| *path == from) {
        to.clone_into(path);
    }
}

/// A schema has another name.
pub(super) fn in_schema(model: &mut Model, from: &str, to: &str) {
    for text in texts(model) {
        *text = expression::schema_renamed(text, from, to);
    }
    for path in paths(model) {
        match path.parse::<ObjectName>() {
            Ok(name) if name.schema() == from => *path = name.in_schema(to).path(),
            _ if path == from => to.clone_into(path),
            _ => {}
        }
    }
}

/// A column of the table has another name. SQL objects are left alone: their text may be anything.
pub(super) fn column(model: &mut Model, table: &ObjectName, from: &str, to: &str) {
    let mut views = std::mem::take(&mut model.views);
    for view in views.values_mut() {
        if model.read_by(&Query::of(&view.query)).contains(table) {
            view.query = expression::renamed(&view.query, from, to);
        }
    }
    model.views = views;
}

fn texts(model: &mut Model) -> impl Iterator<Item = &mut String> {
    let views = model.views.values_mut().map(|view| &mut view.query);
    let objects = model.objects.values_mut();
    views.chain(objects.flat_map(|object| [&mut object.up, &mut object.down]))
}

fn paths(model: &mut Model) -> impl Iterator<Item = &mut String> {
    let objects = model.objects.values_mut();
    objects.flat_map(|object| &mut object.depends_on)
}
