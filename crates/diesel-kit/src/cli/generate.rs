//! `generate`: its options, and what it reports.

use std::path::PathBuf;

use clap::Args;

use super::answering::{Answering, Consent, asking};
use super::explain::{explain, no_changes};
use super::{Kit, Outcome};
use crate::error::Error;
use crate::generate::{self, Generated, Options, Planned, custom, plan};
use crate::history::rehash;
use crate::script::Direction;

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
    #[command(flatten)]
    answering: Answering,
    #[command(flatten)]
    consent: Consent,
    /// Print what would be written, with hazards and locks.
    #[arg(long)]
    explain: bool,
    /// Build on branches that contradict each other; the newest migration has its way.
    #[arg(long)]
    ignore_conflicts: bool,
    /// An empty migration for SQL by hand.
    #[arg(long, requires = "name", conflicts_with_all = DIFFERENCE)]
    custom: bool,
    /// Accept SQL that was edited by hand.
    #[arg(long, conflicts_with_all = ["name", "custom", "ignore_conflicts"], conflicts_with_all = DIFFERENCE)]
    rehash: bool,
}

impl Generate {
    pub(super) fn execute(&self, kit: &Kit) -> Result<Outcome, Error> {
        if self.rehash {
            return accept_edits(kit);
        }
        if self.custom {
            let title = self.name.as_deref().unwrap_or("custom");
            let path = custom(&kit.directory, title, self.ignore_conflicts)?;
            let text = format!("wrote {}", path.display());
            return Ok(Outcome::ok(text).with("written", [path]));
        }
        let options = self.options()?;
        let (directory, model) = (&kit.directory, &kit.model);
        if self.explain {
            let plan = asking(kit.asks, options, |options| plan(directory, model, options))?;
            return Ok(explain(&plan, Direction::Up));
        }
        let generated = asking(kit.asks, options, |options| {
            generate::generate(directory, model, options)
        })?;
        Ok(report(&generated))
    }

    fn options(&self) -> Result<Options, Error> {
        let mut options = self.answering.options()?;
        options.title.clone_from(&self.name);
        self.consent.give(&mut options.answers);
        options.ignore_conflicts = self.ignore_conflicts;
        Ok(options)
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
