//! Keys, checks and indexes of a table that stays.

use super::Style;
use super::comment::{self, on_constraint, on_index};
use super::impact::Impact;
use super::matching::{Matching, Named};
use crate::hazard::{Hazard, Phase, Step};
use crate::model::name::shortened;
use crate::model::{Check, Exclusion, ForeignKey, Index, ObjectName, Table, Unique};
use crate::sql::name::{name, names};
use crate::sql::statement::{
    add_constraint, alter_table, check, create_index, deferral, drop_constraint, drop_index,
    exclusion, foreign_key, primary_key, rename_constraint, rename_index, unique,
};

pub(super) struct Pair<'a> {
    pub(super) old: &'a Table,
    pub(super) new: &'a Table,
    pub(super) impact: &'a Impact,
    pub(super) style: Style,
}

impl Pair<'_> {
    pub(super) fn steps(&self, steps: &mut Vec<Step>) {
        self.primary_key(steps);
        let promoted = self.promoted();
        self.uniques(&promoted, steps);
        self.checks(steps);
        self.exclusions(steps);
        self.foreign_keys(steps);
        self.indexes(&promoted, steps);
    }

    fn table(&self) -> &ObjectName {
        self.new.name()
    }

    fn primary_key(&self, steps: &mut Vec<Step>) {
        let (old, new) = (&self.old.primary_key, &self.new.primary_key);
        let recreated = self.impact.recreates_any(self.table(), &old.columns);
        let stays = old.columns == new.columns && !recreated;
        let comment = old.comment.as_deref().filter(|_| stays);
        let on = on_constraint(self.table(), &new.name);
        comment::changed(&on, comment, new.comment.as_deref(), steps);
        if stays {
            if old.name != new.name {
                self.rename(&old.name, &new.name, rename_constraint, steps);
            }
            return;
        }
        if !old.columns.is_empty() {
            steps.push(drop(self.table(), &old.name));
        }
        if !new.columns.is_empty() {
            let sql = add_constraint(self.table(), &primary_key(new));
            let reason = format!(
                "the key of {} is built while nobody can use it",
                self.table()
            );
            steps.push(
                Step::new(Phase::AddConstraint, sql)
                    .hazards(&[Hazard::NeedsData, Hazard::Locks], reason),
            );
        }
    }

    /// Another name for an index, or for a constraint with an index behind it. These share one set
    /// of names with the other tables.
    fn rename(
        &self,
        from: &str,
        to: &str,
        statement: fn(&ObjectName, &str, &str) -> String,
        steps: &mut Vec<Step>,
    ) {
        let mut push = |phase, from: &str, to: &str| {
            steps.push(Step::new(phase, statement(self.table(), from, to)));
        };
        if self
            .impact
            .is_taken(self.table(), &self.table().sibling(to))
        {
            let aside = shortened(&format!("{to}__new"));
            push(Phase::RenameAside, from, &aside);
            push(Phase::RenameConstraint, &aside, to);
        } else {
            push(Phase::RenameConstraint, from, to);
        }
    }

    /// Unique constraints for which an index of that name stands ready.
    fn promoted(&self) -> Vec<&Unique> {
        let ready = |unique: &Unique| {
            let columns = names(&unique.columns);
            self.old.indexes.iter().any(|index| {
                index.unique
                    && index.name == unique.name
                    && index.nulls_not_distinct == unique.nulls_not_distinct
                    && index.on == columns
            })
        };
        let is_new = |unique: &&Unique| !self.old.uniques.contains(unique);
        let uniques = self.new.uniques.iter();
        uniques
            .filter(is_new)
            .filter(|unique| ready(unique))
            .collect()
    }

    fn uniques(&self, promoted: &[&Unique], steps: &mut Vec<Step>) {
        let disturbed = |one: &Unique| self.impact.recreates_any(self.table(), &one.columns);
        let matching = Matching::of(&self.old.uniques, &self.new.uniques, disturbed);
        self.comments(&matching, steps);
        steps.extend(
            matching
                .dropped
                .iter()
                .map(|old| drop(self.table(), &old.name)),
        );
        for (old, new) in &matching.renamed {
            self.rename(&old.name, &new.name, rename_constraint, steps);
        }
        for added in &matching.added {
            steps.push(if promoted.contains(added) {
                promote(self.table(), added)
            } else {
                let sql = add_constraint(self.table(), &unique(added));
                let reason = format!("fails on duplicates; {} waits meanwhile", self.table());
                Step::new(Phase::AddConstraint, sql)
                    .hazards(&[Hazard::NeedsData, Hazard::Locks], reason)
            });
        }
    }

    fn checks(&self, steps: &mut Vec<Step>) {
        let disturbed = |one: &Check| self.impact.touches(self.table(), &one.expression);
        let matching = Matching::of(&self.old.checks, &self.new.checks, disturbed);
        for old in &matching.dropped {
            let mut step = drop(self.table(), &old.name);
            if self.helped(old) {
                step.phase = Phase::DropHelper;
            }
            steps.push(step);
        }
        let renamed = matching.renamed.iter();
        steps.extend(renamed.map(|(old, new)| rename(self.table(), &old.name, &new.name)));
        for (old, new) in &matching.kept {
            if old.not_valid && !new.not_valid {
                steps.push(self.validate(&new.name));
            }
        }
        self.comments(&matching, steps);
        steps.extend(matching.added.iter().map(|added| self.add_check(added)));
    }

    fn comments<T: Named>(&self, matching: &Matching<T>, steps: &mut Vec<Step>) {
        let on = |constraint: &str| on_constraint(self.table(), constraint);
        comment::matched(matching, on, steps);
    }

    /// A check that spares SET NOT NULL its search through the table has to outlive it.
    fn helped(&self, old: &Check) -> bool {
        self.new.columns.iter().any(|column| {
            let becomes_not_null =
                !column.nullable && self.old.find(&column.name).is_some_and(|old| old.nullable);
            becomes_not_null && old.expression == not_null_expression(&column.name)
        })
    }

    fn add_check(&self, added: &Check) -> Step {
        let step = Step::new(
            Phase::AddConstraint,
            add_constraint(self.table(), &check(added)),
        );
        if added.not_valid {
            return step;
        }
        let reason = format!(
            "fails on rows that break it; {} waits meanwhile",
            self.table()
        );
        step.hazards(&[Hazard::NeedsData, Hazard::Locks], reason)
    }

    fn validate(&self, constraint: &str) -> Step {
        let sql = alter_table(
            self.table(),
            &format!("VALIDATE CONSTRAINT {}", name(constraint)),
        );
        let reason = "fails on old rows that break it".to_owned();
        Step::new(Phase::Validate, sql).hazards(&[Hazard::NeedsData], reason)
    }

    fn exclusions(&self, steps: &mut Vec<Step>) {
        let disturbed = |one: &Exclusion| {
            let mut texts = std::iter::once(&one.on).chain(&one.condition);
            texts.any(|text| self.impact.touches(self.table(), text))
        };
        let matching = Matching::of(&self.old.exclusions, &self.new.exclusions, disturbed);
        let dropped = matching.dropped.iter();
        steps.extend(dropped.map(|old| drop(self.table(), &old.name)));
        for (old, new) in &matching.renamed {
            self.rename(&old.name, &new.name, rename_constraint, steps);
        }
        self.comments(&matching, steps);
        for added in &matching.added {
            let sql = add_constraint(self.table(), &exclusion(added));
            let reason = format!("fails on rows that clash; {} waits meanwhile", self.table());
            let step = Step::new(Phase::AddConstraint, sql);
            steps.push(step.hazards(&[Hazard::NeedsData, Hazard::Locks], reason));
        }
    }

    fn foreign_keys(&self, steps: &mut Vec<Step>) {
        let disturbed = |key: &ForeignKey| self.impact.touches_key(self.table(), key);
        let matching = Matching::of(&self.old.foreign_keys, &self.new.foreign_keys, disturbed);
        for old in &matching.dropped {
            steps.push(drop_foreign_key(self.table(), old));
        }
        let renamed = matching.renamed.iter();
        steps.extend(renamed.map(|(old, new)| rename(self.table(), &old.name, &new.name)));
        for (old, new) in &matching.kept {
            if old.not_valid && !new.not_valid {
                steps.push(self.validate(&new.name));
            }
        }
        for (old, new) in matching.kept.iter().chain(&matching.renamed) {
            if deferral(old) != deferral(new) {
                let action = format!("ALTER CONSTRAINT {} {}", name(&new.name), deferral(new));
                let sql = alter_table(self.table(), &action);
                steps.push(Step::new(Phase::AddForeignKey, sql));
            }
        }
        self.comments(&matching, steps);
        let added = matching.added.iter();
        steps.extend(added.map(|added| self.add_foreign_key(added)));
    }

    fn add_foreign_key(&self, key: &ForeignKey) -> Step {
        let step = Step::new(Phase::AddForeignKey, foreign_key(self.table(), key));
        if key.not_valid {
            return step;
        }
        let reason = format!(
            "fails on rows without a partner; writes to {} and {} wait meanwhile",
            self.table(),
            key.table
        );
        step.hazards(&[Hazard::NeedsData, Hazard::Locks], reason)
    }

    fn indexes(&self, promoted: &[&Unique], steps: &mut Vec<Step>) {
        let disturbed = |index: &Index| {
            let texts = [
                Some(&index.on),
                index.include.as_ref(),
                index.condition.as_ref(),
            ];
            let mut texts = texts.into_iter().flatten();
            texts.any(|text| self.impact.touches(self.table(), text))
        };
        let matching = Matching::of(&self.old.indexes, &self.new.indexes, disturbed);
        comment::matched(&matching, |index| on_index(self.table(), index), steps);
        let concurrently = self.style == Style::Concurrent;
        for old in &matching.dropped {
            if promoted.iter().any(|unique| unique.name == old.name) {
                continue;
            }
            let step = Step::new(
                Phase::DropIndex,
                drop_index(&self.table().sibling(&old.name), concurrently),
            );
            steps.push(alone(step, concurrently));
        }
        for (old, new) in &matching.renamed {
            self.rename(&old.name, &new.name, rename_index, steps);
        }
        for added in &matching.added {
            let sql = create_index(self.table(), added, concurrently);
            let step = Step::new(index_phase(added), sql);
            steps.push(if concurrently {
                alone(step, true)
            } else {
                let reason = format!("writes to {} wait until the index is built", self.table());
                step.hazards(&[Hazard::Locks], reason)
            });
        }
    }
}

