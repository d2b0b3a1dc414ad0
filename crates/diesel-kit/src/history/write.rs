//! Writing migration folders: all of them, or none.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::{NaiveDateTime, TimeDelta};

use super::folder::{DOWN, Folder, METADATA, SNAPSHOT, TIME, UP};
use super::metadata;
use super::snapshot::Snapshot;
use crate::branch::{Branches, Conflict};
use crate::diff::Rename;
use crate::error::Error;
use crate::hazard::Hazard;
use crate::model::Model;

/// A migration folder to be written.
pub(crate) struct NewFolder {
    pub(crate) title: String,
    pub(crate) up: String,
    pub(crate) down: String,
    pub(crate) in_transaction: bool,
    /// Names of the folders whose place it takes.
    pub(crate) replaces: Vec<String>,
    /// Hazards that whoever makes it has agreed to.
    pub(crate) accept: Vec<Hazard>,
    pub(crate) renames: Vec<Rename>,
    /// The schema afterwards.
    pub(crate) model: Model,
}

/// Keeps other processes from writing at the same time, until it is dropped. The directory is made if
/// there is none. On a file system without locks, two at once are only noticed by `check`.
pub(crate) fn lock(directory: &Path) -> Result<Option<File>, Error> {
    fs::create_dir_all(directory).map_err(unwritable(directory))?;
    let lock = File::open(directory).ok();
    Ok(lock.filter(|lock| lock.lock().is_ok()))
}

/// What the first of several new migrations builds on.
#[derive(Default)]
pub(crate) struct Parents {
    snapshots: Vec<String>,
    /// What the parents disagree about.
    conflicts: Vec<Conflict>,
}

impl From<Branches> for Parents {
    fn from(branches: Branches) -> Self {
        Self {
            snapshots: branches.snapshots,
            conflicts: branches.conflicts,
        }
    }
}

/// Writes a chain of migrations that starts at a time, one second apart, and returns where they are.
pub(crate) fn write(
    directory: &Path,
    start: NaiveDateTime,
    mut parents: Parents,
    folders: Vec<NewFolder>,
) -> Result<Vec<PathBuf>, Error> {
    let mut time = start;
    let mut written = Written::default();
    for folder in folders {
        let name = format!("{}_{}", time.format(TIME), safe(&folder.title));
        let hidden = directory.join(format!(".{name}"));
        let snapshot = folder.snapshot(&name, parents);
        parents = Parents {
            snapshots: vec![snapshot.id.clone()],
            ..Parents::default()
        };
        time += TimeDelta::seconds(1);
        written.add(hidden.clone(), directory.join(name));
        folder
            .fill(&hidden, &snapshot)
            .map_err(unwritable(directory))?;
    }
    written.show().map_err(unwritable(directory))
}

/// Puts a migration into the place of others, of which the last one gives it its version and its snapshot's
/// id: databases that have all of them have it, and what builds on them builds on it.
pub(crate) fn replace(
    directory: &Path,
    old: &[Folder],
    id: &str,
    new: &NewFolder,
) -> Result<PathBuf, Error> {
    let last = old.last().map(|folder| folder.name.as_str());
    let last = last.unwrap_or_default();
    let time = last.split('_').next().unwrap_or_default();
    let name = format!("{time}_{}", safe(&new.title));
    let path = directory.join(&name);
    let hidden = directory.join(format!(".{name}"));
    let mut snapshot = new.snapshot(&name, Parents::default());
    id.clone_into(&mut snapshot.id);
    let mut written = Written::default();
    written.add(hidden.clone(), path.clone());
    let replaced = || {
        new.fill(&hidden, &snapshot)?;
        let aside = Aside::put(directory, old)?;
        written.show()?;
        aside.remove()
    };
    replaced().map_err(unwritable(directory))?;
    Ok(path)
}

/// Where folders wait until what replaces them is there.
pub(super) const SQUASHED: &str = ".squashed";

/// Folders that go away. Dropped before that, they come back.
struct Aside {
    place: PathBuf,
    /// Where each is, and where it was.
    moved: Vec<(PathBuf, PathBuf)>,
}

impl Aside {
    fn put(directory: &Path, folders: &[Folder]) -> std::io::Result<Self> {
        let place = directory.join(SQUASHED);
        fs::create_dir(&place)?;
        let mut aside = Self {
            place,
            moved: Vec::new(),
        };
        for folder in folders {
            let to = aside.place.join(&folder.name);
            fs::rename(&folder.path, &to)?;
            aside.moved.push((to, folder.path.clone()));
        }
        Ok(aside)
    }

    fn remove(mut self) -> std::io::Result<()> {
        self.moved.clear();
        fs::remove_dir_all(&self.place)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        for (here, before) in &self.moved {
            // What stays behind is told of whenever the folders are read.
            drop(fs::rename(here, before));
        }
        drop(fs::remove_dir(&self.place));
    }
}

impl NewFolder {
    fn snapshot(&self, name: &str, parents: Parents) -> Snapshot {
        let mut snapshot = Snapshot::new(name, parents.snapshots, &self.renames, &self.model);
        snapshot.conflicts = parents.conflicts;
        snapshot.sign(&self.up, &self.down);
        snapshot
    }

    fn fill(&self, path: &Path, snapshot: &Snapshot) -> std::io::Result<()> {
        if path.exists() {
            // A writer that was killed has left it: nobody else writes now.
            fs::remove_dir_all(path)?;
        }
        fs::create_dir(path)?;
        let metadata = metadata::text(self.in_transaction, &self.accept, &self.replaces);
        for (file, text) in [
            (UP, &self.up),
            (DOWN, &self.down),
            (METADATA, &metadata),
            (SNAPSHOT, &snapshot.to_json()?),
        ] {
            fs::write(path.join(file), text)?;
        }
        Ok(())
    }
}

/// Folders that are written under hidden names, which no tool reads, and get their own at the end.
/// Dropped before that, they go away.
#[derive(Default)]
struct Written {
    /// Where each is, and where it will be.
    hidden: Vec<(PathBuf, PathBuf)>,
    shown: Vec<PathBuf>,
}

impl Written {
    fn add(&mut self, hidden: PathBuf, path: PathBuf) {
        self.hidden.push((hidden, path));
    }

    fn show(mut self) -> std::io::Result<Vec<PathBuf>> {
        for (hidden, path) in &self.hidden {
            fs::rename(hidden, path)?;
            self.shown.push(path.clone());
        }
        self.hidden.clear();
        Ok(std::mem::take(&mut self.shown))
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let hidden = self.hidden.iter().map(|(hidden, _)| hidden);
        for path in hidden.chain(&self.shown) {
            // It was never there, or cannot be removed where it could not be written either.
            drop(fs::remove_dir_all(path));
        }
    }
}

fn unwritable(directory: &Path) -> impl Fn(std::io::Error) -> Error {
    let directory = directory.to_owned();
    move |error| {
        let message = format!("nothing was written, because the folder cannot be used: {error}");
        Error::history(&directory, message)
    }
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
    let out: String = out.chars().take(80).collect();
    match out.trim_end_matches('_') {
        "" => "change".to_owned(),
        out => out.to_owned(),
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
