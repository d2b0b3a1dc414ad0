//! One migration folder.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use super::metadata::Metadata;
use super::snapshot::Snapshot;
use crate::digest::hex_sha256;
use crate::error::Error;
use crate::hazard::Hazard;
use crate::script::version_of;

pub(super) const SNAPSHOT: &str = "snapshot.json";
const UP: &str = "up.sql";
const DOWN: &str = "down.sql";
const METADATA: &str = "metadata.toml";
const TIME: &str = "%Y-%m-%d-%H%M%S";

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
    pub snapshot: Option<Snapshot>,
    problems: Vec<String>,
}

/// A migration folder to be written.
pub(crate) struct NewFolder {
    pub(crate) time: NaiveDateTime,
    pub(crate) title: String,
    pub(crate) up: String,
    pub(crate) down: String,
    pub(crate) in_transaction: bool,
    /// Hazards that whoever makes it has agreed to.
    pub(crate) accept: Vec<Hazard>,
    pub(crate) snapshot: Snapshot,
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
            snapshot: None,
            problems: Vec::new(),
        };
        folder.up = folder.script(UP)?;
        folder.down = folder.script(DOWN)?;
        folder.read_metadata()?;
        folder.read_snapshot()?;
        Ok(folder)
    }

    fn script(&mut self, file: &str) -> Result<String, Error> {
        let text = read_optional(&self.path.join(file))?;
        if text.is_none() {
            self.problem(&format!("{file} is missing"));
        }
        Ok(text.unwrap_or_default())
    }

    fn read_metadata(&mut self) -> Result<(), Error> {
        let Some(text) = read_optional(&self.path.join(METADATA))? else {
            self.problem(&format!(
                "{METADATA} is missing: write `run_in_transaction = true` into it"
            ));
            return Ok(());
        };
        let (metadata, problems) = Metadata::parse(&text);
        self.in_transaction = metadata.in_transaction;
        self.accept = metadata.accept;
        for problem in problems {
            self.problem(&format!("{METADATA}: {problem}"));
        }
        Ok(())
    }

    fn read_snapshot(&mut self) -> Result<(), Error> {
        let path = self.path.join(SNAPSHOT);
        let Some(json) = read_optional(&path)? else {
            self.problem(&format!("{SNAPSHOT} is missing"));
            return Ok(());
        };
        let snapshot =
            Snapshot::from_json(&json).map_err(|message| Error::history(&path, message))?;
        for (file, hash, text) in [
            (UP, &snapshot.up_sha256, &self.up),
            (DOWN, &snapshot.down_sha256, &self.down),
        ] {
            if *hash != hex_sha256(text) {
                let problem = format!(
                    "{}: {file} was edited after it was generated; if that was meant, run `generate --rehash`",
                    self.name
                );
                self.problems.push(problem);
            }
        }
        self.snapshot = Some(snapshot);
        Ok(())
    }

    fn problem(&mut self, problem: &str) {
        self.problems.push(format!("{}: {problem}", self.name));
    }

    pub(super) fn problems(&self) -> Vec<String> {
        self.problems.clone()
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

/// Writes the folder and returns where it is.
pub(crate) fn write(directory: &Path, mut new: NewFolder) -> Result<PathBuf, Error> {
    let name = format!("{}_{}", new.time.format(TIME), safe(&new.title));
    let path = directory.join(name);
    new.snapshot.sign(&new.up, &new.down);
    let snapshot = new.snapshot.to_json().map_err(Error::io(&path))?;
    fs::create_dir_all(directory).map_err(Error::io(directory))?;
    // Two writers at once must not share a folder.
    fs::create_dir(&path).map_err(Error::io(&path))?;
    let metadata = super::metadata::text(new.in_transaction, &new.accept);
    for (file, text) in [
        (UP, &new.up),
        (DOWN, &new.down),
        (METADATA, &metadata),
        (SNAPSHOT, &snapshot),
    ] {
        let path = path.join(file);
        fs::write(&path, text).map_err(Error::io(&path))?;
    }
    Ok(path)
}

/// A title that is safe as a file name everywhere.
fn safe(title: &str) -> String {
    let mut out = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            out.push(letter);
        } else if !out.ends_with('_') && !out.is_empty() {
            out.push('_');
        }
    }
    let out: String = out.trim_end_matches('_').chars().take(80).collect();
    if out.is_empty() {
        "change".to_owned()
    } else {
        out
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_safe_file_names() {
        assert_eq!(safe("Add due/dates!"), "add_due_dates");
        assert_eq!(safe("../../etc"), "etc");
        assert_eq!(safe("…"), "change");
    }
}
