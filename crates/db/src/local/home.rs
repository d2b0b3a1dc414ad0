//! The directory of a cluster: its files, its locks, and who may enter.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, TryLockError};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Result;
use super::account::Account;
use super::error::{At, Error};

/// Says which major version made a cluster; written by `initdb` at the end.
pub(super) const VERSION_FILE: &str = "PG_VERSION";
/// A unix socket's path has room for about 100 bytes, of which the file name takes 18.
const LONGEST_SOCKET_DIR: usize = 80;

#[derive(Debug, Clone)]
pub(super) struct Home {
    dir: PathBuf,
    socket_dir: PathBuf,
}

impl Home {
    pub(super) fn prepare(dir: &Path) -> Result<Self> {
        fs::create_dir_all(dir).at(dir)?;
        let dir = fs::canonicalize(dir).at(dir)?;
        let socket_dir = socket_dir(&dir);
        Ok(Self { dir, socket_dir })
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(super) fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.dir.join("log")
    }

    pub(super) fn socket_dir(&self) -> &Path {
        &self.socket_dir
    }

    /// The major version that the cluster needs, if there is a cluster.
    pub(super) fn data_version(&self) -> Option<String> {
        let version = fs::read_to_string(self.data().join(VERSION_FILE)).ok()?;
        Some(version.trim().to_owned())
    }

    /// Waits until nobody else starts or stops the server, and keeps it so until the file is dropped.
    pub(super) fn lock(&self) -> Result<File> {
        let path = self.dir.join("lock");
        let file = open(&path)?;
        file.lock().at(&path)?;
        Ok(file)
    }

    /// Counts this process among the users of the server until the file is dropped.
    pub(super) fn join_clients(&self) -> Result<File> {
        let path = self.dir.join("clients");
        let file = open(&path)?;
        file.lock_shared().at(&path)?;
        Ok(file)
    }

    pub(super) fn has_clients(&self) -> Result<bool> {
        let path = self.dir.join("clients");
        match open(&path)?.try_lock() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(error).at(&path),
        }
    }

    /// Makes the directory private to the account that runs the server.
    pub(super) fn give_to(&self, account: Account) -> Result<()> {
        account.take_directory(&self.dir)?;
        for name in ["lock", "clients"] {
            let path = self.dir.join(name);
            open(&path)?;
            account.take(&path)?;
        }
        if !account.reaches(&self.dir) {
            self.open_parent(account)?;
        }
        if self.socket_dir != self.dir {
            make_socket_dir(&self.socket_dir, account)?;
        }
        Ok(())
    }

    /// Removes what lies outside of the directory and is useless without a server.
    pub(super) fn clean_up(&self) {
        if self.socket_dir != self.dir
            && let Err(error) = fs::remove_dir(&self.socket_dir)
        {
            tracing::debug!(%error, dir = %self.socket_dir.display(), "not removed");
        }
    }

    /// A data directory made for us alone, but closed to everybody but root (`mktemp -d` makes such):
    /// the server's account becomes its owner. Anything else is not ours to open.
    fn open_parent(&self, account: Account) -> Result<()> {
        if let Some(parent) = self.dir.parent()
            && self.is_alone_in(parent)
        {
            account.take(parent)?;
        }
        if account.reaches(&self.dir) {
            return Ok(());
        }
        Err(Error::Unreachable {
            dir: self.dir.clone(),
            uid: account.uid(),
        })
    }

    fn is_alone_in(&self, parent: &Path) -> bool {
        let alone = |mut entries: fs::ReadDir| {
            entries.all(|entry| entry.is_ok_and(|entry| entry.path() == self.dir))
        };
        fs::read_dir(parent).is_ok_and(alone)
    }
}

fn open(path: &Path) -> Result<File> {
    File::options()
        .create(true)
        .append(true)
        .open(path)
        .at(path)
}

/// The cluster's own directory, unless a socket's address has no room for it or the server's list of
/// socket directories would have to quote it: then a short name, the same for every process.
fn socket_dir(dir: &Path) -> PathBuf {
    if dir.as_os_str().len() <= LONGEST_SOCKET_DIR && is_plain(dir.as_os_str()) {
        return dir.to_owned();
    }
    let hash = Sha256::digest(dir.as_os_str().as_bytes());
    let short = hash
        .iter()
        .take(8)
        .fold(0_u64, |short, byte| short << 8 | u64::from(*byte));
    PathBuf::from(format!("/tmp/pagespace-{short:016x}"))
}

fn is_plain(path: &OsStr) -> bool {
    path.as_bytes()
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(byte))
}

/// `/tmp` is shared: a directory that somebody else put there first is not used.
fn make_socket_dir(dir: &Path, account: Account) -> Result<()> {
    if DirBuilder::new().mode(0o700).create(dir).is_ok() {
        account.take(dir)?;
    }
    let found = fs::symlink_metadata(dir).at(dir)?;
    if !found.is_dir() || found.uid() != account.uid() {
        return Err(Error::ForeignSocketDirectory {
            dir: dir.to_owned(),
        });
    }
    account.take_directory(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_hold_their_own_socket() {
        let dir = Path::new("/var/lib/pagespace/postgres");
        assert_eq!(socket_dir(dir), dir);
    }

    #[test]
    fn long_and_odd_paths_get_a_short_socket_directory_of_their_own() {
        let long = PathBuf::from(format!("/srv/{}", "a".repeat(120)));
        let odd = PathBuf::from("/srv/it's \"mine\", $HOME");
        for dir in [&long, &odd] {
            assert!(socket_dir(dir).as_os_str().len() < 40, "{dir:?}");
            assert_eq!(socket_dir(dir), socket_dir(dir));
        }
        assert_ne!(socket_dir(&long), socket_dir(&odd));
    }
}
