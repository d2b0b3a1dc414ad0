//! Migrations as they are applied: compiled in, or read from the directory.

use std::borrow::Cow;
#[cfg(feature = "cli")]
use std::path::Path;

use diesel::backend::Backend;
use diesel::connection::BoxableConnection;
use diesel::migration::{
    Migration, MigrationMetadata, MigrationName, MigrationSource, MigrationVersion,
};

use crate::digest::hex_sha256;
#[cfg(feature = "cli")]
use crate::{
    error::Error,
    history::{Folder, History},
};

/// A set of migrations, oldest first.
#[derive(Debug, Clone)]
pub struct Migrations {
    scripts: Cow<'static, [Script]>,
}

/// One migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    name: Cow<'static, str>,
    up: Cow<'static, str>,
    down: Cow<'static, str>,
    metadata: Metadata,
    /// Names of the migrations that were squashed into it.
    replaces: Cow<'static, [Cow<'static, str>]>,
}

/// Which of a migration's two scripts is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
}

impl Direction {
    pub(crate) fn file(self) -> &'static str {
        match self {
            Self::Up => "up.sql",
            Self::Down => "down.sql",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Metadata {
    in_transaction: bool,
}

impl Migrations {
    /// What `embed_migrations!` makes.
    pub const fn embedded(scripts: &'static [Script]) -> Self {
        Self {
            scripts: Cow::Borrowed(scripts),
        }
    }

    /// Those in a directory.
    #[cfg(feature = "cli")]
    pub fn read(directory: &Path) -> Result<Self, Error> {
        Ok(History::read(directory)?.folders.into())
    }
}

#[cfg(feature = "cli")]
impl From<Vec<Folder>> for Migrations {
    fn from(folders: Vec<Folder>) -> Self {
        let scripts = folders.into_iter().map(|folder| Script {
            name: folder.name.into(),
            up: folder.up.into(),
            down: folder.down.into(),
            metadata: Metadata {
                in_transaction: folder.in_transaction,
            },
            replaces: folder.replaces.into_iter().map(Cow::Owned).collect(),
        });
        Self {
            scripts: scripts.collect(),
        }
    }
}

impl Migrations {
    /// Oldest first.
    pub fn scripts(&self) -> &[Script] {
        &self.scripts
    }

    pub(crate) fn find(&self, version: &str) -> Option<&Script> {
        self.scripts
            .iter()
            .find(|script| script.version() == version)
    }
}

impl Script {
    /// What `embed_migrations!` makes.
    pub const fn embedded(
        name: &'static str,
        up: &'static str,
        down: &'static str,
        in_transaction: bool,
        replaces: &'static [Cow<'static, str>],
    ) -> Self {
        Self {
            name: Cow::Borrowed(name),
            up: Cow::Borrowed(up),
            down: Cow::Borrowed(down),
            metadata: Metadata { in_transaction },
            replaces: Cow::Borrowed(replaces),
        }
    }

    /// In a transaction, for a scratch database.
    #[cfg(feature = "cli")]
    pub(crate) fn unnamed(title: &str, up: &str, down: &str) -> Self {
        Self {
            name: title.to_owned().into(),
            up: up.to_owned().into(),
            down: down.to_owned().into(),
            metadata: Metadata {
                in_transaction: true,
            },
            replaces: Cow::Borrowed(&[]),
        }
    }

    /// `2026-11-21-101500_add_due_dates`
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What Diesel stores of an applied migration.
    pub fn version(&self) -> String {
        version_of(&self.name)
    }

    pub fn up(&self) -> &str {
        &self.up
    }

    pub fn down(&self) -> &str {
        &self.down
    }

    pub fn in_transaction(&self) -> bool {
        self.metadata.in_transaction
    }

    /// The versions, besides its own, that count as applied together with it.
    pub(crate) fn replaced(&self) -> impl Iterator<Item = String> {
        let own = self.version();
        let versions = self.replaces.iter().map(|name| version_of(name));
        versions.filter(move |version| *version != own)
    }

    pub(crate) fn sql(&self, direction: Direction) -> &str {
        match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        }
    }

    pub(crate) fn sha256(&self, direction: Direction) -> String {
        hex_sha256(self.sql(direction))
    }
}

/// Everything before the first underscore, without dashes.
pub(crate) fn version_of(name: &str) -> String {
    let version = name.split('_').next().unwrap_or_default();
    version.replace('-', "")
}

/// So they can be given to Diesel's own harness, too.
impl<DB: Backend> MigrationSource<DB> for Migrations {
    fn migrations(&self) -> diesel::migration::Result<Vec<Box<dyn Migration<DB>>>> {
        let boxed = |script: &Script| -> Box<dyn Migration<DB>> { Box::new(script.clone()) };
        Ok(self.scripts.iter().map(boxed).collect())
    }
}

impl<DB: Backend> Migration<DB> for Script {
    fn run(&self, conn: &mut dyn BoxableConnection<DB>) -> diesel::migration::Result<()> {
        Ok(conn.batch_execute(&self.up)?)
    }

    fn revert(&self, conn: &mut dyn BoxableConnection<DB>) -> diesel::migration::Result<()> {
        Ok(conn.batch_execute(&self.down)?)
    }

    fn metadata(&self) -> &dyn MigrationMetadata {
        &self.metadata
    }

    fn name(&self) -> &dyn MigrationName {
        self
    }
}

impl MigrationName for Script {
    fn version(&self) -> MigrationVersion<'_> {
        version_of(&self.name).into()
    }
}

impl std::fmt::Display for Script {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.name)
    }
}

impl MigrationMetadata for Metadata {
    fn run_in_transaction(&self) -> bool {
        self.in_transaction
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_what_diesel_takes_them_for() {
        assert_eq!(
            version_of("2026-11-21-101500_add_due_dates"),
            "20261121101500"
        );
    }
}
