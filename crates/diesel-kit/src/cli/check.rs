//! `check`: its options, and what it reports.

use clap::Args;

use super::command::blocking;
use super::{Common, Kit, Outcome};
use crate::branch::{Branches, Conflict};
use crate::check::{Finding, FindingKind, check_files, check_live, check_server};
use crate::error::Error;
use crate::history::History;
use crate::script::Migrations;

#[derive(Debug, Clone, Args)]
pub struct Check {
    /// How many of the newest migrations to take back and apply again; all of them by default.
    #[arg(long, value_name = "COUNT")]
    last: Option<usize>,
    /// Look at the files and the code only.
    #[arg(long, conflicts_with = "last")]
    offline: bool,
    /// Report what branches disagree about, and let it pass.
    #[arg(long)]
    ignore_conflicts: bool,
    /// Compare a running database with the code, and nothing else. It is only read; the schema of the
    /// code is built on the server of --database-url, or else beside it.
    #[arg(long, value_name = "URL", conflicts_with_all = ["last", "offline", "ignore_conflicts"])]
    live: Option<String>,
}

impl Check {
    pub(super) fn execute(&self, kit: &mut Kit, common: &Common) -> Result<Outcome, Error> {
        if let Some(live) = &self.live {
            let server = kit.server_beside(common.database_url.as_ref(), live)?;
            let migrations = Migrations::read(&kit.directory)?;
            let findings = blocking(check_live(live, &server, &migrations, &kit.model))?;
            return Ok(outcome("database and code agree", &findings));
        }
        let branches = Branches::of(&History::read(&kit.directory)?);
        let mut findings = check_files(&kit.directory, &kit.model)?;
        findings.retain(|finding| finding.kind != FindingKind::Branches || !self.ignore_conflicts);
        if !self.offline {
            let url = kit.database(common.database_url.as_ref())?;
            let migrations = Migrations::read(&kit.directory)?;
            let more = check_server(&url, &migrations, &kit.model, self.last);
            findings.extend(blocking(more)?);
        }
        let agreed = format!("files, code and PostgreSQL agree{}", open(&branches));
        let outcome = outcome(&agreed, &findings);
        Ok(if branches.are_several() {
            let conflicts = branches.conflicts.iter().filter(|_| self.ignore_conflicts);
            let ignored: Vec<String> = conflicts.map(Conflict::to_string).collect();
            outcome.with("branches", &branches).warnings(&ignored)
        } else {
            outcome
        })
    }
}

fn open(branches: &Branches) -> String {
    if branches.are_several() && branches.conflicts.is_empty() {
        let heads = branches.heads.join(" and ");
        return format!("\n{heads} are branches that commute: the next migration builds on them");
    }
    String::new()
}

fn outcome(agreed: &str, findings: &[Finding]) -> Outcome {
    if findings.is_empty() {
        return Outcome::ok(agreed).with("findings", findings);
    }
    let text: Vec<String> = findings.iter().map(paragraph).collect();
    Outcome::found("check", text.join("\n")).with("findings", findings)
}

fn paragraph(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    for line in &finding.lines {
        text.push_str("\n    ");
        text.push_str(&line.replace('\n', "\n        "));
    }
    text
}
