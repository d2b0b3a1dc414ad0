//! The migrations, compiled in, and whether a database has them.

use std::collections::BTreeSet;

use diesel::QueryableByName;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use crate::{Db, Error};

/// Everything in `migrations/` when this was compiled.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

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
    #[error("the embedded migrations cannot be read: {0}")]
    Unreadable(String),
    #[error(transparent)]
    Database(#[from] Error),
}

fn first(versions: &[String]) -> &str {
    versions.first().map_or("", String::as_str)
}

/// Succeeds if exactly the migrations of this program are applied. Services ask before they start.
pub async fn ensure_current(db: &Db) -> Result<(), NotCurrent> {
    let mut conn = db.conn().await?;
    let applied = applied(&mut conn).await?;
    let known = known()?;
    let pending: Vec<String> = known.difference(&applied).cloned().collect();
    if !pending.is_empty() {
        return Err(NotCurrent::Behind(pending));
    }
    let unknown: Vec<String> = applied.difference(&known).cloned().collect();
    if !unknown.is_empty() {
        return Err(NotCurrent::Ahead(unknown));
    }
    Ok(())
}

fn known() -> Result<BTreeSet<String>, NotCurrent> {
    let migrations: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS
        .migrations()
        .map_err(|error| NotCurrent::Unreadable(error.to_string()))?;
    let version = |migration: Box<dyn Migration<Pg>>| migration.name().version().to_string();
    Ok(migrations.into_iter().map(version).collect())
}

#[derive(QueryableByName)]
struct Exists {
    #[diesel(sql_type = Bool)]
    exists: bool,
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    version: String,
}

async fn applied(conn: &mut AsyncPgConnection) -> Result<BTreeSet<String>, Error> {
    let table: Exists = diesel::sql_query(
        "SELECT to_regclass('public.__diesel_schema_migrations') IS NOT NULL AS exists",
    )
    .get_result(conn)
    .await?;
    if !table.exists {
        return Ok(BTreeSet::new());
    }
    let rows: Vec<Applied> = diesel::sql_query("SELECT version FROM __diesel_schema_migrations")
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// Applies what is pending.
pub async fn apply(url: &str) -> Result<(), NotCurrent> {
    use diesel_async::{AsyncConnection, AsyncMigrationHarness};
    use diesel_migrations::MigrationHarness;
    let conn = AsyncPgConnection::establish(url)
        .await
        .map_err(|error| Error::Unavailable(error.to_string()))?;
    let mut harness = AsyncMigrationHarness::new(conn);
    harness
        .run_pending_migrations(MIGRATIONS)
        .map_err(|error| NotCurrent::Unreadable(error.to_string()))?;
    Ok(())
}
