//! `generate`: the difference between the code and the newest snapshot, as migration folders.

mod title;

use std::path::{Path, PathBuf};

use chrono::Utc;
use serde::Serialize;

use crate::answer::{Answers, Question, Resolution, Sheet, resolve};
use crate::branch::Branches;
use crate::diff::{Rename, Style, rename, unknown_conversions};
use crate::error::Error;
use crate::hazard::{Hazard, Step};
use crate::history::{History, NewFolder, lock, write};
use crate::model::Model;
use crate::sql::script::script;
use crate::stage::{Rollout, Stage, stages};

/// How a migration is made.
#[derive(Debug, Clone)]
pub struct Options {
    pub title: Option<String>,
    pub answers: Answers,
    pub rollout: Rollout,
    /// Branches that contradict each other count as one: the newest migration has its way.
    pub ignore_conflicts: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            title: None,
            answers: Answers::default(),
            rollout: Rollout::Online,
            ignore_conflicts: false,
        }
    }
}

/// What would be written.
#[derive(Debug)]
pub struct Plan {
    /// In their order; none if there is no difference.
    pub migrations: Vec<Planned>,
    /// What does not keep it from being written.
    pub warnings: Vec<String>,
}

/// What was written.
#[derive(Debug)]
pub struct Generated {
    /// Each with its folder; none if there was no difference.
    pub written: Vec<(PathBuf, Planned)>,
    pub warnings: Vec<String>,
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
    /// Changes nothing.
    fn joining(title: &str, model: &Model) -> Self {
        Self {
            title: title.to_owned(),
            in_transaction: true,
            up: Vec::new(),
            down: Vec::new(),
            renames: Vec::new(),
            model: model.clone(),
        }
    }

    /// The schema afterwards.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The text of `up.sql`.
    pub fn up_sql(&self) -> String {
        if self.up.is_empty() {
            return JOINS.to_owned();
        }
        script(&self.up)
    }

