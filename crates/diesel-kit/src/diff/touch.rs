//! Columns that show when a row changed last.

use std::collections::BTreeSet;

use crate::hazard::{Phase, Step};
use crate::model::{Model, Table};
use crate::sql::touch::{Function, drop_trigger, triggers};

/// For a new table.
pub(super) fn create(table: &Table, steps: &mut Vec<Step>) {
    steps.extend(triggers(table).map(|(_, sql)| Step::new(Phase::CreateTrigger, sql)));
}

/// For a table that stays.
pub(super) fn change(old: &Table, new: &Table, steps: &mut Vec<Step>) {
    let (before, after): (Vec<_>, Vec<_>) = (triggers(old).collect(), triggers(new).collect());
    let gone = before.iter().filter(|one| !after.contains(one));
    steps.extend(gone.map(|(column, _)| {
        let sql = drop_trigger(new.name(), column);
        Step::new(Phase::DropTrigger, sql)
    }));
    let fresh = after.iter().filter(|one| !before.contains(one));
    steps.extend(fresh.map(|(_, sql)| Step::new(Phase::CreateTrigger, sql)));
}

pub(super) fn functions(from: &Model, to: &Model, steps: &mut Vec<Step>) {
    let (old, new) = (all(from), all(to));
    let fresh = new.difference(&old);
    steps.extend(fresh.map(|function| Step::new(Phase::Function, function.create())));
    let gone = old.difference(&new);
    steps.extend(gone.map(|function| Step::new(Phase::DropFunction, function.drop())));
}

fn all(model: &Model) -> BTreeSet<Function<'_>> {
    let tables = model.tables.values().filter(|table| !table.existing);
    tables.flat_map(Function::all).collect()
}
