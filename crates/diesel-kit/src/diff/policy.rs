//! Row-level security: policies made, changed, dropped, and whether they count.

use std::collections::BTreeMap;

use super::comment;
use super::impact::Impact;
use super::matching::{Matching, Named};
use super::rebuild::Rebuild;
use super::rename::{Rename, table_before};
use crate::hazard::{Hazard, Phase, Step};
use crate::model::graph::{Node, word};
use crate::model::{Model, ObjectName, Policy, PolicyCommand, RowSecurity, SqlObject, Table};
use crate::sql::expression::mentions;
use crate::sql::name::name;
use crate::sql::policy::{alter_policy, create_policy, drop_policy, rename_policy, row_security};

/// Tables that are managed elsewhere take part: their policies are ours.
pub(super) fn steps(
    from: &Model,
    to: &Model,
    renames: &[Rename],
    built_on: BuiltOn<'_>,
    steps: &mut Vec<Step>,
) {
    for (table, new) in &to.tables {
        let change = Change {
            table,
            table_before: &table_before(table, renames),
            old: from.tables.get(table),
            new,
        };
        change.row_security(steps);
        change.policies(built_on, steps);
    }
    for (table, old) in &from.tables {
        if !to.tables.contains_key(table) {
            // They may speak of other tables that go, too, so they do not wait for their own.
            let table = table_before(table, renames);
            steps.extend(old.policies.iter().map(|policy| drop(&table, policy)));
        }
    }
}

/// What policies may be built on, as far as it changes or goes.
#[derive(Clone, Copy)]
pub(super) struct BuiltOn<'a> {
    pub impact: &'a Impact,
    pub rebuild: &'a Rebuild,
    /// Objects given as SQL, as they are before; policies may call them.
    pub objects: &'a BTreeMap<String, SqlObject>,
}

impl BuiltOn<'_> {
    fn disturbs(self, table: &ObjectName, policy: &Policy) -> bool {
        let goes = |object: &&String| self.rebuild.drops(&Node::Object((*object).clone()));
        let mut texts = policy.using.iter().chain(&policy.check);
        texts.any(|text| {
            let mut going = self.objects.keys().filter(goes);
            self.impact.touches_through(table, text)
                || going.any(|object| mentions(text, word(object)))
        })
    }
}

/// What happens to the policies of one table.
struct Change<'a> {
    table: &'a ObjectName,
    /// The name that the table has when its policies are dropped.
    table_before: &'a ObjectName,
    old: Option<&'a Table>,
    new: &'a Table,
}

impl Change<'_> {
    fn row_security(&self, steps: &mut Vec<Step>) {
        if self.new.existing || self.old.is_some_and(|old| old.existing) {
            return;
        }
        let old = self.old.map(Table::effective_row_security);
        let (old, new) = (old.unwrap_or_default(), self.new.effective_row_security());
        if old == new {
            return;
        }
        let table = self.table;
        let step = Step::new(Phase::RowSecurity, row_security(table, old, new));
        let (hazard, reason) = match new {
            _ if self.old.is_none() => return steps.push(step),
            RowSecurity::Off => (
                Hazard::Security,
                format!("whoever may read {table} sees all of its rows"),
            ),
            RowSecurity::On if old == RowSecurity::Forced => (
                Hazard::Security,
                format!("the owner of {table} sees all of its rows"),
            ),
            RowSecurity::On => (
                Hazard::RunningCode,
                format!("code that does not own {table} sees only what policies let through"),
            ),
            RowSecurity::Forced => (
                Hazard::RunningCode,
                format!("code that owns {table} sees only what policies let through"),
            ),
        };
        steps.push(step.hazards(&[hazard], reason));
    }

    fn policies(&self, built_on: BuiltOn<'_>, steps: &mut Vec<Step>) {
        let disturbed = |policy: &Policy| built_on.disturbs(self.table, policy);
        let old = self.old.map(|old| old.policies.as_slice());
        let mut matching = Matching::of(old.unwrap_or_default(), &self.new.policies, disturbed);
        let changed = matching.take_changed();
        for old in &matching.dropped {
            steps.push(self.drop(old));
        }
        for (old, new) in &matching.renamed {
            let sql = rename_policy(self.table, &old.name, &new.name);
            steps.push(Step::new(Phase::RenameConstraint, sql));
        }
        for new in &matching.added {
            steps.push(self.add(new));
        }
        comment::matched(&matching, |policy| self.address(policy), steps);
        for (old, new) in changed {
            self.change(old, new, disturbed(old), steps);
        }
    }

    fn change(&self, old: &Policy, new: &Policy, disturbed: bool, steps: &mut Vec<Step>) {
        let stays = !disturbed && can_alter(old, new);
        let sql = if stays {
            alter_policy(self.table, old, new)
        } else {
            steps.push(drop(self.table_before, old));
            create_policy(self.table, new)
        };
        let step = Step::new(Phase::Policy, sql);
        steps.push(if widens(old, new) {
            self.wider(step, new)
        } else {
            step
        });
        let before = old.comment.as_deref().filter(|_| stays);
        comment::changed(
            &self.address(&new.name),
            before,
            new.comment.as_deref(),
            steps,
        );
    }

    /// A permissive policy opens a table that was closed but for the others.
    fn add(&self, policy: &Policy) -> Step {
        let step = Step::new(Phase::Policy, create_policy(self.table, policy));
        if !policy.restrictive && self.was_guarded() {
            return self.wider(step, policy);
        }
        step
    }

    fn drop(&self, policy: &Policy) -> Step {
        let step = drop(self.table_before, policy);
        if policy.restrictive {
            return self.wider(step, policy);
        }
        step
    }

    /// Of a table that is managed elsewhere it is not known.
    fn was_guarded(&self) -> bool {
        let guarded = |table: &Table| table.effective_row_security() != RowSecurity::Off;
        self.old
            .map_or(self.new.existing, |old| old.existing || guarded(old))
    }

    fn wider(&self, step: Step, policy: &Policy) -> Step {
        let table = self.table;
        let reason = format!(
            "rows of {table} that {} held back may be let through",
            policy.name
        );
        step.hazards(&[Hazard::Security], reason)
    }

    fn address(&self, policy: &str) -> String {
        format!("POLICY {} ON {}", name(policy), self.table)
    }
}

