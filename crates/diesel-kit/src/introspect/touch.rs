//! Columns that a trigger of ours sets when a row changes.

use std::collections::BTreeSet;

use super::raw::Raw;
use crate::model::{Model, Table};
use crate::sql::query::Query;
use crate::sql::touch::{Function, triggers};

/// Finds them by the triggers and functions that `generate` writes, which are then no raw objects.
pub(super) fn recognise(model: &mut Model, raw: &mut Vec<Raw>) {
    let mut functions = BTreeSet::new();
    for table in model.tables.values_mut().filter(|table| !table.existing) {
        for at in 0..table.columns.len() {
            if let Some((trigger, function)) = found(table, at, raw) {
                raw.retain(|one| one.name != trigger);
                functions.insert(function);
                if let Some(column) = table.columns.get_mut(at) {
                    column.touched = true;
                }
            }
        }
    }
    raw.retain(|one| !functions.contains(&one.name));
}

/// The names of trigger and function.
fn found(table: &Table, at: usize, raw: &[Raw]) -> Option<(String, String)> {
    let mut alone = table.clone();
    for (place, column) in alone.columns.iter_mut().enumerate() {
        column.touched = place == at;
    }
    let (_, sql) = triggers(&alone).next()?;
    let function = Function::all(&alone).next()?;
    let sql = Query::of(&sql);
    let mut triggers = raw.iter().filter(|one| one.kind == "trigger");
    let trigger = triggers.find(|one| Query::of(&one.up) == sql)?;
    let (name, create) = (format!("{}()", function.name()), function.create());
    let mut named = raw.iter().filter(|one| one.name == name);
    let function = named.find(|one| create.contains(&format!("$${}$$", one.body)))?;
    Some((trigger.name.clone(), function.name.clone()))
}
