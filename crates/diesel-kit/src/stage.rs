//! Splitting a change into migrations that do not stop a running system.
//!
//! A stage is a chain of models; each migration is the difference along its chain, and its
//! down-script the difference backwards. So every step on the way is exact in both directions.

mod deferred;

use crate::diff::rename;
use crate::diff::{Rename, Style, added_labels, diff};
use crate::hazard::Step;
use crate::lock::{self, Relations};
use crate::model::{Model, ObjectName, Table};
use deferred::Deferred;

/// How carefully tables that hold rows are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rollout {
    /// Validation and index builds are migrations of their own, and stop nobody.
    Online,
    /// One migration, in one transaction, as far as PostgreSQL allows it.
    OneStep,
}

/// One migration.
#[derive(Debug)]
pub(crate) struct Stage {
    /// What it is for; nothing for the main one.
    pub(crate) purpose: Option<String>,
    pub(crate) style: Style,
    /// From the model before to the model afterwards.
    pub(crate) chain: Vec<Model>,
    /// Applied at the start of the chain.
    pub(crate) renames: Vec<Rename>,
}

impl Stage {
    pub(crate) fn up(&self) -> Vec<Step> {
        let mut renames = self.renames.as_slice();
        let mut steps = Vec::new();
        for pair in self.chain.windows(2) {
            if let [from, to] = pair {
                steps.extend(diff(from, to, renames, self.style));
            }
            renames = &[];
        }
        steps
    }

    pub(crate) fn down(&self) -> Vec<Step> {
        let renames = rename::reversed(&self.renames);
        let pairs: Vec<&[Model]> = self.chain.windows(2).collect();
        let mut steps = Vec::new();
        for (at, pair) in pairs.iter().enumerate().rev() {
            if let [from, to] = pair {
                let renames = if at == 0 { renames.as_slice() } else { &[] };
                steps.extend(diff(to, from, renames, self.style));
            }
        }
        steps
    }

    /// The statements of both directions with the locks they take.
    pub(crate) fn annotated(&self) -> (Vec<Step>, Vec<Step>) {
        let first = self.chain.first().cloned().unwrap_or_default();
        let (renamed, _) = rename::apply(&first, &self.renames);
        let last = self.model();
        let (back, _) = rename::apply(&last, &rename::reversed(&self.renames));
        let (mut up, mut down) = (self.up(), self.down());
        lock::annotate(&mut up, Relations::new([&first, &renamed], &self.chain));
        let all = [&first, &renamed];
        lock::annotate(&mut down, Relations::new([&last, &back], all));
        (up, down)
    }

    /// The model afterwards.
    pub(crate) fn model(&self) -> Model {
        self.chain.last().cloned().unwrap_or_default()
    }
}

/// The migrations from one model to another; none if they are equal.
pub(crate) fn stages(from: &Model, to: &Model, renames: &[Rename], rollout: Rollout) -> Vec<Stage> {
    let mut planner = Planner::new(from.clone(), renames.to_vec());
    let (start, _) = rename::apply(from, renames);
    let base = planner.labels_first(&start, to);
    match rollout {
        Rollout::OneStep => planner.advance(None, vec![to.clone()]),
        Rollout::Online => online(&mut planner, &base, to),
    }
    planner.finish(to)
}

/// Collects stages; each starts where the last one ended.
struct Planner {
    stages: Vec<Stage>,
    current: Model,
    renames: Vec<Rename>,
}

impl Planner {
    fn new(current: Model, renames: Vec<Rename>) -> Self {
        Self {
            stages: Vec::new(),
            current,
            renames,
        }
    }

