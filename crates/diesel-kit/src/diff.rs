//! The statements that lead from one model to another.

mod cast;
mod column;
mod comment;
mod constraint;
mod enumeration;
mod impact;
mod matching;
mod numbering;
mod object;
mod policy;
mod rebuild;
pub(crate) mod rename;
mod sequence;
mod space;
mod table;
mod touch;
mod type_change;
mod view;

use crate::hazard::Step;
use crate::model::graph::Node;
use crate::model::{Kind, Model, ObjectName, Table};
pub(crate) use constraint::not_null_expression;
pub(crate) use enumeration::added_labels;
pub(crate) use impact::Impact;
pub(crate) use matching::{Matching, Named};
use object::Change;
use rebuild::Rebuild;
pub use rename::Rename;
pub(crate) use type_change::unknown as unknown_conversions;

/// How indexes are built and dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Inside a transaction, together with everything else.
    Transaction,
    /// Without stopping writes; one such statement fills a migration.
    Concurrent,
}

/// The statements from one model to another, in an order that works. Things that are in `renames`
/// are renamed; everything else that is gone is dropped.
pub fn diff(from: &Model, to: &Model, renames: &[Rename], style: Style) -> Vec<Step> {
    let all_renames = renames;
    let renames = lasting(from, to, renames);
    let (start, mut steps) = rename::apply(from, &renames);
    space::steps(&start, to, &mut steps);
    let (ours, goal) = (managed(&start, to), managed(to, &start));
    let impact = Impact::between(&ours, &goal);
    let rebuild = Rebuild::between(&start, to, &renames, &impact);
    enumeration::steps(&ours, &goal, &impact, &mut steps);
    sequence::steps(&start, to, &mut steps);
    table::steps(&ours, &goal, &impact, style, &mut steps);
    touch::functions(from, to, &mut steps);
    let change = Change {
        from,
        start: &start,
        to,
        renames: &renames,
        all_renames,
        impact: &impact,
        rebuild: &rebuild,
    };
    change.steps(&mut steps);
    let built_on = policy::BuiltOn {
        impact: &impact,
        rebuild: &rebuild,
        objects: &start.objects,
    };
    policy::steps(&start, to, &renames, built_on, &mut steps);
    let is_made_again = |view: &ObjectName| rebuild.drops(&Node::View(view.clone()));
    comment::steps(&ours, &goal, &impact, is_made_again, &mut steps);
    steps.sort_by_key(|step| step.phase);
    steps
}

/// Without the renames of views that are dropped in any case.
fn lasting(from: &Model, to: &Model, renames: &[Rename]) -> Vec<Rename> {
    if renames.iter().all(|rename| rename.kind != Kind::View) {
        return renames.to_vec();
    }
    let (start, _) = rename::apply(from, renames);
    let rebuild = Rebuild::between(&start, to, renames, &Impact::between(&start, to));
    let lasts = |rename: &&Rename| {
        rename.kind != Kind::View || !rebuild.drops(&Node::View(rename::object(&rename.to)))
    };
    renames.iter().filter(lasts).cloned().collect()
}

/// The model without tables that are managed elsewhere. One that changes hands stays as it is.
fn managed(model: &Model, other: &Model) -> Model {
    let is_existing = |found: Option<&Table>| found.is_some_and(|table| table.existing);
    let mut ours = model.clone();
    ours.tables
        .retain(|name, table| !table.existing && !is_existing(other.tables.get(name)));
    ours
}
