//! `generate`: its options, and what it reports.

use std::path::PathBuf;

use clap::Args;

use super::{Kit, Outcome, terminal};
use crate::answer::{Answers, Hint, split_pair};
use crate::error::Error;
use crate::generate::{self, Generated, Options, Plan, Planned, custom, plan};
use crate::history::rehash;
use crate::sql::script::explained;
use crate::stage::Rollout;

/// The other ways to call it, which none of the options for a difference belongs to.
const DIFFERENCE: [&str; 7] = [
    "renames",
    "creates",
    "accepts",
    "allow_data_loss",
    "hints",
    "explain",
    "one_step",
];

#[derive(Debug, Clone, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Generate {
    /// Part of the folder's name.
    name: Option<String>,
    /// Something has a new name: `old:new`, for columns and enum values with their table or enum.
    #[arg(long = "rename", value_name = "OLD:NEW", value_parser = split_pair)]
    renames: Vec<(String, String)>,
    /// Something is new and has nothing to do with what is gone.
    #[arg(long = "create", value_name = "NEW")]
    creates: Vec<String>,
    /// The values of this may go: a table, a column with its table, a label with its enum.
    #[arg(long = "accept", value_name = "NAME")]
    accepts: Vec<String>,
    /// All values may go that the change does away with.
    #[arg(long)]
    allow_data_loss: bool,
    /// Answers as a JSON list, or the file that holds it.
    #[arg(long, value_name = "FILE|JSON")]
    hints: Option<String>,
    /// Print what would be written, with hazards and locks.
    #[arg(long)]
    explain: bool,
    /// One migration that may stop writers, instead of several that do not.
    #[arg(long)]
    one_step: bool,
    /// An empty migration for SQL by hand.
    #[arg(long, requires = "name", conflicts_with_all = DIFFERENCE)]
    custom: bool,
    /// Accept SQL that was edited by hand.
    #[arg(long, conflicts_with_all = ["name", "custom"], conflicts_with_all = DIFFERENCE)]
    rehash: bool,
}

impl Generate {
    pub(super) fn execute(&self, kit: &Kit) -> Result<Outcome, Error> {
        if self.rehash {
            return accept_edits(kit);
        }
        if self.custom {
            let title = self.name.as_deref().unwrap_or("custom");
            let path = custom(&kit.directory, title)?;
            let text = format!("wrote {}", path.display());
            return Ok(Outcome::ok(text).with("written", [path]));
        }
        let options = self.options()?;
        let (directory, model) = (&kit.directory, &kit.model);
        if self.explain {
            let plan = asking(kit, options, |options| plan(directory, model, options))?;
            return Ok(explain(&plan));
        }
        let generated = asking(kit, options, |options| {
            generate::generate(directory, model, options)
        })?;
        Ok(report(&generated))
    }

    fn options(&self) -> Result<Options, Error> {
        let answers = Answers {
            renames: self.renames.clone(),
            creates: self.creates.clone(),
            accepts: self.accepts.clone(),
            allow_data_loss: self.allow_data_loss,
            hints: match &self.hints {
                Some(hints) => read_hints(hints)?,
                None => Vec::new(),
            },
        };
        Ok(Options {
            title: self.name.clone(),
            answers,
            rollout: if self.one_step {
                Rollout::OneStep
            } else {
                Rollout::Online
            },
        })
    }
}

/// No name of a file starts like a list or an object.
fn read_hints(given: &str) -> Result<Vec<Hint>, Error> {
    if given.trim_start().starts_with(['[', '{']) {
        return Hint::list(given);
    }
    let path = PathBuf::from(given);
    let json = std::fs::read_to_string(&path).map_err(Error::io(&path))?;
    Hint::list(&json)
}

/// Does it, and puts what is open to a person if there is one, point by point: the next one may follow
/// from the answer.
fn asking<T>(
    kit: &Kit,
    mut options: Options,
    work: impl Fn(&Options) -> Result<T, Error>,
) -> Result<T, Error> {
    loop {
        let error = match work(&options) {
            Err(error) if kit.asks => error,
            done => return done,
        };
        let Error::Unanswered { questions, .. } = &error else {
            return Err(error);
        };
        let answer = questions.first().and_then(|question| {
            terminal::ask(question, std::io::stdin().lock(), std::io::stderr().lock()).ok()?
        });
        match answer {
            Some(hint) => options.answers.hints.push(hint),
            None => return Err(error),
        }
    }
}

/// Scripts that were changed by hand count as meant.
fn accept_edits(kit: &Kit) -> Result<Outcome, Error> {
    let changed = rehash(&kit.directory)?;
    if changed.is_empty() {
        return Ok(Outcome::no_changes("no script was edited"));
    }
    let lines: Vec<String> = changed
        .iter()
        .map(|path| format!("accepted {}", path.display()))
        .collect();
    Ok(Outcome::ok(lines.join("\n")).with("written", changed))
}

fn no_changes(warnings: &[String]) -> Outcome {
    Outcome::no_changes("no changes").warnings(warnings)
}

fn report(generated: &Generated) -> Outcome {
    if generated.written.is_empty() {
        return no_changes(&generated.warnings);
    }
    let written = || generated.written.iter();
    let lines: Vec<String> = written()
        .map(|(path, planned)| format!("wrote {}{}", path.display(), summary(planned)))
        .collect();
    let paths: Vec<&PathBuf> = written().map(|(path, _)| path).collect();
    let migrations: Vec<&Planned> = written().map(|(_, planned)| planned).collect();
    Outcome::ok(lines.join("\n"))
        .with("written", paths)
        .with("migrations", migrations)
        .warnings(&generated.warnings)
}

fn explain(plan: &Plan) -> Outcome {
    if plan.migrations.is_empty() {
        return no_changes(&plan.warnings);
    }
    let mut text = String::new();
    for migration in &plan.migrations {
        let outside = if migration.in_transaction {
            ""
        } else {
            ", not in a transaction"
        };
        let sql = explained(&migration.up);
        text.extend(["-- ==== ", &migration.title, outside, "\n\n", &sql, "\n"]);
    }
    Outcome::ok(text)
        .with("migrations", &plan.migrations)
        .warnings(&plan.warnings)
}

/// The hazards of a migration in one line.
fn summary(planned: &Planned) -> String {
    let mut hazards: Vec<&str> = planned
        .up
        .iter()
        .flat_map(|step| step.hazards.iter().map(|hazard| hazard.name()))
        .collect();
    hazards.sort_unstable();
    hazards.dedup();
    if hazards.is_empty() {
        return String::new();
    }
    format!(" ({})", hazards.join(", "))
}
