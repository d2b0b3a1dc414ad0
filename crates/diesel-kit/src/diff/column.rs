//! Columns of a table that stays.

use super::constraint::not_null_expression;
use super::impact::Impact;
use super::rename::child_path;
use super::type_change;
use crate::hazard::{Hazard, Phase, Step};
use crate::model::{Column, Kind, Model, ObjectName, Table};
use crate::sql::name::name;
use crate::sql::statement::{
    add_column, alter_column, alter_table, change_type, drop_touch_trigger, touch_trigger,
};

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
                change(context, table, before, column, steps);
                steps.extend(nullability(old, table, before, column));
            }
        }
    }
    for column in &old.columns {
        if new.find(&column.name).is_none() {
            steps.push(drop(table, column));
        }
    }
    touch(old, new, steps);
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
    let lower = default.to_lowercase();
    lower.contains('(')
        && !["now()", "current_timestamp", "statement_timestamp()"].contains(&lower.as_str())
}

fn drop(table: &ObjectName, column: &Column) -> Step {
    let sql = alter_table(table, &format!("DROP COLUMN {}", name(&column.name)));
    let step = Step::new(Phase::DropColumn, sql);
    let path = format!("{table}.{}", column.name);
    if column.generated.is_some() {
        return step.hazards(
            &[Hazard::RunningCode],
            format!("code that reads {path} fails"),
        );
    }
    step.hazards(
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
    let mut old_default = before.default.as_ref();
    if old_default.is_some_and(|default| context.impact.disturbs(default)) {
        old_default = None;
        let sql = alter_column(table, &column.name, "DROP DEFAULT");
        steps.push(Step::new(Phase::ReleaseColumn, sql));
    }
    if context.impact.releases_type(&before.sql_type) {
        steps.extend(retype_by_text(context, table, before, column));
    } else if context.impact.changes(table, &column.name) {
        steps.push(retype(context, table, before, column));
    } else if old_default != column.default.as_ref() {
        let action = match &column.default {
            Some(default) => format!("SET DEFAULT {default}"),
            None => "DROP DEFAULT".to_owned(),
        };
        let sql = alter_column(table, &column.name, &action);
        steps.push(Step::new(Phase::AlterColumn, sql));
    }
}

/// The type is an object given as SQL that is dropped, and made again if it stays.
fn retype_by_text(
    context: &Context,
    table: &ObjectName,
    before: &Column,
    column: &Column,
) -> [Step; 2] {
    let text = Column {
        default: None,
        sql_type: type_change::text_of(&before.sql_type).to_owned(),
        ..column.clone()
    };
    let path = format!("{table}.{}", column.name);
    let reason = format!("{path} is text while {} is made again", before.sql_type);
    let using = format!("{}::{}", name(&column.name), text.sql_type);
    let away = change_type(table, before, &text, &using);
    let away =
        Step::new(Phase::ReleaseColumn, away).hazards(&[Hazard::Locks, Hazard::Rewrite], reason);
    let using = type_change::using(&column.name, &text.sql_type, &column.sql_type, context.to);
    let reason = format!("fails on rows that {} refuses", column.sql_type);
    let back = change_type(table, &text, column, &using);
    let back = Step::new(Phase::AlterColumn, back)
        .hazards(&[Hazard::NeedsData, Hazard::Locks, Hazard::Rewrite], reason);
    [away, back]
}

fn retype(context: &Context, table: &ObjectName, before: &Column, column: &Column) -> Step {
    let (from, to) = (&before.sql_type, &column.sql_type);
    let enums = if context.to.enum_of(to).is_some() {
        context.to
    } else {
        context.from
    };
    let using = type_change::using(&column.name, from, to, enums);
    let sql = change_type(table, before, column, &using);
    let path = format!("{table}.{}", column.name);
    let step = Step::new(Phase::AlterColumn, sql);
    if from == to {
        return step.hazards(
            &[Hazard::Locks, Hazard::Rewrite],
            format!("{path} moves over to the new labels"),
        );
    }
    let step = step.hazards(
        &type_change::hazards(from, to),
        format!("{path} from {from} to {to}"),
    );
    if type_change::narrows(from, to) {
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

/// Triggers for columns that show when a row changed last.
fn touch(old: &Table, new: &Table, steps: &mut Vec<Step>) {
    let touched = |table: &Table, column: &str| {
        let column = table.find(column);
        column.is_some_and(|column| column.touched)
    };
    let table = new.name();
    for column in new.columns.iter().filter(|column| column.touched) {
        if !touched(old, &column.name) {
            let sql = touch_trigger(table, &column.name);
            steps.push(Step::new(Phase::CreateTrigger, sql));
        }
    }
    for column in old.columns.iter().filter(|column| column.touched) {
        if !touched(new, &column.name) {
            let sql = drop_touch_trigger(table, &column.name);
            steps.push(Step::new(Phase::DropTrigger, sql));
        }
    }
}
