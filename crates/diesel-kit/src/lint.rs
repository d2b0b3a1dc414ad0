//! `lint`: hazards in the SQL of migrations, those written by hand above all.
//!
//! There are three sources: rules of our own where a statement may destroy something or cannot run
//! the way its folder says; rules of squawk for locks, rewrites and running code; and what the
//! comments of generated migrations announce. A hazard counts as meant if
//!
//! - `metadata.toml` accepts it: `accept = ["data_loss"]`, with names of hazards or of rules, or
//! - it is a warning, and a comment directly above the statement announces it, as `generate` writes
//!   them: `-- running_code: code that knows users.name fails from here on`.
//!
//! Errors are what is gone or open afterwards (`data_loss`, `security`) and what cannot work; the
//! rest are warnings. Down-scripts are there to take back: only what cannot work counts in them.

mod code;
mod finding;
#[cfg(feature = "views")]
mod index;
mod known;
mod loss;
mod rewrite;
mod rule;
mod script;
mod squawk;
mod transaction;

pub use finding::{Finding, Severity};
#[cfg(feature = "views")]
pub use index::lint_query;
pub use rule::{Rule, rules};

use crate::hazard::Hazard;
use crate::history::{DOWN, Folder, History, METADATA, SNAPSHOT, UP};
use crate::model::Model;
use finding::Found;
use known::Known;
use script::{Script, Statement};
use transaction::NewLabels;

/// What is to be said about one migration of a history, apart from what its author has accepted.
pub fn lint_folder(history: &History, folder: &Folder) -> Vec<Finding> {
    let mut findings = files(folder);
    findings.extend(lint_sql(history, folder));
    findings
}

/// The part of [`lint_folder`] that is about the scripts, and not about which files there are.
pub(crate) fn lint_sql(history: &History, folder: &Folder) -> Vec<Finding> {
    let mut findings = unknown_names(folder);
    findings.extend(up(folder, history.model_before(folder).as_deref()));
    findings.extend(down(folder));
    findings
}

/// What is to be said about the code, given the migrations it has.
pub fn lint_code(history: &History, model: &Model) -> Vec<Finding> {
    match history.heads().as_slice() {
        [newest] => code::look(&newest.model, model),
        // Nothing is generated yet, or `check` reports the branches.
        _ => Vec::new(),
    }
}

fn files(folder: &Folder) -> Vec<Finding> {
    let problems = folder.problems().iter();
    let problems = problems.filter(|problem| problem.file != SNAPSHOT);
    problems
        .map(|problem| Found::new(&rule::FILE, &problem.message).in_file(folder, problem.file))
        .collect()
}

fn unknown_names(folder: &Folder) -> Vec<Finding> {
    let is_known =
        |name: &&String| Hazard::named(name).is_some() || rules().any(|rule| rule.name == **name);
    let unknown = folder.accept.iter().filter(|name| !is_known(name));
    let known = || {
        let hazards = Hazard::ALL.iter().map(|hazard| hazard.name());
        let names: Vec<&str> = hazards.chain(rules().map(|rule| rule.name)).collect();
        format!("{}: {}", rule::UNKNOWN_ACCEPT.advice, names.join(", "))
    };
    unknown
        .map(|name| {
            let message = format!("`accept` holds {name:?}, which is no hazard and no rule");
            let found = Found::new(&rule::UNKNOWN_ACCEPT, message);
            Finding {
                advice: known(),
                ..found.in_file(folder, METADATA)
            }
        })
        .collect()
}

fn up(folder: &Folder, before: Option<&Model>) -> Vec<Finding> {
    let script = Script::new(&folder.up);
    let statements = script.statements();
    let violations = squawk::violations(&script, folder.in_transaction);
    let mut known = Known::new(before, &statements);
    let mut labels = NewLabels::default();
    let mut findings = structure(folder, UP, &script, &statements);
    for statement in &statements {
        let mut found = Vec::new();
        if folder.in_transaction {
            labels.look(statement, &known, &mut found);
        }
        loss::look(&statement.node, &known, &mut found);
        found.extend(rewrite::look(&statement.node, &known));
        squawk::look(&violations, statement, &known, &mut found);
        announce(statement, &mut found);
        known.note(&statement.node);
        let open = found
            .into_iter()
            .filter(|found| !found.is_accepted(&folder.accept));
        findings.extend(open.map(|found| found.at(folder, UP, statement)));
    }
    findings.sort_by_key(|finding| finding.line);
    findings
}

fn down(folder: &Folder) -> Vec<Finding> {
    let script = Script::new(&folder.down);
    structure(folder, DOWN, &script, &script.statements())
}

/// Whether the script can run as its folder says.
fn structure(
    folder: &Folder,
    file: &'static str,
    script: &Script,
    statements: &[Statement],
) -> Vec<Finding> {
    let accepts = |found: &Found| found.is_accepted(&folder.accept);
    let mut findings = Vec::new();
    for (line, message) in script.errors() {
        let found = Found::new(&rule::SYNTAX_ERROR, message);
        if !accepts(&found) {
            let finding = found.in_file(folder, file);
            findings.push(Finding {
                line: Some(line),
                ..finding
            });
        }
    }
    let mut push = |found: Found, statement: &Statement| {
        if !accepts(&found) {
            findings.push(found.at(folder, file, statement));
        }
    };
    for statement in statements {
        for found in transaction::look(&statement.node, folder.in_transaction) {
            push(found, statement);
        }
    }
    if let [_, second, ..] = statements
        && !folder.in_transaction
    {
        let message = "outside of a transaction a folder holds one statement";
        push(Found::new(&rule::SEVERAL_STATEMENTS, message), second);
    }
    findings
}

/// Comments above a statement: warnings they name are known to whoever reads it; serious hazards
/// they name are findings, also where no rule sees them.
fn announce(statement: &Statement, found: &mut Vec<Found>) {
    let announced = || statement.announced.iter().flat_map(|it| &it.hazards);
    found.retain(|found| {
        found.severity() == Severity::Error
            || !announced().any(|hazard| found.hazards.contains(hazard))
    });
    for comment in &statement.announced {
        let serious = comment.hazards.iter().filter(|hazard| hazard.is_serious());
        for hazard in serious {
            if !found.iter().any(|found| found.hazards.contains(hazard)) {
                let new = Found::new(&rule::ANNOUNCED, comment.reason);
                found.push(new.hazards(vec![*hazard]));
            }
        }
    }
}
