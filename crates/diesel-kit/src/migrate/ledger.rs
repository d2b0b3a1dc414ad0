//! What was applied when, and with which text: the tables beside Diesel's own.

use diesel::migration::CREATE_MIGRATIONS_TABLE;
use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

use crate::error::{Error, server};
use crate::script::{Direction, Script};

const APPLIED: &str = "CREATE TABLE __diesel_kit_migrations (\
         version text PRIMARY KEY, \
         name text NOT NULL, \
         up_sha256 text NOT NULL, \
         milliseconds bigint NOT NULL, \
         applied_at timestamptz NOT NULL DEFAULT now())";

/// Scripts outside of transactions that were begun and not noted as done.
const ATTEMPTS: &str = "CREATE TABLE __diesel_kit_attempts (\
         version text PRIMARY KEY, \
         sha256 text NOT NULL, \
         begun_at timestamptz NOT NULL DEFAULT now())";

/// The tables are there. Everything is done on the connection that has the migration lock.
pub(super) struct Ledger<'a> {
    client: &'a Client,
}

impl<'a> Ledger<'a> {
    /// Makes what is missing of the tables.
    pub(super) async fn open(client: &'a Client) -> Result<Self, Error> {
        let all = [
            ("__diesel_schema_migrations", CREATE_MIGRATIONS_TABLE),
            ("__diesel_kit_migrations", APPLIED),
            ("__diesel_kit_attempts", ATTEMPTS),
        ];
        for (table, create) in all {
            // Asked first: IF NOT EXISTS needs the right to create even when there is nothing to do.
            let sql = "SELECT to_regclass($1) IS NOT NULL";
            let row = client.query_one(sql, &[&table]).await.map_err(failed())?;
            let exists: bool = row.try_get(0).map_err(failed())?;
            if !exists {
                client.batch_execute(create).await.map_err(failed())?;
            }
        }
        Ok(Self { client })
    }

    /// Notes that a script was run, for Diesel and for us. Belongs into a transaction.
    pub(super) async fn note(
        &self,
        script: &Script,
        direction: Direction,
        milliseconds: u64,
    ) -> Result<(), tokio_postgres::Error> {
        let version = script.version();
        match direction {
            Direction::Up => self.note_applied(script, &version, milliseconds).await?,
            Direction::Down => {
                let versions: Vec<String> = script.replaced().chain([version.clone()]).collect();
                for table in ["__diesel_schema_migrations", "__diesel_kit_migrations"] {
                    let sql = format!("DELETE FROM {table} WHERE version = ANY($1)");
                    self.client.execute(&sql, &[&versions]).await?;
                }
            }
        }
        let sql = "DELETE FROM __diesel_kit_attempts WHERE version = $1";
        self.client.execute(sql, &[&version]).await?;
        Ok(())
    }

    /// Notes a script that need not run, in the place of others.
    #[cfg(feature = "cli")]
    pub(super) async fn adopt(&self, script: &Script, replaced: &[String]) -> Result<(), Error> {
        let noted = async {
            self.client.batch_execute("BEGIN").await?;
            for table in ["__diesel_schema_migrations", "__diesel_kit_migrations"] {
                let sql = format!("DELETE FROM {table} WHERE version = ANY ($1)");
                self.client.execute(&sql, &[&replaced]).await?;
            }
            self.note(script, Direction::Up, 0).await?;
            self.client.batch_execute("COMMIT").await
        };
        noted.await.map_err(failed())
    }

    async fn note_applied(
        &self,
        script: &Script,
        version: &str,
        milliseconds: u64,
    ) -> Result<(), tokio_postgres::Error> {
        let sql = "INSERT INTO __diesel_schema_migrations (version) VALUES ($1)";
        self.client.execute(sql, &[&version]).await?;
        let milliseconds = i64::try_from(milliseconds).unwrap_or(i64::MAX);
        let sql = "INSERT INTO __diesel_kit_migrations (version, name, up_sha256, milliseconds) \
                   VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (version) DO UPDATE \
                   SET name = excluded.name, up_sha256 = excluded.up_sha256, \
                       milliseconds = excluded.milliseconds, applied_at = now()";
        let sha256 = script.sha256(Direction::Up);
        let values: [&(dyn ToSql + Sync); 4] = [&version, &script.name(), &sha256, &milliseconds];
        self.client.execute(sql, &values).await?;
        Ok(())
    }

    /// Notes that a script outside of transactions begins.
    pub(super) async fn begin(&self, script: &Script, direction: Direction) -> Result<(), Error> {
        let sql = "INSERT INTO __diesel_kit_attempts (version, sha256) VALUES ($1, $2) \
                   ON CONFLICT (version) DO UPDATE SET sha256 = excluded.sha256, begun_at = now()";
        let (version, sha256) = (script.version(), script.sha256(direction));
        let noted = self.client.execute(sql, &[&version, &sha256]).await;
        noted.map(drop).map_err(failed())
    }

    /// Whether a script was begun, and the migrator died before it could say what became of it.
    pub(super) async fn was_interrupted(
        &self,
        script: &Script,
        direction: Direction,
    ) -> Result<bool, Error> {
        let sql = "SELECT EXISTS \
                   (SELECT FROM __diesel_kit_attempts WHERE version = $1 AND sha256 = $2)";
        let (version, sha256) = (script.version(), script.sha256(direction));
        let row = self.client.query_one(sql, &[&version, &sha256]).await;
        row.and_then(|row| row.try_get(0)).map_err(failed())
    }

    /// It has failed, and did not die.
    pub(super) async fn give_up(&self, script: &Script) -> Result<(), Error> {
        let sql = "DELETE FROM __diesel_kit_attempts WHERE version = $1";
        let deleted = self.client.execute(sql, &[&script.version()]).await;
        deleted.map(drop).map_err(failed())
    }
}

fn failed() -> impl FnOnce(tokio_postgres::Error) -> Error {
    server("the tables of applied migrations")
}
