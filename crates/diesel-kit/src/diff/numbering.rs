//! Columns that number their rows: identity columns, and serial ones.

use super::sequence::Change;
use crate::hazard::{Hazard, Phase, Step};
use crate::model::{Column, Identity, ObjectName, SequenceOptions};
use crate::sql::sequence::{
    Numbers, create_serial, drop_serial, generated, identity, identity_to_serial, retype_serial,
    serial_to_identity, skip_taken,
};
use crate::sql::statement::alter_column;

/// Where the numbers of a column come from.
#[derive(Clone, Copy)]
enum Source {
    Nowhere,
    Serial,
    Identity(Identity),
}

impl Source {
    fn of(column: &Column) -> Self {
        match column.identity {
            Some(identity) => Self::Identity(identity),
            None if column.serial => Self::Serial,
            None => Self::Nowhere,
        }
    }

    fn options(self) -> SequenceOptions {
        match self {
            Self::Identity(identity) => identity.options,
            Self::Serial | Self::Nowhere => SequenceOptions::default(),
        }
    }

    fn ascends(self) -> bool {
        self.options().increment.is_none_or(|step| step > 0)
    }

    /// Whether the other one can go on where this one stands.
    fn continues_as(self, other: Self) -> bool {
        match (self, other) {
            (Self::Nowhere, _) | (_, Self::Nowhere) => false,
            (Self::Serial, Self::Serial) | (Self::Identity(_), Self::Identity(_)) => true,
            _ => self.ascends() && other.ascends(),
        }
    }
}

/// What has to happen before the type and the default of the column change.
pub(super) fn leave(table: &ObjectName, old: &Column, new: &Column) -> Vec<Step> {
    let (from, to) = (Source::of(old), Source::of(new));
    if from.continues_as(to) {
        // PostgreSQL changes the sequence of an identity column along with the column.
        let grows = matches!(from, Source::Serial) && old.sql_type != new.sql_type;
        let statement = grows.then(|| retype_serial(table, &new.name, &new.sql_type));
        return statement.into_iter().map(|sql| block(table, sql)).collect();
    }
    let statements = match from {
        Source::Nowhere => return Vec::new(),
        Source::Serial => vec![
            alter_column(table, &new.name, "DROP DEFAULT"),
            drop_serial(table, &new.name),
        ],
        Source::Identity(_) => vec![alter_column(table, &new.name, "DROP IDENTITY")],
    };
    let mut steps: Vec<Step> = statements
        .into_iter()
        .map(|sql| block(table, sql))
        .collect();
    if let (Source::Nowhere, Some(first)) = (to, steps.first_mut()) {
        *first = first.clone().hazards(
            &[Hazard::RunningCode],
            format!("code that leaves {table}.{} out fails", new.name),
        );
    }
    steps
}

/// What has to happen once type, default and NOT NULL are as they should be.
pub(super) fn arrive(table: &ObjectName, old: &Column, new: &Column) -> Vec<Step> {
    let (from, to) = (Source::of(old), Source::of(new));
    if !from.continues_as(to) {
        return begin(table, new, to);
    }
    let sql = match (from, to) {
        (Source::Identity(from), Source::Identity(to)) => {
            return change(table, (old, from), (new, to));
        }
        (Source::Serial, Source::Identity(identity)) => {
            let least = identity.options.resolved(&new.sql_type).min;
            serial_to_identity(table, &new.name, &identity, (least > 1).then_some(least))
        }
        (Source::Identity(identity), Source::Serial) => {
            let least = identity.options.resolved(&old.sql_type).min;
            identity_to_serial(table, &new.name, &new.sql_type, (least < 1).then_some(1))
        }
        _ => return Vec::new(),
    };
    vec![block(table, sql)]
}

/// A column that has been there without numbers: the first ones must be free.
fn begin(table: &ObjectName, column: &Column, source: Source) -> Vec<Step> {
    let name = &column.name;
    let statements = match source {
        Source::Nowhere => return Vec::new(),
        Source::Serial => create_serial(table, name, &column.sql_type).to_vec(),
        Source::Identity(to) => {
            vec![alter_column(table, name, &format!("ADD {}", identity(&to)))]
        }
    };
    let mut steps: Vec<Step> = statements
        .into_iter()
        .map(|sql| block(table, sql))
        .collect();
    steps.push(skip(table, column, source));
    steps
}

fn skip(table: &ObjectName, column: &Column, source: Source) -> Step {
    let sql = skip_taken(table, &column.name, &source.options(), &column.sql_type);
    let reason = format!("{table} waits until its numbers are looked at");
    step(sql).hazards(&[Hazard::Locks], reason)
}

fn change(
    table: &ObjectName,
    (before, old): (&Column, Identity),
    (column, new): (&Column, Identity),
) -> Vec<Step> {
    let (from, to) = (&before.sql_type, &column.sql_type);
    let change = Change {
        numbers: Numbers::Of(table, &column.name),
        old: old.options.resolved(from).retyped(from, to),
        new: new.options.resolved(to),
        first: (old.always != new.always).then(|| generated(&new).to_owned()),
    };
    let turns = Source::Identity(old).ascends() != Source::Identity(new).ascends();
    let mut steps = change.steps(Phase::AlterColumn);
    if let (false, true, Some(first)) = (old.always, new.always, steps.first_mut())
        && first.hazards.is_empty()
    {
        *first = first.clone().hazards(
            &[Hazard::RunningCode],
            format!("code that numbers {table} itself fails"),
        );
    }
    if turns {
        steps.push(skip(table, column, Source::Identity(new)));
    }
    steps
}

/// What only a block can say about a sequence, whose name is known to the database alone.
fn block(table: &ObjectName, sql: String) -> Step {
    let step = step(sql);
    if !step.sql.starts_with("DO ") {
        return step;
    }
    step.hazards(&[Hazard::Locks], format!("{table} waits meanwhile"))
}

fn step(sql: String) -> Step {
    Step::new(Phase::AlterColumn, sql)
}