pub(super) fn index_phase(index: &Index) -> Phase {
    if index.unique {
        Phase::CreateUniqueIndex
    } else {
        Phase::CreateIndex
    }
}

pub(crate) fn not_null_expression(column: &str) -> String {
    format!("{} IS NOT NULL", name(column))
}

fn alone(step: Step, concurrently: bool) -> Step {
    if !concurrently {
        return step;
    }
    step.hazards(
        &[Hazard::NotTransactional],
        "runs alone and without stopping writes; if it fails, the next attempt starts over",
    )
}

fn drop(table: &ObjectName, constraint: &str) -> Step {
    Step::new(Phase::DropConstraint, drop_constraint(table, constraint))
}

pub(super) fn drop_foreign_key(table: &ObjectName, key: &ForeignKey) -> Step {
    Step::new(Phase::DropForeignKey, drop_constraint(table, &key.name))
}

fn rename(table: &ObjectName, from: &str, to: &str) -> Step {
    Step::new(Phase::RenameConstraint, rename_constraint(table, from, to))
}

fn promote(table: &ObjectName, unique: &Unique) -> Step {
    let constraint = name(&unique.name);
    let sql = format!("CONSTRAINT {constraint} UNIQUE USING INDEX {constraint}");
    Step::new(Phase::AddConstraint, add_constraint(table, &sql))
}
