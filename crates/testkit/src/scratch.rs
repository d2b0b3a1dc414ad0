//! A directory for one test.

use std::path::{Path, PathBuf};

/// A RAM disk with less room than this is left alone.
const ROOM_NEEDED: u64 = 1 << 30;

/// The RAM disk if there is a large one, else where temporary files belong. Cloning a database takes
/// 30 ms on a RAM disk, and up to seconds on a busy disk.
pub(crate) fn parent() -> PathBuf {
    let ram = Path::new("/dev/shm");
    let room = nix::sys::statvfs::statvfs(ram)
        .map(|disk| disk.blocks_available() * disk.fragment_size())
        .unwrap_or_default();
    if room > ROOM_NEEDED {
        ram.to_owned()
    } else {
        std::env::temp_dir()
    }
}

/// An empty directory, removed when dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        Self::named("")
    }

    /// A directory whose name ends in `suffix`, for tests of odd names.
    pub fn named(suffix: &str) -> Self {
        let unique = uuid::Uuid::now_v7().simple();
        let dir = parent().join(format!("pagespace-{unique}{suffix}"));
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
        // What cannot be removed is left to whoever empties these directories.
        drop(std::fs::remove_dir_all(&self.0));
    }
}
