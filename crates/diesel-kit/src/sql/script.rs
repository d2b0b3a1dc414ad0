//! A migration script: statements with their hazards as comments.

use crate::hazard::{Hazard, Step};
use crate::lock::Lock;

/// The text of `up.sql` or `down.sql`.
pub(crate) fn script(steps: &[Step]) -> String {
    let mut out = String::new();
    let mut previous: Option<&Step> = None;
    for step in steps {
        if previous.is_some_and(|previous| !may_touch(previous, step)) {
            out.push('\n');
        }
        push_step(&mut out, step);
        previous = Some(step);
    }
    out
}

/// Short statements of one kind stand together; everything else is set apart.
fn may_touch(previous: &Step, next: &Step) -> bool {
    let short = |step: &Step| !step.sql.contains('\n') && step.hazards.is_empty();
    short(previous) && short(next) && previous.phase == next.phase
}

/// The same for whoever decides whether to run it: each statement with the locks it takes.
pub(crate) fn explained(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        if !out.is_empty() {
            out.push('\n');
        }
        push_comment(&mut out, step);
        push_locks(&mut out, step.locks.as_deref());
        out.extend([step.sql.as_str(), ";\n"]);
    }
    out
}

fn push_locks(out: &mut String, locks: Option<&[Lock]>) {
    let Some(locks) = locks else {
        out.push_str("-- locks: not known\n");
        return;
    };
    for same in locks.chunk_by(|one, other| one.mode == other.mode) {
        if let [first, ..] = same {
            let names: Vec<&str> = same.iter().map(|lock| lock.on.as_str()).collect();
            let names = names.join(", ");
            out.extend(["-- locks ", &names, ": ", first.mode.name(), "\n"]);
        }
    }
}

fn push_step(out: &mut String, step: &Step) {
    push_comment(out, step);
    out.push_str(&step.sql);
    out.push_str(";\n");
}

fn push_comment(out: &mut String, step: &Step) {
    if !step.hazards.is_empty() {
        let names: Vec<&str> = step
            .hazards
            .iter()
            .map(|hazard| Hazard::name(*hazard))
            .collect();
        let reason = step.reason.as_deref().unwrap_or_default();
        out.extend(["-- ", &names.join(", "), ": ", reason, "\n"]);
    }
}
