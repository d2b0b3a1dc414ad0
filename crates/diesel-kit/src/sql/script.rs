//! A migration script: statements with their hazards as comments.

use crate::hazard::{Hazard, Step};

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

fn push_step(out: &mut String, step: &Step) {
    if !step.hazards.is_empty() {
        let names: Vec<&str> = step
            .hazards
            .iter()
            .map(|hazard| Hazard::name(*hazard))
            .collect();
        let reason = step.reason.as_deref().unwrap_or_default();
        out.extend(["-- ", &names.join(", "), ": ", reason, "\n"]);
    }
    out.push_str(&step.sql);
    out.push_str(";\n");
}
