//! `generate`: the difference between the code and the newest snapshot, as migration folders.

use std::path::{Path, PathBuf};

use chrono::{NaiveDateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::answer::{Answers, resolve};
use crate::diff::{Rename, Style};
use crate::error::Error;
use crate::hazard::{Hazard, Step};
use crate::history::{History, NewFolder, Snapshot, write};
use crate::model::{Model, ObjectName};
use crate::sql::script::script;
use crate::stage::{Rollout, Stage, stages};

/// How a migration is made.
#[derive(Debug, Clone)]
pub struct Options {
    pub title: Option<String>,
    pub answers: Answers,
    pub rollout: Rollout,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            title: None,
            answers: Answers::default(),
            rollout: Rollout::Online,
        }
    }
}

/// A migration that is worked out but not written.
#[derive(Debug, Clone, Serialize)]
pub struct Planned {
    /// Part of the folder's name.
    pub title: String,
    pub in_transaction: bool,
    pub up: Vec<Step>,
    pub down: Vec<Step>,
    #[serde(skip)]
    renames: Vec<Rename>,
    #[serde(skip)]
    model: Model,
}

impl Planned {
    /// The schema afterwards.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The text of `up.sql`.
    pub fn up_sql(&self) -> String {
        script(&self.up)
    }

    /// The text of `down.sql`.
    pub fn down_sql(&self) -> String {
        let loses = self
            .up
            .iter()
            .any(|step| step.hazards.contains(&Hazard::DataLoss));
        let note = if loses {
            "-- irreversible: what up.sql removes is made again, but empty\n\n"
        } else {
            ""
        };
        let down = script(&self.down);
        if down.is_empty() {
            return format!("{note}-- nothing to undo\nSELECT 1;\n");
        }
        format!("{note}{down}")
    }
}

/// The migrations that lead from the newest snapshot to the model; none if there is no difference.
pub fn plan(directory: &Path, model: &Model, options: &Options) -> Result<Vec<Planned>, Error> {
    let history = History::read(directory)?;
    let (base, _) = history.head(directory)?;
    between(&base, model, options)
}

/// The migrations between two models.
pub fn between(base: &Model, model: &Model, options: &Options) -> Result<Vec<Planned>, Error> {
    let problems = model.problems();
    if !problems.is_empty() {
        return Err(Error::Model(problems));
    }
    let renames = resolve(base, model, &options.answers)?;
    let title = options.title.clone().unwrap_or_else(|| title(base, model));
    let planned = |stage: Stage| Planned {
        title: match &stage.purpose {
            Some(purpose) => format!("{title}_{purpose}"),
            None => title.clone(),
        },
        in_transaction: stage.style == Style::Transaction,
        up: stage.up(),
        down: stage.down(),
        model: stage.model(),
        renames: stage.renames,
    };
    let stages = stages(base, model, &renames, options.rollout);
    Ok(stages.into_iter().map(planned).collect())
}

/// Writes what `plan` found; returns the folders.
pub fn generate(
    directory: &Path,
    model: &Model,
    options: &Options,
) -> Result<Vec<(PathBuf, Planned)>, Error> {
    let history = History::read(directory)?;
    let (base, mut prev) = history.head(directory)?;
    let mut time = history.next_time(now());
    let mut written = Vec::new();
    for planned in between(&base, model, options)? {
        let snapshot = Snapshot::new(prev, planned.renames.clone(), planned.model.clone());
        prev = vec![snapshot.id.clone()];
        let folder = NewFolder {
            time,
            title: planned.title.clone(),
            up: planned.up_sql(),
            down: planned.down_sql(),
            in_transaction: planned.in_transaction,
            accept: Vec::new(),
            snapshot,
        };
        written.push((write(directory, folder)?, planned));
        time += TimeDelta::seconds(1);
    }
    Ok(written)
}

/// An empty migration for SQL by hand; the model stays as it is.
pub fn custom(directory: &Path, title: &str) -> Result<PathBuf, Error> {
    let history = History::read(directory)?;
    let (base, prev) = history.head(directory)?;
    let folder = NewFolder {
        time: history.next_time(now()),
        title: title.to_owned(),
        up: "-- write the change here, then run `generate --rehash`\nSELECT 1;\n".to_owned(),
        down: "-- undo it here\nSELECT 1;\n".to_owned(),
        in_transaction: true,
        accept: Vec::new(),
        snapshot: Snapshot::new(prev, Vec::new(), base),
    };
    write(directory, folder)
}

/// SQL that builds the model in an empty database.
pub fn export(model: &Model) -> Result<String, Error> {
    let options = Options {
        rollout: Rollout::OneStep,
        ..Options::default()
    };
    let planned = between(&Model::default(), model, &options)?;
    let scripts: Vec<String> = planned.iter().map(Planned::up_sql).collect();
    Ok(scripts.join("\n"))
}

fn now() -> NaiveDateTime {
    Utc::now().naive_utc()
}

/// A title for those who give none.
fn title(base: &Model, model: &Model) -> String {
    if base.tables.is_empty() && base.enums.is_empty() {
        return "initial".to_owned();
    }
    let is_new = |name: &&ObjectName| !base.tables.contains_key(*name);
    let is_changed = |name: &&ObjectName| base.tables.get(*name) != model.tables.get(*name);
    let new: Vec<&ObjectName> = model.tables.keys().filter(is_new).collect();
    let changed: Vec<&ObjectName> = model.tables.keys().filter(is_changed).collect();
    match (new.as_slice(), changed.as_slice()) {
        ([one], [_]) => format!("create_{}", one.name()),
        ([], [one]) => format!("change_{}", one.name()),
        _ => "change".to_owned(),
    }
}