fn drop(table: &ObjectName, policy: &Policy) -> Step {
    Step::new(Phase::DropPolicy, drop_policy(table, &policy.name))
}

/// ALTER POLICY knows roles and expressions, and cannot take an expression away.
fn can_alter(old: &Policy, new: &Policy) -> bool {
    let keeps = |old: &Option<String>, new: &Option<String>| old.is_none() || new.is_some();
    old.restrictive == new.restrictive
        && old.command == new.command
        && keeps(&old.using, &new.using)
        && keeps(&old.check, &new.check)
}

/// Whether more may be let through than before. What another expression means is not known.
fn widens(old: &Policy, new: &Policy) -> bool {
    if old.using != new.using || old.check != new.check {
        return true;
    }
    if old.restrictive != new.restrictive {
        return old.restrictive;
    }
    // A restrictive policy lets less through the more it is for.
    if new.restrictive {
        !covers(new, old)
    } else {
        !covers(old, new)
    }
}

/// Whether the first is for all roles and commands that the second is for.
fn covers(one: &Policy, other: &Policy) -> bool {
    let roles = one.roles();
    let everybody = roles.iter().any(|role| role == "public");
    let command = one.command == PolicyCommand::All || one.command == other.command;
    command && (everybody || other.roles().iter().all(|role| roles.contains(role)))
}

impl Named for Policy {
    fn name(&self) -> &str {
        &self.name
    }

    fn comment(&self) -> Option<&str> {
        self.comment.as_deref()
    }

    fn same_definition(&self, other: &Self) -> bool {
        let bare = |one: &Self| Self {
            name: String::new(),
            comment: None,
            to: one.roles(),
            ..one.clone()
        };
        bare(self) == bare(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_widens_by_whom_and_what_it_is_for() {
        let own = Policy::new("own").to(&["reader"]).using("true");
        let others = own.clone().to(&["reader", "writer"]);
        let select = own.clone().command(PolicyCommand::Select);
        assert!(widens(&own, &others));
        assert!(!widens(&others, &own));
        assert!(widens(&select, &own));
        assert!(!widens(&own, &select));
        assert!(!widens(&own.clone().to(&[]), &own));
        assert!(widens(&own, &own.clone().using("id > 0")));
    }

    #[test]
    fn a_restrictive_policy_widens_the_other_way_round() {
        let own = Policy::new("own").restrictive().to(&["reader"]);
        let others = own.clone().to(&["reader", "writer"]);
        assert!(!widens(&own, &others));
        assert!(widens(&others, &own));
        assert!(widens(&own, &Policy::new("own").to(&["reader"])));
        assert!(!widens(&Policy::new("own").to(&["reader"]), &own));
    }
}
