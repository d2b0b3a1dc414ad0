//! `squash`: one migration in the place of many.
//!
//! It makes what the last of them leads to, in one step. It has the version of the last one, so that
//! every database that has all of them has it, too, for Diesel as well as here; the names of all are in
//! its `metadata.toml`.

use std::path::{Path, PathBuf};

use crate::branch::Graph;
use crate::error::Error;
use crate::fingerprint::{Fingerprint, Sides};
use crate::generate::{Options as Generating, Planned, between};
use crate::history::{Folder, History, NewFolder, Snapshot, lock, replace};
use crate::model::Model;
use crate::scratch::{in_scratch, run_script};
use crate::script::{Direction, Migrations, Script};
use crate::sql::split::statements;
use crate::stage::Rollout;

const SIDES: Sides = Sides {
    only_first: "would be left out",
    only_second: "would be added",
    in_first: "by the migrations",
    in_second: "by the squashed one",
};

#[derive(Debug, Clone)]
pub struct Options {
    /// Part of the folder's name.
    pub title: String,
    /// How many of the newest migrations stay as they are.
    pub keep: usize,
    /// Rows that migrations insert may be left out.
    pub leave_out_rows: bool,
}

#[derive(Debug)]
pub struct Squashed {
    pub written: PathBuf,
    /// Names of the folders that are gone.
    pub replaced: Vec<String>,
}

/// Squashes; nothing if there are not two migrations for it. Before anything is changed, both ways are run
/// in scratch databases on the server, and have to make the same.
pub async fn squash(
    directory: &Path,
    server: &str,
    options: &Options,
) -> Result<Option<Squashed>, Error> {
    let refuse = |message: String| Error::history(directory, format!("not squashed: {message}"));
    let _lock = lock(directory)?;
    let mut history = History::read(directory)?;
    if let Some(problem) = history.problems().first() {
        return Err(refuse(format!("{problem}; put that right first")));
    }
    let count = history.folders.len().saturating_sub(options.keep);
    let Some(last) = last(&history, count).map_err(refuse)? else {
        return Ok(None);
    };
    history.folders.truncate(count);
    if !options.leave_out_rows {
        no_rows(&history.folders).map_err(refuse)?;
    }
    let new = folder(&history.folders, &last.model, options)?;
    let differences = differences(server, Migrations::from(history.folders.clone()), &new).await?;
    if !differences.is_empty() {
        let differences = differences.join("\n  ");
        return Err(refuse(format!(
            "the migrations have SQL that their snapshots do not know; declare it, as an SQL object for \
             instance, or take it out of them:\n  {differences}"
        )));
    }
    let written = replace(directory, &history.folders, &last.id, &new)?;
    let replaced = history.folders.into_iter().map(|folder| folder.name);
    Ok(Some(Squashed {
        written,
        replaced: replaced.collect(),
    }))
}

/// The snapshot of the last of so many folders, if they can be put together.
fn last(history: &History, count: usize) -> Result<Option<Snapshot>, String> {
    let folders = history.folders.get(..count).unwrap_or_default();
    let Some(last) = folders.last().filter(|_| count > 1) else {
        return Ok(None);
    };
    if let Some(apart) = Graph::of(history).apart_from(&last.name) {
        let last = &last.name;
        return Err(format!(
            "{apart} and {last} are on different branches, so generate the migration that joins them first"
        ));
    }
    Ok(last.snapshot.clone())
}

/// The schema does not tell of rows.
fn no_rows(folders: &[Folder]) -> Result<(), String> {
    let inserts = |sql: &str| {
        let first = sql.split_ascii_whitespace().next().unwrap_or_default();
        let words = ["insert", "copy", "merge"];
        words.iter().any(|word| first.eq_ignore_ascii_case(word))
    };
    let with_rows = folders.iter().filter(|folder| {
        let statements = statements(&folder.up);
        statements.iter().any(|statement| inserts(statement.text))
    });
    let names: Vec<&str> = with_rows.map(|folder| folder.name.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} inserts rows, which a new database would not get: keep it with --keep, or use --leave-out-rows \
         and write them into the new up.sql by hand",
        names.join(", ")
    ))
}

fn folder(old: &[Folder], model: &Model, options: &Options) -> Result<NewFolder, Error> {
    let generating = Generating {
        rollout: Rollout::OneStep,
        ..Generating::default()
    };
    let planned = between(&Model::default(), model, &generating)?;
    let text = |sql: fn(&Planned) -> String, planned: &[&Planned]| {
        let scripts: Vec<String> = planned.iter().map(|planned| sql(planned)).collect();
        match scripts.join("\n") {
            empty if empty.is_empty() => "-- there is nothing\nSELECT 1;\n".to_owned(),
            text => text,
        }
    };
    let forwards: Vec<&Planned> = planned.iter().collect();
    let backwards: Vec<&Planned> = planned.iter().rev().collect();
    let replaces = old.iter().flat_map(|folder| {
        let earlier = folder.replaces.iter().cloned();
        earlier.chain([folder.name.clone()])
    });
    Ok(NewFolder {
        title: options.title.clone(),
        up: text(Planned::up_sql, &forwards),
        down: text(Planned::down_sql, &backwards),
        in_transaction: true,
        replaces: replaces.collect(),
        accept: Vec::new(),
        renames: Vec::new(),
        model: model.clone(),
    })
}

/// What the old migrations and the new one make differently.
async fn differences(server: &str, old: Migrations, new: &NewFolder) -> Result<Vec<String>, Error> {
    let new = Script::unnamed(&new.title, &new.up, &new.down);
    let before = reached(server, old.scripts()).await?;
    let after = reached(server, std::slice::from_ref(&new)).await?;
    Ok(before.in_words(&after, SIDES))
}

async fn reached(server: &str, scripts: &[Script]) -> Result<Fingerprint, Error> {
    in_scratch(server, async |conn| {
        for script in scripts {
            run_script(conn, script, Direction::Up).await?;
        }
        Fingerprint::of(conn).await
    })
    .await
}
