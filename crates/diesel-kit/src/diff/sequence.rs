//! Sequences: made, altered, dropped.

use crate::hazard::{Hazard, Phase, Step};
use crate::model::{Kind, Model, ObjectName, ResolvedOptions, Sequence};
use crate::sql::sequence::{Numbers, RESTART, changed, create_sequence};

pub(super) fn steps(from: &Model, to: &Model, steps: &mut Vec<Step>) {
    for (name, new) in &to.sequences {
        match from.sequences.get(name) {
            None => steps.push(Step::new(Phase::Sequence, create_sequence(name, new))),
            Some(old) => alter(name, old, new, steps),
        }
    }
    for name in from.sequences.keys() {
        if !to.sequences.contains_key(name) {
            let step = Step::new(Phase::DropSequence, format!("DROP SEQUENCE {name}"));
            let reason = format!("what {name} has counted to is gone");
            let step = step.hazards(&[Hazard::RunningCode], reason);
            steps.push(step.loses(Kind::Sequence, name.path()));
        }
    }
}

fn alter(name: &ObjectName, old: &Sequence, new: &Sequence, steps: &mut Vec<Step>) {
    let (from, to) = (old.integer_type(), new.integer_type());
    let (resolved, goal) = (old.options.resolved(from), new.options.resolved(to));
    let sql_type = (from != to).then(|| format!("AS {to}"));
    let change = Change {
        numbers: Numbers::Named(name),
        old: resolved.retyped(from, to),
        new: goal,
        first: sql_type,
    };
    let narrows = resolved.retyped(from, to) != resolved && goal.max < resolved.max;
    for step in change.steps(Phase::Sequence) {
        steps.push(if narrows && step.hazards.is_empty() {
            step.hazards(
                &[Hazard::NeedsData],
                format!("fails if {name} has counted further than {to} goes"),
            )
        } else {
            step
        });
    }
}

/// Other options for a sequence that goes on counting.
pub(super) struct Change<'a> {
    pub(super) numbers: Numbers<'a>,
    pub(super) old: ResolvedOptions,
    pub(super) new: ResolvedOptions,
    /// A clause that goes first.
    pub(super) first: Option<String>,
}

impl Change<'_> {
    pub(super) fn steps(&self, phase: Phase) -> Vec<Step> {
        let (old, new) = (self.old, self.new);
        let mut clauses = changed(&old, &new);
        clauses.splice(0..0, self.first.clone());
        if clauses.is_empty() {
            return Vec::new();
        }
        if old.ascends() != new.ascends() {
            clauses.push(RESTART.to_owned());
            let reason = format!("counts the other way, from {}", new.start);
            let step = Step::new(phase, self.numbers.alter(&clauses));
            return vec![step.hazards(&[Hazard::RunningCode], reason)];
        }
        let (near, end_closer) = if new.ascends() {
            (new.min > old.min, new.max < old.max)
        } else {
            (new.max < old.max, new.min > old.min)
        };
        if near {
            return self.catch_up(clauses, phase);
        }
        let step = Step::new(phase, self.numbers.alter(&clauses));
        vec![if end_closer {
            let end = if new.ascends() { new.max } else { new.min };
            step.hazards(&[Hazard::NeedsData], format!("fails if it is past {end}"))
        } else {
            step
        }]
    }

    /// PostgreSQL refuses a bound that a sequence has not reached yet: it moves there first.
    fn catch_up(&self, clauses: Vec<String>, phase: Phase) -> Vec<Step> {
        let (word, compared, bound) = if self.new.ascends() {
            ("MINVALUE", "<", self.new.min)
        } else {
            ("MAXVALUE", ">", self.new.max)
        };
        let (last, others): (Vec<String>, Vec<String>) = clauses
            .into_iter()
            .partition(|clause| clause.starts_with(word));
        let (sequence, start) = (self.numbers.regclass(), self.new.start);
        let jump = format!(
            "SELECT setval({sequence}, {start}, false) WHERE nextval({sequence}) {compared} {bound}"
        );
        let mut statements = vec![jump, self.numbers.alter(&last)];
        if !others.is_empty() {
            statements.insert(0, self.numbers.alter(&others));
        }
        let statements = statements.into_iter();
        statements.map(|sql| Step::new(phase, sql)).collect()
    }
}
