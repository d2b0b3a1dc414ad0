//! Enums: made, grown, rebuilt, dropped.

use std::collections::BTreeSet;

use super::impact::Impact;
use super::rename::child_path;
use crate::hazard::{Hazard, Phase, Step};
use crate::model::{EnumType, Kind, Model, ObjectName};
use crate::sql::name::{literal, name};
use crate::sql::statement::create_enum;

pub(super) fn steps(from: &Model, to: &Model, impact: &Impact, steps: &mut Vec<Step>) {
    for (enumeration, new) in &to.enums {
        match from.enums.get(enumeration) {
            None => {
                let sql = create_enum(enumeration, &new.values);
                steps.push(Step::new(Phase::Enum, sql));
            }
            Some(old) if impact.rebuilt().contains(enumeration) => {
                rebuild(enumeration, old, new, steps);
            }
            Some(old) => grow(enumeration, old, new, steps),
        }
    }
    for enumeration in from.enums.keys() {
        if !to.enums.contains_key(enumeration) {
            steps.push(drop_type(enumeration));
        }
    }
}

fn drop_type(enumeration: &ObjectName) -> Step {
    Step::new(Phase::DropEnum, format!("DROP TYPE {enumeration}"))
}

/// Enums whose labels were taken away or put into another order; PostgreSQL can only add some.
pub(super) fn rebuilt(from: &Model, to: &Model) -> BTreeSet<ObjectName> {
    let shrinks = |old: &EnumType, new: &EnumType| {
        let kept = new.values.iter().filter(|value| old.values.contains(value));
        !kept.eq(&old.values)
    };
    to.enums
        .iter()
        .filter(|(name, new)| from.enums.get(*name).is_some_and(|old| shrinks(old, new)))
        .map(|(name, _)| name.clone())
        .collect()
}

/// Labels that come to enums which exist already. Until the transaction that adds them has ended,
/// PostgreSQL refuses to use them.
pub(crate) fn added_labels<'a>(from: &Model, to: &'a Model) -> Vec<&'a str> {
    let mut labels = Vec::new();
    for (name, new) in &to.enums {
        if let Some(old) = from.enums.get(name) {
            let added = new
                .values
                .iter()
                .filter(|value| !old.values.contains(value));
            labels.extend(added.map(String::as_str));
        }
    }
    labels
}

fn grow(enumeration: &ObjectName, old: &EnumType, new: &EnumType, steps: &mut Vec<Step>) {
    for (at, value) in new.values.iter().enumerate() {
        if old.values.contains(value) {
            continue;
        }
        let mut behind = new.values.iter().skip(at);
        let next = behind.find(|value| old.values.contains(value));
        let before = next.map(|next| format!(" BEFORE {}", literal(next)));
        let sql = format!(
            "ALTER TYPE {} ADD VALUE {}{}",
            enumeration,
            literal(value),
            before.unwrap_or_default()
        );
        steps.push(Step::new(Phase::Enum, sql));
    }
}

/// The old type makes room for the new one; columns move over one by one, through text; then the
/// old type goes.
fn rebuild(enumeration: &ObjectName, old: &EnumType, new: &EnumType, steps: &mut Vec<Step>) {
    let aside = aside(enumeration);
    let sql = format!(
        "ALTER TYPE {} RENAME TO {}",
        enumeration,
        name(aside.name())
    );
    let is_gone = |value: &&String| !new.values.contains(value);
    let gone: Vec<&String> = old.values.iter().filter(is_gone).collect();
    let step = Step::new(Phase::Enum, sql);
    steps.push(if gone.is_empty() {
        step.hazards(
            &[Hazard::Rewrite, Hazard::Locks],
            format!("the labels of {enumeration} get another order"),
        )
    } else {
        let labels: Vec<String> = gone.iter().map(|value| literal(value)).collect();
        let step = step.hazards(
            &[Hazard::NeedsData, Hazard::Rewrite, Hazard::Locks],
            format!("fails while a row holds {}", labels.join(" or ")),
        );
        gone.iter().fold(step, |step, value| {
            step.loses(Kind::EnumValue, child_path(enumeration, value))
        })
    });
    steps.push(Step::new(
        Phase::Enum,
        create_enum(enumeration, &new.values),
    ));
    steps.push(drop_type(&aside));
}

fn aside(enumeration: &ObjectName) -> ObjectName {
    let name = format!("{}__old", enumeration.name());
    enumeration.sibling(crate::model::name::shortened(&name))
}
