//! Columns of a table that stays.

use super::constraint::not_null_expression;
use super::impact::Impact;
use super::numbering;
use super::rename::child_path;
use super::touch;
use super::type_change;
use crate::hazard::{Hazard, Phase, Step};
use crate::model::{Column, Kind, Model, ObjectName, Table};
use crate::sql::expression::calls;
use crate::sql::name::name;
use crate::sql::statement::{add_column, alter_column, alter_table, change_type};

/// What the columns of one table are compared with.
pub(super) struct Context<'a> {
    pub(super) from: &'a Model,
    pub(super) to: &'a Model,
    pub(super) impact: &'a Impact,
}

pub(super) fn steps(context: &Context, old: &Table, new: &Table, steps: &mut Vec<Step>) {
    let table = new.name();
    for column in ordered(new) {
        match old.find(&column.name) {
            None => steps.push(add(table, column)),
            Some(before) if context.impact.recreates(table, column) => {
                recreate(table, before, column, steps);
            }
            Some(before) => {
                steps.extend(numbering::leave(table, before, column));
                change(context, table, before, column, steps);
                steps.extend(nullability(old, table, before, column));
                steps.extend(numbering::arrive(table, before, column));
            }
        }
    }
    for column in &old.columns {
        if new.find(&column.name).is_none() {
            steps.push(drop(table, column));
        }
    }
    touch::change(old, new, steps);
}

/// Generated columns come last, because they read the others.
fn ordered(table: &Table) -> impl Iterator<Item = &Column> {
    let plain = table
        .columns
        .iter()
        .filter(|column| column.generated.is_none());
    let generated = table
        .columns
        .iter()
        .filter(|column| column.generated.is_some());
    plain.chain(generated)
}

fn add(table: &ObjectName, column: &Column) -> Step {
    let step = Step::new(Phase::AddColumn, add_column(table, column));
    let path = format!("{table}.{}", column.name);
    if column.generated.is_some() {
        return step.hazards(
            &[Hazard::Locks, Hazard::Rewrite],
            format!("{path} is computed for every row"),
        );
    }
    if column.serial || column.identity.is_some() {
        return step.hazards(
            &[Hazard::Locks, Hazard::Rewrite],
            format!("every row of {table} gets a number"),
        );
    }
    match &column.default {
        None if !column.nullable => step.hazards(
            &[Hazard::NeedsData, Hazard::RunningCode],
            format!("{path} has no default, so it cannot be added to a table with rows"),
        ),
        Some(default) if is_volatile(default) => step.hazards(
            &[Hazard::Locks, Hazard::Rewrite],
            format!("every row of {table} gets a value of its own"),
        ),
        _ => step,
    }
}

/// A function call other than the clock is taken to give another value for each row.
fn is_volatile(default: &str) -> bool {
    let clocks = ["now", "statement_timestamp", "transaction_timestamp"];
    let calls = calls(default);
    calls
        .iter()
        .any(|function| !clocks.contains(&function.as_str()))
}

fn drop(table: &ObjectName, column: &Column) -> Step {
    let sql = alter_table(table, &format!("DROP COLUMN {}", name(&column.name)));
    let path = format!("{table}.{}", column.name);
    if column.generated.is_some() {
        // Before what it reads.
        return Step::new(Phase::DropGenerated, sql).hazards(
            &[Hazard::RunningCode],
            format!("code that reads {path} fails"),
        );
    }
    Step::new(Phase::DropColumn, sql)
        .hazards(
            &[Hazard::RunningCode],
            format!("the values of {path} are gone"),
        )
        .loses(Kind::Column, child_path(table, &column.name))
}

/// PostgreSQL cannot change the expression of a generated column.
fn recreate(table: &ObjectName, before: &Column, column: &Column, steps: &mut Vec<Step>) {
    let sql = alter_table(table, &format!("DROP COLUMN {}", name(&column.name)));
    let dropped = Step::new(Phase::DropGenerated, sql);
    let path = format!("{table}.{}", column.name);
    steps.push(if before.generated.is_none() {
        let reason = format!("the values of {path} are replaced by computed ones");
        dropped
            .hazards(&[Hazard::RunningCode], reason)
            .loses(Kind::Column, child_path(table, &column.name))
    } else {
        dropped.hazards(
            &[Hazard::RunningCode],
            format!("{path} is made again below"),
        )
    });
    steps.push(add(table, column));
}

fn change(
    context: &Context,
    table: &ObjectName,
    before: &Column,
    column: &Column,
    steps: &mut Vec<Step>,
) {
    if before.generated.is_some() && column.generated.is_none() {
        let sql = alter_column(table, &column.name, "DROP EXPRESSION");
        steps.push(Step::new(Phase::DropGenerated, sql));
    }
    if context.impact.changes(table, &column.name) {
        steps.push(retype(context, table, before, column));
    } else if before.default != column.default {
        let action = match &column.default {
            Some(default) => format!("SET DEFAULT {default}"),
            None => "DROP DEFAULT".to_owned(),
        };
        let sql = alter_column(table, &column.name, &action);
        steps.push(Step::new(Phase::AlterColumn, sql));
    }
}

fn retype(context: &Context, table: &ObjectName, before: &Column, column: &Column) -> Step {
    let (from, to) = (&before.sql_type, &column.sql_type);
    let path = format!("{table}.{}", column.name);
    let step = |using| {
        let sql = change_type(table, before, column, using);
        Step::new(Phase::AlterColumn, sql)
    };
    if from == to && !context.impact.is_rebuilt(to) {
        return step(None).hazards(
            &[Hazard::Locks],
            format!("{path} is sorted otherwise: its indexes are built again"),
        );
    }
    let change = type_change::between(before, column, context.from, context.to);
    let Some(conversion) = change.conversion else {
        // Only on the way down: on the way up this is an error.
        let nothing = column.default.as_deref().unwrap_or("NULL");
        let reason = format!("there is no way from {from} to {to}: the values of {path} are gone");
        return step(Some(nothing))
            .hazards(&[Hazard::Irreversible], reason)
            .loses(Kind::Column, child_path(table, &column.name));
    };
    let step = step(conversion.using());
    if from == to {
        return step.hazards(
            &[Hazard::Locks, Hazard::Rewrite],
            format!("{path} moves over to the new labels"),
        );
    }
    let step = step.hazards(&change.hazards, format!("{path} from {from} to {to}"));
    if change.narrows {
        return step.loses(Kind::Column, child_path(table, &column.name));
    }
    step
}

fn nullability(old: &Table, table: &ObjectName, before: &Column, column: &Column) -> Option<Step> {
    if before.nullable == column.nullable {
        return None;
    }
    if column.nullable {
        let sql = alter_column(table, &column.name, "DROP NOT NULL");
        return Some(Step::new(Phase::AlterColumn, sql));
    }
    let sql = alter_column(table, &column.name, "SET NOT NULL");
    let step = Step::new(Phase::AlterColumn, sql);
    let expression = not_null_expression(&column.name);
    let mut checks = old.checks.iter();
    if checks.any(|check| check.expression == expression && !check.not_valid) {
        // PostgreSQL believes the check and does not look at the rows again.
        return Some(step);
    }
    Some(step.hazards(
        &[Hazard::NeedsData, Hazard::Locks],
        format!("fails while {table}.{} holds a null", column.name),
    ))
}
