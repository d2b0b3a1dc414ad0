//! `generate`: its options, and what it reports.

use std::path::PathBuf;

use clap::Args;

use super::{Kit, Outcome};
use crate::answer::Answers;
use crate::error::Error;
use crate::generate::{self, Planned, custom, plan};
use crate::history::rehash;
use crate::sql::script::script;
use crate::stage::Rollout;

#[derive(Debug, Clone, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Generate {
    /// Part of the folder's name.
    name: Option<String>,
    /// Something has a new name: `old:new`, for columns and enum values with their table or enum.
    #[arg(long = "rename", value_name = "OLD:NEW", value_parser = rename)]
    renames: Vec<(String, String)>,
    /// Something is new and has nothing to do with what is gone.
    #[arg(long = "create", value_name = "NEW")]
    creates: Vec<String>,
    /// Answers in a JSON file.
    #[arg(long, value_name = "FILE")]
    hints: Option<PathBuf>,
    /// Print what would be written.
    #[arg(long)]
    explain: bool,
    /// One migration that may stop writers, instead of several that do not.
    #[arg(long)]
    one_step: bool,
    /// An empty migration for SQL by hand.
    #[arg(long, requires = "name", conflicts_with_all = ["renames", "creates", "hints", "explain", "one_step"])]
    custom: bool,
    /// Accept SQL that was edited by hand.
    #[arg(long, conflicts_with_all = ["name", "custom", "renames", "creates", "hints", "explain", "one_step"])]
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
        if self.explain {
            return Ok(explain(&plan(&kit.directory, &kit.model, &options)?));
        }
        let written = generate::generate(&kit.directory, &kit.model, &options)?;
        if written.is_empty() {
            return Ok(no_changes());
        }
        let paths: Vec<&PathBuf> = written.iter().map(|(path, _)| path).collect();
        let text: Vec<String> = written
            .iter()
            .map(|(path, planned)| format!("wrote {}{}", path.display(), summary(planned)))
            .collect();
        let migrations: Vec<&Planned> = written.iter().map(|(_, planned)| planned).collect();
        Ok(Outcome::ok(text.join("\n"))
            .with("written", paths)
            .with("migrations", migrations))
    }

    fn options(&self) -> Result<generate::Options, Error> {
        let mut answers = Answers {
            renames: self.renames.clone(),
            creates: self.creates.clone(),
        };
        if let Some(path) = &self.hints {
            let json = std::fs::read_to_string(path).map_err(Error::io(path))?;
            answers.add_hints(&json)?;
        }
        Ok(generate::Options {
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

fn no_changes() -> Outcome {
    Outcome::no_changes("no changes")
}

fn explain(planned: &[Planned]) -> Outcome {
    if planned.is_empty() {
        return no_changes();
    }
    let mut text = String::new();
    for migration in planned {
        let outside = if migration.in_transaction {
            ""
        } else {
            ", not in a transaction"
        };
        let sql = script(&migration.up);
        text.extend(["-- ==== ", &migration.title, outside, "\n\n", &sql, "\n"]);
    }
    Outcome::ok(text).with("migrations", planned)
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

fn rename(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((from, to)) if !from.is_empty() && !to.is_empty() => {
            Ok((from.to_owned(), to.to_owned()))
        }
        _ => Err("write old:new, for example users.name:users.full_name".to_owned()),
    }
}
