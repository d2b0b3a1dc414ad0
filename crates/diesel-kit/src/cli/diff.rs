//! `diff`: what leads from one stored schema to another, without a project.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::answering::{Answering, asking};
use super::explain::explain;
use crate::answer::Hint;
use crate::error::Error;
use crate::generate::plan_between;
use crate::history::Snapshot;
use crate::model::Model;
use crate::model::object_name::split_path;
use crate::script::Direction;

#[derive(Debug, Clone, Args)]
pub struct Diff {
    /// The schema to start from: a `snapshot.json`, or the model that is in one.
    from: PathBuf,
    /// The schema to reach.
    to: PathBuf,
    /// Print the way back, as `down.sql` would hold it.
    #[arg(long)]
    down: bool,
    #[command(flatten)]
    answering: Answering,
}

impl Diff {
    pub(super) fn execute(&self, asks: bool) -> Result<Outcome, Error> {
        let (from, to) = (Side::read(&self.from)?, Side::read(&self.to)?);
        let mut options = self.answering.options()?;
        options.answers.hints.extend(recorded(&from, &to));
        let plan = asking(asks, options, |options| {
            plan_between(&from.model, &to.model, options)
        })?;
        let direction = if self.down {
            Direction::Down
        } else {
            Direction::Up
        };
        Ok(explain(&plan, direction))
    }
}

/// A schema, and the snapshot around it if there is one.
struct Side {
    model: Model,
    snapshot: Option<Snapshot>,
}

impl Side {
    fn read(path: &Path) -> Result<Self, Error> {
        let json = std::fs::read_to_string(path).map_err(Error::io(path))?;
        let side = Self::parse(&json).map_err(|message| Error::history(path, message))?;
        let problems = side.model.problems();
        if problems.is_empty() {
            return Ok(side);
        }
        let message = format!("the schema in it is wrong: {}", problems.join("; "));
        Err(Error::history(path, message))
    }

    fn parse(json: &str) -> Result<Self, String> {
        let broken = |error: serde_json::Error| {
            format!("this is neither a snapshot nor the model that is in one: {error}")
        };
        let value: serde_json::Value = serde_json::from_str(json).map_err(broken)?;
        if value.get("format").is_some() {
            let snapshot = Snapshot::from_json(json)?;
            return Ok(Self {
                model: snapshot.model.clone(),
                snapshot: Some(snapshot),
            });
        }
        let mut model: Model = serde_json::from_value(value).map_err(broken)?;
        model.name_tables();
        Ok(Self {
            model,
            snapshot: None,
        })
    }
}

/// Of two neighbours, the later one knows what was renamed.
fn recorded(from: &Side, to: &Side) -> Vec<Hint> {
    let (Some(from), Some(to)) = (&from.snapshot, &to.snapshot) else {
        return Vec::new();
    };
    let (later, back) = if to.prev.contains(&from.id) {
        (to, false)
    } else if from.prev.contains(&to.id) {
        (from, true)
    } else {
        return Vec::new();
    };
    let renames = later.renames.iter().map(|rename| {
        let (old, new) = (split_path(&rename.from), split_path(&rename.to));
        let (from, to) = if back { (new, old) } else { (old, new) };
        Hint::Rename {
            kind: rename.kind,
            from,
            to,
        }
    });
    renames.collect()
}
