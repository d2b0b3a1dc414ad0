//! Tables: made, changed, dropped.

use std::collections::BTreeSet;

use super::Style;
use super::column::{self, Context};
use super::constraint::{Pair, drop_foreign_key, index_phase};
use super::impact::Impact;
use crate::hazard::{Hazard, Phase, Step};
use crate::model::{Kind, Model, Table};
use crate::sql::name::name;
use crate::sql::statement::{
    alter_table, create_index, create_table, foreign_key, parameter_list, touch_function,
    touch_function_name, touch_trigger,
};

pub(super) fn steps(
    from: &Model,
    to: &Model,
    impact: &Impact,
    style: Style,
    steps: &mut Vec<Step>,
) {
    let context = Context { from, to, impact };
    for (table, new) in &to.tables {
        match from.tables.get(table) {
            None => create(new, steps),
            Some(old) => {
                column::steps(&context, old, new, steps);
                Pair {
                    old,
                    new,
                    impact,
                    style,
                }
                .steps(steps);
                parameters(old, new, steps);
            }
        }
    }
    for (table, old) in &from.tables {
        if !to.tables.contains_key(table) {
            drop(old, to, steps);
        }
    }
}

/// Foreign keys are always statements of their own, so that cycles are no special case.
fn create(table: &Table, steps: &mut Vec<Step>) {
    let own = table.name();
    steps.push(Step::new(Phase::CreateTable, create_table(table)));
    for key in &table.foreign_keys {
        steps.push(Step::new(Phase::AddForeignKey, foreign_key(own, key)));
    }
    for index in &table.indexes {
        steps.push(Step::new(
            index_phase(index),
            create_index(own, index, false),
        ));
    }
    for column in table.columns.iter().filter(|column| column.touched) {
        let sql = touch_trigger(own, &column.name);
        steps.push(Step::new(Phase::CreateTrigger, sql));
    }
}

fn drop(table: &Table, to: &Model, steps: &mut Vec<Step>) {
    for key in &table.foreign_keys {
        let stays = to.tables.contains_key(&key.table);
        if !stays && key.table != *table.name() {
            steps.push(drop_foreign_key(table.name(), key));
        }
    }
    let sql = format!("DROP TABLE {}", table.name());
    let reason = format!("the rows of {} are gone", table.name());
    steps.push(
        Step::new(Phase::DropTable, sql)
            .hazards(&[Hazard::RunningCode], reason)
            .loses(Kind::Table, table.name().path()),
    );
}

/// Storage parameters; they are for rows written from now on.
fn parameters(old: &Table, new: &Table, steps: &mut Vec<Step>) {
    let changed = new
        .with
        .iter()
        .filter(|(key, value)| old.with.get(*key) != Some(value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let gone: Vec<&str> = old
        .with
        .keys()
        .filter(|key| !new.with.contains_key(*key))
        .map(String::as_str)
        .collect();
    let mut push = |action: String| {
        let sql = alter_table(new.name(), &action);
        steps.push(Step::new(Phase::AlterColumn, sql));
    };
    let changed = parameter_list(&changed);
    if !changed.is_empty() {
        push(format!("SET ({changed})"));
    }
    if !gone.is_empty() {
        push(format!("RESET ({})", gone.join(", ")));
    }
}

/// One function serves all tables that have a touched column of the same name.
pub(super) fn touch_functions(from: &Model, to: &Model, steps: &mut Vec<Step>) {
    let (old, new) = (touched_columns(from), touched_columns(to));
    for column in new.difference(&old) {
        steps.push(Step::new(Phase::Function, touch_function(column)));
    }
    for column in old.difference(&new) {
        let function = name(&touch_function_name(column));
        let sql = format!("DROP FUNCTION {function}()");
        steps.push(Step::new(Phase::DropFunction, sql));
    }
}

fn touched_columns(model: &Model) -> BTreeSet<&str> {
    model
        .tables
        .values()
        .filter(|table| !table.existing)
        .flat_map(|table| &table.columns)
        .filter(|column| column.touched)
        .map(|column| column.name.as_str())
        .collect()
}
