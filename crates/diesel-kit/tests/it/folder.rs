//! A directory for migrations that goes away with its test.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("diesel-kit-{}", uuid::Uuid::now_v7()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a migration by hand, without a snapshot.
    pub(crate) fn migration(&self, name: &str, (up, down): (&str, &str), in_transaction: bool) {
        let path = self.0.join(name);
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("up.sql"), up).unwrap();
        fs::write(path.join("down.sql"), down).unwrap();
        let metadata = format!("run_in_transaction = {in_transaction}\n");
        fs::write(path.join("metadata.toml"), metadata).unwrap();
    }

    /// Names of the migrations in it.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub(crate) fn read(&self, migration: &str, file: &str) -> String {
        fs::read_to_string(self.0.join(migration).join(file)).unwrap()
    }

    pub(crate) fn write(&self, migration: &str, file: &str, text: &str) {
        fs::write(self.0.join(migration).join(file), text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A directory that stays behind harms nobody.
        drop(fs::remove_dir_all(&self.0));
    }
}
