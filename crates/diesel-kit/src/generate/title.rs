//! Titles for those who give none.

use crate::model::{Model, ObjectName};

/// `create_users`, `change_users`, or a word for several changes.
pub(super) fn of(base: &Model, model: &Model) -> String {
    if *base == Model::default() {
        return "initial".to_owned();
    }
    let is_new = |name: &&ObjectName| !base.tables.contains_key(*name);
    let is_changed = |name: &&ObjectName| base.tables.get(*name) != model.tables.get(*name);
    let new: Vec<&ObjectName> = model.tables.keys().filter(is_new).collect();
    let changed: Vec<&ObjectName> = model.tables.keys().filter(is_changed).collect();
    match (new.as_slice(), changed.as_slice()) {
        ([one], [_]) => format!("create_{}", one.name()),
        ([], [one]) => format!("change_{}", one.name()),
        _ => "change".to_owned(),
    }
}
