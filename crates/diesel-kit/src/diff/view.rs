//! Views: made, changed in place, dropped.

use super::matching::Matching;
use crate::hazard::{Hazard, Phase, Step};
use crate::model::{Index, Kind, ObjectName, View};
use crate::sql::name::name;
use crate::sql::statement::{create_index, drop_index, parameter_changes};
use crate::sql::view::{alter_view, create_view, drop_view};

pub(super) fn create(view_name: &ObjectName, view: &View, steps: &mut Vec<Step>) {
    steps.push(step(create_view(view_name, view)));
    steps.extend(view.indexes.iter().map(|index| build(view_name, index)));
}

/// A view whose query stays.
pub(super) fn change(view_name: &ObjectName, old: &View, new: &View, steps: &mut Vec<Step>) {
    for action in parameter_changes(&old.with, &new.with) {
        steps.push(step(alter_view(view_name, new, &action)));
    }
    if old.tablespace != new.tablespace {
        let tablespace = new.tablespace.as_deref().unwrap_or("pg_default");
        let action = format!("SET TABLESPACE {}", name(tablespace));
        let reason = format!("{view_name} is copied, and cannot be read meanwhile");
        steps.push(
            step(alter_view(view_name, new, &action))
                .hazards(&[Hazard::Locks, Hazard::Rewrite], reason),
        );
    }
    indexes(view_name, old, new, steps);
    if old.no_data && !new.no_data {
        let sql = format!("REFRESH MATERIALIZED VIEW {view_name}");
        steps.push(step(sql).hazards(&[Hazard::Locks], format!("{view_name} is computed")));
    }
}

/// Only a refresh writes to a materialised view, and it can wait until an index is built: there is no need for
/// a build that stops nobody, in a migration of its own.
fn indexes(view_name: &ObjectName, old: &View, new: &View, steps: &mut Vec<Step>) {
    let matching = Matching::of(&old.indexes, &new.indexes, |_: &Index| false);
    for index in matching.dropped {
        steps.push(step(drop_index(&view_name.sibling(&index.name), false)));
    }
    for (before, after) in matching.renamed {
        let (from, to) = (view_name.sibling(&before.name), name(&after.name));
        steps.push(step(format!("ALTER INDEX {from} RENAME TO {to}")));
    }
    for index in matching.added {
        let reason = format!("a refresh of {view_name} waits until the index is built");
        steps.push(build(view_name, index).hazards(&[Hazard::Locks], reason));
    }
}

fn build(view_name: &ObjectName, index: &Index) -> Step {
    step(create_index(view_name, index, false))
}

fn step(sql: String) -> Step {
    Step::new(Phase::CreateObject, sql)
}

/// `again`: what it becomes, if it does not go for good.
pub(super) fn drop(view_name: &ObjectName, view: &View, again: Option<&View>) -> Step {
    let step = Step::new(Phase::DropObject, drop_view(view_name, view));
    let path = view_name.path();
    match again {
        Some(again) if again.materialized && again.no_data => step.hazards(
            &[Hazard::RunningCode],
            format!("{path} is made again below, and is empty until it is refreshed"),
        ),
        Some(again) if again.materialized => step.hazards(
            &[Hazard::Locks, Hazard::RunningCode],
            format!("{path} is made again below, and computed anew"),
        ),
        Some(_) => step.hazards(
            &[Hazard::RunningCode],
            format!("{path} is made again below"),
        ),
        None if view.materialized && !view.no_data => step
            .hazards(
                &[Hazard::RunningCode],
                format!("the rows of {path} are gone"),
            )
            .loses(Kind::View, path),
        None => step.hazards(
            &[Hazard::RunningCode],
            format!("code that reads {path} fails"),
        ),
    }
}