    /// The text of `down.sql`.
    pub fn down_sql(&self) -> String {
        let note = if self.loses_data() {
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

    fn loses_data(&self) -> bool {
        let mut hazards = self.up.iter().flat_map(|step| &step.hazards);
        hazards.any(|hazard| *hazard == Hazard::DataLoss)
    }

    /// Whoever generates it has agreed to what it loses.
    fn folder(&self) -> NewFolder {
        NewFolder {
            title: self.title.clone(),
            up: self.up_sql(),
            down: self.down_sql(),
            in_transaction: self.in_transaction,
            replaces: Vec::new(),
            accept: Vec::from_iter(self.loses_data().then_some(Hazard::DataLoss)),
            renames: self.renames.clone(),
            model: self.model.clone(),
        }
    }
}

/// The up-script of a migration that only joins branches.
const JOINS: &str = "-- joins branches, and changes nothing\nSELECT 1;\n";

/// The migrations that lead from the newest snapshots to the model. It writes nothing, so that nobody
/// has to agree to anything; only what may be a rename has to be answered.
pub fn plan(directory: &Path, model: &Model, options: &Options) -> Result<Plan, Error> {
    let branches = joined(&History::read(directory)?, options.ignore_conflicts)?;
    Draft::on(&branches, model, options)?.plan()
}

/// The migrations between two models.
pub fn between(base: &Model, model: &Model, options: &Options) -> Result<Vec<Planned>, Error> {
    Ok(plan_between(base, model, options)?.migrations)
}

/// The same with warnings.
pub fn plan_between(base: &Model, model: &Model, options: &Options) -> Result<Plan, Error> {
    Draft::between(base, model, options)?.plan()
}

/// The same, if every loss of data is agreed to.
pub(crate) fn confirmed_between(
    base: &Model,
    model: &Model,
    options: &Options,
) -> Result<Plan, Error> {
    Draft::between(base, model, options)?.confirmed()
}

/// Writes what `plan` finds, if every loss of data is agreed to. Either all folders are there
/// afterwards, or none.
pub fn generate(directory: &Path, model: &Model, options: &Options) -> Result<Generated, Error> {
    let draft = |history: &History| {
        let branches = joined(history, options.ignore_conflicts)?;
        let plan = Draft::on(&branches, model, options)?.confirmed()?;
        Ok::<_, Error>((plan, branches))
    };
    if !directory.exists() && draft(&History::default())?.0.migrations.is_empty() {
        return Ok(Generated::nothing());
    }
    let _lock = lock(directory)?;
    let history = History::read(directory)?;
    let (plan, branches) = draft(&history)?;
    let folders = plan.migrations.iter().map(Planned::folder).collect();
    let time = history.next_time(Utc::now().naive_utc());
    let paths = write(directory, time, branches.into(), folders)?;
    Ok(Generated {
        written: paths.into_iter().zip(plan.migrations).collect(),
        warnings: plan.warnings,
    })
}

/// Where the next migration starts.
fn joined(history: &History, ignore_conflicts: bool) -> Result<Branches, Error> {
    let branches = Branches::of(history);
    if branches.conflicts.is_empty() || ignore_conflicts {
        Ok(branches)
    } else {
        Err(Error::Branches(branches.conflicts))
    }
}

/// An empty migration for SQL by hand; the model stays as it is.
pub fn custom(directory: &Path, title: &str, ignore_conflicts: bool) -> Result<PathBuf, Error> {
    let _lock = lock(directory)?;
    let history = History::read(directory)?;
    let branches = joined(&history, ignore_conflicts)?;
    let folder = NewFolder {
        title: title.to_owned(),
        up: "-- write the change here, then run `generate --rehash`\nSELECT 1;\n".to_owned(),
        down: "-- undo it here\nSELECT 1;\n".to_owned(),
        in_transaction: true,
        replaces: Vec::new(),
        accept: Vec::new(),
        renames: Vec::new(),
        model: branches.model.clone(),
    };
    let time = history.next_time(Utc::now().naive_utc());
    let written = write(directory, time, branches.into(), vec![folder])?;
    Ok(written.into_iter().next().unwrap_or_default())
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

impl Generated {
    pub(crate) fn nothing() -> Self {
        Self {
            written: Vec::new(),
            warnings: Vec::new(),
        }
    }
}

/// Migrations as far as they can be worked out, and what is open.
struct Draft {
    migrations: Vec<Planned>,
    /// What may be a rename.
    questions: Vec<Question>,
    /// What would be lost without a word.
    unconfirmed: Vec<Question>,
    sheet: Sheet,
    warnings: Vec<String>,
}

impl Draft {
    /// From what the migrations lead to. Conflicts that are ignored need a migration that says so.
    fn on(branches: &Branches, model: &Model, options: &Options) -> Result<Self, Error> {
        let mut draft = Self::between(&branches.model, model, options)?;
        let ignored = branches.conflicts.iter();
        draft.warnings = ignored
            .map(|conflict| format!("ignored: {conflict}"))
            .collect();
        if draft.migrations.is_empty() && !branches.conflicts.is_empty() {
            let title = options.title.as_deref().unwrap_or("join_branches");
            draft.migrations.push(Planned::joining(title, model));
        }
        Ok(draft)
    }

    fn between(base: &Model, model: &Model, options: &Options) -> Result<Self, Error> {
        let problems = model.problems();
        if !problems.is_empty() {
            return Err(Error::Model(problems));
        }
        let mut sheet = Sheet::new(&options.answers)?;
        let resolution = resolve(base, model, &mut sheet)?;
        let (renamed, _) = rename::apply(base, &resolution.renames);
        let unknown = unknown_conversions(&renamed, model);
        if resolution.questions.is_empty() && !unknown.is_empty() {
            return Err(Error::Conversion(unknown));
        }
        let title = options.title.clone();
        let title = title.unwrap_or_else(|| title::of(base, model));
        let stages = stages(base, model, &resolution.renames, options.rollout);
        let migrations: Vec<Planned> = stages
            .into_iter()
            .map(|stage| planned(&title, stage))
            .collect();
        Ok(Self {
            unconfirmed: unconfirmed(&migrations, &resolution, &mut sheet),
            migrations,
            questions: resolution.questions,
            sheet,
            warnings: Vec::new(),
        })
    }

    /// To be looked at.
    fn plan(self) -> Result<Plan, Error> {
        let unused = self.sheet.unused();
        if !self.questions.is_empty() {
            // With the answers to come, more of these may fit.
            return Err(Error::Unanswered {
                questions: self.questions,
                unused: [unused.options, unused.hints].concat(),
            });
        }
        if !unused.options.is_empty() {
            let answers = unused.options.join(", ");
            return Err(Error::Usage(format!("no change fits {answers}")));
        }
        Ok(Plan {
            migrations: self.migrations,
            warnings: [self.warnings, ignored(&unused.hints)].concat(),
        })
    }

    /// To be written.
    fn confirmed(mut self) -> Result<Plan, Error> {
        let unconfirmed = std::mem::take(&mut self.unconfirmed);
        self.questions.extend(unconfirmed);
        self.plan()
    }
}

fn ignored(hints: &[String]) -> Vec<String> {
    let words = |hint: &String| format!("{hint} fits no change and was ignored");
    hints.iter().map(words).collect()
}

fn planned(title: &str, stage: Stage) -> Planned {
    let (up, down) = stage.annotated();
    Planned {
        title: match &stage.purpose {
            Some(purpose) => format!("{title}_{purpose}"),
            None => title.to_owned(),
        },
        in_transaction: stage.style == Style::Transaction,
        up,
        down,
        model: stage.model(),
        renames: stage.renames,
    }
}

/// What may turn out to be renamed is not lost yet.
fn unconfirmed(
    migrations: &[Planned],
    resolution: &Resolution,
    sheet: &mut Sheet,
) -> Vec<Question> {
    let steps = migrations.iter().flat_map(|migration| &migration.up);
    let mut losses = sheet.unconfirmed(steps, |kind, path| resolution.original(kind, path));
    losses.retain(|loss| match loss {
        Question::ConfirmDataLoss { kind, path, .. } => {
            let mut open = resolution.questions.iter();
            !open.any(|question| question.is_about(*kind, path))
        }
        Question::Rename { .. } => true,
    });
    losses
}
