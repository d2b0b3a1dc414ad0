//! The statements that lead from one model to another.

mod column;
mod comment;
mod constraint;
mod enumeration;
mod impact;
mod matching;
mod policy;
pub(crate) mod rename;
mod space;
mod table;
mod type_change;

use crate::hazard::Step;
use crate::model::{Model, Table};
pub(crate) use constraint::not_null_expression;
pub(crate) use enumeration::added_labels;
pub(crate) use impact::Impact;
pub(crate) use matching::Named;
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
    let (start, mut steps) = rename::apply(from, renames);
    space::steps(&start, to, &mut steps);
    let (ours, goal) = (managed(&start, to), managed(to, &start));
    let impact = Impact::between(&ours, &goal);
    enumeration::steps(&ours, &goal, &impact, &mut steps);
    table::steps(&ours, &goal, &impact, style, &mut steps);
    table::touch_functions(from, to, &mut steps);
    policy::steps(&start, to, &impact, &mut steps);
    comment::steps(&ours, &goal, &impact, &mut steps);
    steps.sort_by_key(|step| step.phase);
    steps
}

/// The model without tables that are managed elsewhere. One that changes hands stays as it is.
fn managed(model: &Model, other: &Model) -> Model {
    let is_existing = |found: Option<&Table>| found.is_some_and(|table| table.existing);
    let mut ours = model.clone();
    ours.tables
        .retain(|name, table| !table.existing && !is_existing(other.tables.get(name)));
    ours
}
