//! Databases that exist for one question.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use crate::connection::Server;
use crate::error::Error;
use crate::script::{Direction, Script};

/// Runs the work in a new, empty database on the server of the URL, and removes it afterwards, also
/// when the work has failed. What killed runs have left is removed first.
pub(crate) async fn in_scratch<T>(
    url: &str,
    work: impl AsyncFnOnce(&mut AsyncPgConnection) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut server = Server::new(url)?;
    let name = format!("diesel_kit_{}", uuid::Uuid::now_v7().simple());
    // As long as a connection bears the name of a scratch database, that is in use.
    server.config.application_name(&name);
    let mut admin = server.connect().await?;
    sweep(&mut admin).await?;
    let create = format!("CREATE DATABASE {name} TEMPLATE template0");
    execute(&mut admin, &create).await?;
    server.config.dbname(&name);
    let result = match server.connect().await {
        Ok(mut conn) => work(&mut conn).await,
        Err(error) => Err(error),
    };
    let removed = execute(&mut admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    let value = result?;
    removed?;
    Ok(value)
}

#[derive(QueryableByName)]
struct Leftover {
    #[diesel(sql_type = Text)]
    datname: String,
}

/// Removes scratch databases whose makers are gone.
async fn sweep(admin: &mut AsyncPgConnection) -> Result<(), Error> {
    let leftovers: Vec<Leftover> = diesel::sql_query(
        "SELECT datname::text FROM pg_database \
         WHERE datname ~ '^diesel_kit_[0-9a-f]{32}$' AND pg_has_role(datdba, 'USAGE') \
           AND NOT EXISTS (SELECT FROM pg_stat_activity \
                           WHERE application_name = pg_database.datname OR datid = pg_database.oid)",
    )
    .load(admin)
    .await
    .map_err(Error::database("looking for scratch databases"))?;
    for Leftover { datname } in leftovers {
        // Another sweeper may have been faster.
        drop(
            admin
                .batch_execute(&format!("DROP DATABASE {datname}"))
                .await,
        );
    }
    Ok(())
}

async fn execute(conn: &mut AsyncPgConnection, sql: &str) -> Result<(), Error> {
    conn.batch_execute(sql).await.map_err(Error::database(
        "making a scratch database (--database-url has to name a server and a role that may)",
    ))
}

/// Runs a script as the migrator would, without noting it.
pub(crate) async fn run_script(
    conn: &mut AsyncPgConnection,
    script: &Script,
    direction: Direction,
) -> Result<(), Error> {
    let (sql, file) = (script.sql(direction), direction.file());
    let result = if script.in_transaction() {
        conn.transaction(async |conn| conn.batch_execute(sql).await)
            .await
    } else {
        conn.batch_execute(sql).await
    };
    result.map_err(Error::database(format!("{}/{file}", script.name())))
}