    /// New labels that the change itself uses need a transaction of their own before it. It renames nothing
    /// yet: a text that has just followed a rename is good for a comparison, but not for making it again.
    fn labels_first(&mut self, renamed: &Model, to: &Model) -> Model {
        let used = |label: &&str| {
            let quoted = crate::sql::name::literal(label);
            uses(to, &quoted) > uses(renamed, &quoted)
        };
        if !added_labels(renamed, to).iter().any(used) {
            return renamed.clone();
        }
        let mut grown = renamed.clone();
        for (name, definition) in &to.enums {
            if let Some(old) = grown.enums.get_mut(name)
                && old
                    .values
                    .iter()
                    .all(|value| definition.values.contains(value))
            {
                old.values.clone_from(&definition.values);
            }
        }
        let (unrenamed, _) = rename::apply(&grown, &rename::reversed(&self.renames));
        let waiting = std::mem::take(&mut self.renames);
        let mut first = self.current.clone();
        first.enums = unrenamed.enums;
        self.advance(Some("labels"), vec![first]);
        self.renames = waiting;
        grown
    }

    /// A migration in a transaction.
    fn advance(&mut self, purpose: Option<&str>, chain: Vec<Model>) {
        self.push(purpose.map(str::to_owned), Style::Transaction, chain);
    }

    /// A migration outside transactions.
    fn concurrently(&mut self, purpose: String, model: Model) {
        self.push(Some(purpose), Style::Concurrent, vec![model]);
    }

    fn push(&mut self, purpose: Option<String>, style: Style, rest: Vec<Model>) {
        let mut chain = vec![self.current.clone()];
        chain.extend(rest);
        let stage = Stage {
            purpose,
            style,
            chain,
            renames: self.renames.clone(),
        };
        if !stage.up().is_empty() {
            self.current = stage.model();
            self.renames.clear();
            self.stages.push(stage);
        }
    }

    /// The last snapshot is the model itself, with its lists in the order of the code.
    fn finish(mut self, to: &Model) -> Vec<Stage> {
        if let Some(end) = self
            .stages
            .last_mut()
            .and_then(|stage| stage.chain.last_mut())
        {
            end.clone_from(to);
        }
        self.stages
    }
}

/// How often expressions and queries contain a text.
fn uses(model: &Model, text: &str) -> usize {
    let views = model.views.values().map(|view| &view.query);
    let objects = model.objects.values().map(|object| &object.up);
    let tables = model.tables.values().flat_map(expressions);
    let all = tables.chain(views).chain(objects);
    all.map(|expression| expression.matches(text).count()).sum()
}

fn expressions(table: &Table) -> impl Iterator<Item = &String> {
    let defaults = table
        .columns
        .iter()
        .flat_map(|c| [&c.default, &c.generated]);
    let checks = table.checks.iter().map(|check| &check.expression);
    let indexes = table
        .indexes
        .iter()
        .flat_map(|index| [Some(&index.on), index.condition.as_ref()]);
    let policies = table
        .policies
        .iter()
        .flat_map(|policy| [&policy.using, &policy.check]);
    defaults
        .chain(policies)
        .filter_map(Option::as_ref)
        .chain(checks)
        .chain(indexes.flatten())
}

fn online(planner: &mut Planner, base: &Model, to: &Model) {
    let deferred = Deferred::between(base, to);
    planner.advance(None, vec![deferred.immediate(base, to)]);
    if deferred.validates() {
        let proven = Deferred::proven(&planner.current);
        let strict = deferred.strict(&proven, to);
        planner.advance(Some("validate"), vec![proven, strict]);
    }
    for (table, index) in deferred.builds() {
        let mut next = planner.current.clone();
        with_table(&mut next, &table, |table| table.indexes.push(index.clone()));
        planner.concurrently(index.name.clone(), next);
    }
    planner.advance(Some("switch"), vec![deferred.switched(&planner.current)]);
    for (table, old) in deferred.leftovers() {
        let mut next = planner.current.clone();
        with_table(&mut next, &table, |table| {
            table.indexes.retain(|index| index.name != old);
        });
        planner.concurrently(format!("drop_{old}"), next);
    }
}

fn with_table(model: &mut Model, table: &ObjectName, change: impl FnOnce(&mut Table)) {
    if let Some(table) = model.tables.get_mut(table) {
        change(table);
    }
}
