//! One migration folder.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use super::metadata::Metadata;
use super::snapshot::Snapshot;
use crate::digest::hex_sha256;
use crate::error::Error;
use crate::script::version_of;

pub(crate) const SNAPSHOT: &str = "snapshot.json";
pub(crate) const UP: &str = "up.sql";
pub(crate) const DOWN: &str = "down.sql";
pub(crate) const METADATA: &str = "metadata.toml";
pub(super) const TIME: &str = "%Y-%m-%d-%H%M%S";

/// A migration folder as it lies on disk.
#[derive(Debug, Clone)]
pub struct Folder {
    pub path: PathBuf,
    /// `2026-11-21-101500_add_due_dates`
    pub name: String,
    pub up: String,
    pub down: String,
    /// As Diesel reads `metadata.toml`.
    pub in_transaction: bool,
    /// Hazards and rules of `lint` that are meant, from `metadata.toml`.
    pub accept: Vec<String>,
    /// Names of the folders that were squashed into it.
    pub replaces: Vec<String>,
    pub snapshot: Option<Snapshot>,
    problems: Vec<Problem>,
}

/// Something that is wrong with a file of a folder.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) file: &'static str,
    /// Names the file where that is not clear.
    pub(crate) message: String,
}

impl Folder {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let mut folder = Self {
            path: path.to_owned(),
            name: name.unwrap_or_default(),
            up: String::new(),
            down: String::new(),
            in_transaction: true,
            accept: Vec::new(),
            replaces: Vec::new(),
            snapshot: None,
            problems: Vec::new(),
        };
        folder.up = folder.script(UP)?;
        folder.down = folder.script(DOWN)?;
        folder.read_metadata()?;
        folder.read_snapshot()?;
        Ok(folder)
    }

    fn script(&mut self, file: &'static str) -> Result<String, Error> {
        let text = read_optional(&self.path.join(file))?;
        if text.is_none() {
            self.problem(file, format!("{file} is missing"));
        }
        Ok(text.unwrap_or_default())
    }

    fn read_metadata(&mut self) -> Result<(), Error> {
        let Some(text) = read_optional(&self.path.join(METADATA))? else {
            let message = "is missing: write `run_in_transaction = true` into it";
            self.problem(METADATA, format!("{METADATA} {message}"));
            return Ok(());
        };
        let (metadata, problems) = Metadata::parse(&text);
        self.in_transaction = metadata.in_transaction;
        self.accept = metadata.accept;
        self.replaces = metadata.replaces;
        for problem in problems {
            self.problem(METADATA, format!("{METADATA}: {problem}"));
        }
        Ok(())
    }

    fn read_snapshot(&mut self) -> Result<(), Error> {
        let path = self.path.join(SNAPSHOT);
        let Some(json) = read_optional(&path)? else {
            self.problem(SNAPSHOT, format!("{SNAPSHOT} is missing"));
            return Ok(());
        };
        let snapshot =
            Snapshot::from_json(&json).map_err(|message| Error::history(&path, message))?;
        for (file, hash, text) in [
            (UP, &snapshot.up_sha256, self.up.as_str()),
            (DOWN, &snapshot.down_sha256, &self.down),
        ] {
            if *hash != hex_sha256(text) {
                let message = format!(
                    "{file} was edited after it was generated; if that was meant, run `generate --rehash`"
                );
                // What is stored about the file is no longer true.
                self.problems.push(Problem {
                    file: SNAPSHOT,
                    message,
                });
            }
        }
        self.snapshot = Some(snapshot);
        Ok(())
    }

    fn problem(&mut self, file: &'static str, message: String) {
        self.problems.push(Problem { file, message });
    }

    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The version under which Diesel notes it as applied.
    pub fn version(&self) -> String {
        version_of(&self.name)
    }

    pub(super) fn time(&self) -> Option<NaiveDateTime> {
        let (time, _) = self.name.split_once('_')?;
        NaiveDateTime::parse_from_str(time, TIME).ok()
    }
}

/// Folders that Diesel takes for migrations: all that are not hidden.
pub(super) fn directories(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io(directory)(error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(Error::io(directory))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !name.starts_with('.') {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn read_optional(path: &Path) -> Result<Option<String>, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(path)(error)),
    }
}
