//! A directory for one test.

use std::path::{Path, PathBuf};

/// An empty directory below the one for temporary files, removed when dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        Self::named("")
    }

    /// A directory whose name ends in `suffix`, for tests of odd names.
    pub fn named(suffix: &str) -> Self {
        let unique = uuid::Uuid::now_v7().simple();
        let dir = std::env::temp_dir().join(format!("pagespace-{unique}{suffix}"));
        std::fs::create_dir(&dir).expect("make a scratch directory");
        Self(dir)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is left to whoever empties the directory for temporary files.
        drop(std::fs::remove_dir_all(&self.0));
    }
}
