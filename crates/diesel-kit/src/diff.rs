//! The statements that lead from one model to another.

mod cast;
mod column;
mod constraint;
mod enumeration;
mod impact;
mod matching;
mod numbering;
pub(crate) mod rename;
mod sequence;
mod table;
mod touch;
mod type_change;

use crate::hazard::Step;
use crate::model::Model;
pub(crate) use constraint::not_null_expression;
pub(crate) use enumeration::added_labels;
pub(crate) use impact::Impact;
pub(crate) use matching::{Matching, Named};
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
    let (start, mut steps) = rename::apply(from, renames);
    let impact = Impact::between(&start, to);
    enumeration::steps(&start, to, &impact, &mut steps);
    sequence::steps(&start, to, &mut steps);
    table::steps(&start, to, &impact, style, &mut steps);
    touch::functions(from, to, &mut steps);
    steps.sort_by_key(|step| step.phase);
    steps
}
