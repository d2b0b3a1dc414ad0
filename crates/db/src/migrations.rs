//! The migrations, compiled in, and whether a database has them.

use diesel_kit::Migrations;
use diesel_kit::check::{FindingKind, check_live};
use diesel_kit::migrate::{self, Options, Report};

use crate::local::Local;
use crate::schema::schema;
use crate::{Db, Error};

/// Everything in `migrations/` when this was compiled.
pub static MIGRATIONS: Migrations = diesel_kit::embed_migrations!("../../migrations");

/// Changes whenever a file in `migrations/` does.
pub const HASH: &str = env!("MIGRATIONS_HASH");

/// The database does not have the schema that this program was built for.
#[derive(Debug, thiserror::Error)]
pub enum NotCurrent {
    #[error(
        "the database is behind: {} of the migrations of this version are not applied, the first is {}; \
         run `migrate` (from the sources: `cargo migrate`)", .0.len(), first(.0)
    )]
    Behind(Vec<String>),
    #[error(
        "the database is ahead: migration {} was applied by a newer version of Pagespace; \
         start that version", first(.0)
    )]
    Ahead(Vec<String>),
    #[error(transparent)]
    Database(#[from] Error),
    #[error(transparent)]
    Unknown(#[from] diesel_kit::Error),
}

fn first(versions: &[String]) -> &str {
    versions.first().map_or("", String::as_str)
}

/// Succeeds if exactly the migrations of this program are applied. Services ask before they start.
pub async fn ensure_current(db: &Db) -> Result<(), NotCurrent> {
    let mut conn = db.conn().await?;
    let state = migrate::state(&mut conn, &MIGRATIONS).await?;
    if !state.unknown.is_empty() {
        Err(NotCurrent::Ahead(state.unknown))
    } else if !state.pending.is_empty() {
        Err(NotCurrent::Behind(state.pending))
    } else {
        Ok(())
    }
}

/// A cluster of our own gets what is pending; any other has to have it.
pub async fn prepare(db: &Db, local: Option<&Local>) -> Result<(), NotCurrent> {
    if let Some(local) = local {
        apply(&local.url()).await?;
    }
    ensure_current(db).await
}

/// Applies what is pending. Several processes may do so at once; one of them does it.
pub async fn apply(url: &str) -> Result<Report, diesel_kit::Error> {
    migrate::migrate(url, &MIGRATIONS, &Options::default()).await
}

/// What a database that has all migrations has otherwise than this program expects, in words: somebody
/// changed it by hand. The role needs the right to create databases, because the expected schema is built in
/// one that exists for a moment.
pub async fn differences(url: &str) -> Result<Vec<String>, diesel_kit::Error> {
    let findings = check_live(url, url, &MIGRATIONS, &schema()).await?;
    let drift = findings
        .into_iter()
        .filter(|finding| finding.kind == FindingKind::Drift);
    Ok(drift.flat_map(|finding| finding.lines).collect())
}
