//! `lint`: which migrations to look at, and what it reports.

use std::path::Path;

use clap::Args;

use super::command::blocking;
use super::{Common, Kit, Outcome};
use crate::connection::Server;
use crate::error::Error;
use crate::history::{Folder, History};
use crate::lint::{Finding, Severity, lint_code, lint_folder};
use crate::migrate::state;
use crate::script::Migrations;

#[derive(Debug, Clone, Args)]
pub struct Lint {
    /// Migrations to look at: folder, version, or the name after it.
    #[arg(value_name = "FOLDER")]
    folders: Vec<String>,
    /// Look at those that the database does not have.
    #[arg(long, conflicts_with = "folders")]
    pending: bool,
    /// Look at all of them, and at the code; this is the default.
    #[arg(long, conflicts_with_all = ["folders", "pending"])]
    all: bool,
    /// Fail on warnings, too.
    #[arg(long)]
    strict: bool,
}

impl Lint {
    pub(super) fn execute(&self, kit: &mut Kit, common: &Common) -> Result<Outcome, Error> {
        let history = History::read(kit.migrations()?)?;
        let folders = self.chosen(&history, kit, common)?;
        let of_folders = folders
            .iter()
            .flat_map(|folder| lint_folder(&history, folder));
        let mut findings: Vec<Finding> = of_folders.collect();
        if self.folders.is_empty() {
            findings.extend(lint_code(&history, &kit.model));
            #[cfg(feature = "views")]
            findings.extend(kit.lint_queries()?);
        }
        let errors = count(&findings, Severity::Error);
        let warnings = count(&findings, Severity::Warning);
        if findings.is_empty() {
            let text = format!("no hazards in {}", plural(folders.len(), "migration"));
            return Ok(Outcome::ok(text).with("findings", findings));
        }
        let mut text: String = findings.iter().map(paragraph).collect();
        let sums = [plural(errors, "error"), plural(warnings, "warning")];
        text.push_str(&sums.join(", "));
        let failed = errors > 0 || self.strict;
        let outcome = if failed {
            Outcome::found("lint", text)
        } else {
            Outcome::ok(text)
        };
        Ok(outcome.with("findings", findings))
    }

    fn chosen<'a>(
        &self,
        history: &'a History,
        kit: &mut Kit,
        common: &Common,
    ) -> Result<Vec<&'a Folder>, Error> {
        if self.pending {
            let url = kit.database(common.database_url.as_ref())?;
            let migrations = Migrations::read(kit.migrations()?)?;
            let pending = blocking(async {
                let mut conn = Server::new(&url)?.connect().await?;
                Ok(state(&mut conn, &migrations).await?.pending)
            })?;
            let folders = history.folders.iter();
            return Ok(folders
                .filter(|folder| pending.contains(&folder.version()))
                .collect());
        }
        if self.folders.is_empty() {
            return Ok(history.folders.iter().collect());
        }
        let named = self.folders.iter().map(|given| find(history, given));
        named.collect()
    }
}

fn find<'a>(history: &'a History, given: &str) -> Result<&'a Folder, Error> {
    let name = Path::new(given).file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let fits = |folder: &&Folder| {
        let title = folder.name.split_once('_').map(|(_, title)| title);
        folder.name == name || folder.version() == name || title == Some(&name)
    };
    let fitting: Vec<&Folder> = history.folders.iter().filter(fits).collect();
    match fitting.as_slice() {
        [folder] => Ok(folder),
        [] => Err(Error::Usage(match history.folders.last() {
            Some(newest) => format!(
                "there is no migration {given:?}; the newest is {}",
                newest.name
            ),
            None => "there are no migrations".to_owned(),
        })),
        several => Err(Error::Usage(format!(
            "{given:?} is the name of {} migrations: give the version, too",
            several.len()
        ))),
    }
}

fn count(findings: &[Finding], severity: Severity) -> usize {
    let of = findings
        .iter()
        .filter(|finding| finding.severity == severity);
    of.count()
}

fn plural(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}

/// What it is, the statement, and what to do.
fn paragraph(finding: &Finding) -> String {
    let mut text = format!("{}\n", finding.sentence());
    let statement = finding.statement.iter();
    for line in statement.chain([&finding.advice]) {
        text.extend(["    ", line, "\n"]);
    }
    text.push('\n');
    text
}
