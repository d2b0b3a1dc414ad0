//! Databases that exist for one question.

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};

use crate::connection::{connect, parse};
use crate::error::Error;
use crate::script::Script;

/// Runs the work in a new, empty database on the server of the URL, and removes it afterwards, also
/// when the work has failed.
pub(crate) async fn in_scratch<T>(
    url: &str,
    work: impl AsyncFnOnce(&mut AsyncPgConnection) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut config = parse(url)?;
    let mut admin = connect(&config).await?;
    let name = format!("diesel_kit_{}", uuid::Uuid::now_v7().simple());
    execute(
        &mut admin,
        &format!("CREATE DATABASE {name} TEMPLATE template0"),
    )
    .await?;
    config.dbname(&name);
    let result = match connect(&config).await {
        Ok(mut conn) => work(&mut conn).await,
        Err(error) => Err(error),
    };
    execute(&mut admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await?;
    result
}

async fn execute(conn: &mut AsyncPgConnection, sql: &str) -> Result<(), Error> {
    conn.batch_execute(sql).await.map_err(Error::database(
        "making a scratch database (the user needs the right to create databases)",
    ))
}

/// Runs a script as the migrator would, without noting it.
pub(crate) async fn run_script(
    conn: &mut AsyncPgConnection,
    script: &Script,
    direction: Direction,
) -> Result<(), Error> {
    let (sql, file) = match direction {
        Direction::Up => (script.up(), "up.sql"),
        Direction::Down => (script.down(), "down.sql"),
    };
    let result = if script.in_transaction() {
        conn.transaction(async |conn| conn.batch_execute(sql).await)
            .await
    } else {
        conn.batch_execute(sql).await
    };
    result.map_err(Error::database(format!("{}/{file}", script.name())))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
}
