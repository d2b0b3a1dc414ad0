//! A migration on top of another model than the one it was made for.

use crate::diff::{Rename, Style, diff, rename};
use crate::model::parts::Parts;
use crate::model::{Kind, Model};

/// What a migration was made for: to lead from one model to another.
pub(super) struct Edge<'a> {
    pub(super) base: Model,
    pub(super) end: &'a Model,
    pub(super) renames: &'a [Rename],
}

/// The model after the migration, with everything that the other model has besides the base. What both have
/// changed is as the migration has it.
pub(super) fn merged(model: &Model, edge: &Edge<'_>) -> Model {
    let (start, _) = rename::apply(&edge.base, edge.renames);
    let known = |rename: &&Rename| match rename.kind {
        Kind::Schema => model.schemas.contains_key(&rename.from),
        Kind::Role => model.roles.contains_key(&rename.from),
        _ => true,
    };
    let renames: Vec<Rename> = edge.renames.iter().filter(known).cloned().collect();
    let (onto, _) = rename::apply(model, &renames);
    let end = Parts::of(edge.end);
    let delta = Parts::of(&start).delta(&end);
    Parts::of(&onto).with(&delta, &end).model()
}

impl<'a> Edge<'a> {
    /// From the same base, and without renames.
    pub(super) fn only_to(&self, end: &'a Model) -> Self {
        Self {
            base: self.base.clone(),
            end,
            renames: &[],
        }
    }

    /// Whether the migration also leads from one of two other models to the other one: whether the same
    /// statements do. If not, what tells them apart.
    pub(super) fn fits(&self, [from, to]: [&Model; 2]) -> Result<(), String> {
        let known = [self.base.problems(), self.end.problems(), from.problems()].concat();
        let mut problems = to.problems().into_iter();
        match problems.find(|problem| !known.contains(problem)) {
            Some(problem) => Err(problem),
            None => same_statements("up.sql", [&self.base, self.end], [from, to], self.renames),
        }
    }

    /// The same for the way back.
    pub(super) fn can_be_undone(&self, [from, to]: [&Model; 2]) -> Result<(), String> {
        let renames = rename::reversed(self.renames);
        same_statements("down.sql", [self.end, &self.base], [to, from], &renames)
    }
}

fn same_statements(
    file: &str,
    home: [&Model; 2],
    away: [&Model; 2],
    renames: &[Rename],
) -> Result<(), String> {
    let statements = |[from, to]: [&Model; 2]| {
        let steps = diff(from, to, renames, Style::Transaction);
        let mut statements: Vec<String> = steps.into_iter().map(|step| step.sql).collect();
        statements.sort();
        statements
    };
    let (home, away) = (statements(home), statements(away));
    if let Some(more) = away.iter().find(|sql| !home.contains(sql)) {
        return Err(format!("its {file} would have to `{}`", short(more)));
    }
    match home.iter().find(|sql| !away.contains(sql)) {
        Some(less) => Err(format!("its {file} must not `{}`", short(less))),
        None => Ok(()),
    }
}

/// In one line.
fn short(sql: &str) -> String {
    const LONGEST: usize = 100;
    let words: Vec<&str> = sql.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(&line)),
        None => line,
    }
}
