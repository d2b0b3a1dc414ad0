//! Who runs the server: PostgreSQL refuses root.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::{Uid, User};

use super::error::{At, Error};
use super::{Result, home::VERSION_FILE};

/// The account that PostgreSQL's programs run under: ours, or another one if we are root.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account(Option<Ids>);

#[derive(Debug, Clone, Copy)]
struct Ids {
    uid: u32,
    gid: u32,
}

impl Account {
    /// As root: the owner of the cluster if there is one, else `postgres`, else `nobody`.
    pub(super) fn for_cluster(data: &Path) -> Result<Self> {
        if !Uid::effective().is_root() {
            return Ok(Self(None));
        }
        if let Ok(made) = fs::metadata(data.join(VERSION_FILE))
            && made.uid() != 0
        {
            return Ok(Self(Some(Ids {
                uid: made.uid(),
                gid: made.gid(),
            })));
        }
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .map(|user| {
                Self(Some(Ids {
                    uid: user.uid.as_raw(),
                    gid: user.gid.as_raw(),
                }))
            })
            .ok_or(Error::NoAccount)
    }

    /// Makes `command` run under this account.
    pub(super) fn apply(self, command: &mut Command) {
        if let Some(Ids { uid, gid }) = self.0 {
            command.uid(uid).gid(gid);
        }
    }

    /// The id that files of this account have.
    pub(super) fn uid(self) -> u32 {
        self.0
            .map_or_else(|| Uid::effective().as_raw(), |ids| ids.uid)
    }

    /// Makes a directory private to this account.
    pub(super) fn take_directory(self, dir: &Path) -> Result<()> {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).at(dir)?;
        self.take(dir)
    }

    /// Makes this account the owner of a path.
    pub(super) fn take(self, path: &Path) -> Result<()> {
        match self.0 {
            Some(Ids { uid, gid }) => chown(path, Some(uid), Some(gid)).at(path),
            None => Ok(()),
        }
    }

    /// Whether this account can write into a directory; as root, that depends on every directory above.
    pub(super) fn reaches(self, dir: &Path) -> bool {
        let mut test = Command::new("test");
        test.arg("-w").arg(dir).stdin(Stdio::null());
        self.apply(&mut test);
        self.0.is_none() || test.status().is_ok_and(|status| status.success())
    }
}
