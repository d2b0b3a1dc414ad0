//! The folders under `migrations/` and the snapshots in them.

mod folder;
mod metadata;
mod snapshot;
mod write;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub use folder::Folder;
pub(crate) use folder::{DOWN, METADATA, SNAPSHOT, UP};
pub use snapshot::Snapshot;
use write::SQUASHED;
pub(crate) use write::{NewFolder, lock, replace, write};

use crate::branch::Graph;
use crate::error::Error;
use crate::model::Model;

/// All migrations of a project, oldest first.
#[derive(Debug, Default)]
pub struct History {
    pub folders: Vec<Folder>,
}

impl History {
    /// Reads the folders; a missing directory is an empty history.
    pub fn read(directory: &Path) -> Result<Self, Error> {
        let squashed = directory.join(SQUASHED);
        if squashed.exists() {
            let advice = "left of a squash that was interrupted: delete it if the migration that replaces the \
                          others is there, otherwise move them back, one folder up";
            return Err(Error::history(&squashed, advice));
        }
        let mut folders = Vec::new();
        for path in folder::directories(directory)? {
            folders.push(Folder::read(&path)?);
        }
        folders.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Self { folders })
    }

    /// The snapshots that no other one builds on. Normally there is one; branches make several.
    pub(crate) fn heads(&self) -> Vec<&Snapshot> {
        let snapshots = || {
            self.folders
                .iter()
                .filter_map(|folder| folder.snapshot.as_ref())
        };
        let parents: BTreeSet<&String> = snapshots().flat_map(|snapshot| &snapshot.prev).collect();
        snapshots()
            .filter(|snapshot| !parents.contains(&snapshot.id))
            .collect()
    }

    /// The model that a migration starts from: of what it builds on, or of the last snapshot before it.
    pub(crate) fn model_before(&self, folder: &Folder) -> Option<Cow<'_, Model>> {
        let parents = folder.snapshot.as_ref().map(|snapshot| &snapshot.prev);
        if parents.is_some_and(|parents| parents.len() > 1) {
            return Graph::of(self).model_before(&folder.name).map(Cow::Owned);
        }
        let earlier = self.folders.iter().filter(|other| other.name < folder.name);
        let mut snapshots = earlier.filter_map(|other| other.snapshot.as_ref()).rev();
        let is_parent =
            |snapshot: &&Snapshot| parents.is_none_or(|parents| parents.contains(&snapshot.id));
        let found = snapshots.find(is_parent)?;
        Some(Cow::Borrowed(&found.model))
    }

    /// Everything that is wrong with the files, as `check` reports it.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for folder in &self.folders {
            let own = folder.problems().iter();
            problems.extend(own.map(|problem| format!("{}: {}", folder.name, problem.message)));
        }
        let mut versions: BTreeMap<String, &str> = BTreeMap::new();
        for folder in &self.folders {
            if let Some(other) = versions.insert(folder.version(), &folder.name) {
                problems.push(format!(
                    "{other} and {} have the same version, so one of them would never run",
                    folder.name
                ));
            }
        }
        problems.extend(self.missing_parents());
        problems
    }

    fn missing_parents(&self) -> Vec<String> {
        let known: BTreeSet<&String> = self
            .folders
            .iter()
            .filter_map(|folder| folder.snapshot.as_ref().map(|snapshot| &snapshot.id))
            .collect();
        let mut problems = Vec::new();
        for folder in &self.folders {
            let parents = folder.snapshot.iter().flat_map(|snapshot| &snapshot.prev);
            for parent in parents.filter(|parent| !known.contains(parent)) {
                problems.push(format!(
                    "{}: builds on the snapshot {parent}, which is not here",
                    folder.name
                ));
            }
        }
        problems
    }

    /// Versions are seconds; a new one is later than all that exist.
    pub(crate) fn next_time(&self, now: chrono::NaiveDateTime) -> chrono::NaiveDateTime {
        let newest = self.folders.iter().filter_map(Folder::time).max();
        let free = newest.map(|newest| newest + chrono::TimeDelta::seconds(1));
        free.map_or(now, |free| free.max(now))
    }
}

/// Rewrites the hashes of snapshots whose SQL was edited by hand. Returns the folders.
pub fn rehash(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut changed = Vec::new();
    for folder in History::read(directory)?.folders {
        if let Some(mut snapshot) = folder.snapshot.clone()
            && snapshot.sign(&folder.up, &folder.down)
        {
            let path = folder.path.join(SNAPSHOT);
            let json = snapshot.to_json().map_err(Error::io(&path))?;
            std::fs::write(&path, json).map_err(Error::io(&path))?;
            changed.push(folder.path);
        }
    }
    Ok(changed)
}
