//! The statements that lead from one model to another.

mod column;
mod constraint;
mod enumeration;
mod impact;
mod matching;
mod object;
mod rebuild;
pub(crate) mod rename;
mod table;
mod type_change;
mod view;

use crate::hazard::Step;
use crate::model::graph::Node;
use crate::model::{Kind, Model};
pub(crate) use constraint::not_null_expression;
pub(crate) use enumeration::added_labels;
pub(crate) use impact::Impact;
pub(crate) use matching::Named;
use object::Change;
use rebuild::Rebuild;
pub use rename::Rename;

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
    let impact = Impact::between(&start, to);
    let rebuild = Rebuild::between(&start, to, &renames, &impact);
    enumeration::steps(&start, to, &impact, &mut steps);
    table::steps(&start, to, &impact, style, &mut steps);
    table::touch_functions(from, to, &mut steps);
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
