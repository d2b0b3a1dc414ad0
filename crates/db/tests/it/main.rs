//! The database as it is, on a real PostgreSQL.

// The attributes let the lints know that helper functions are tests, too.
#[cfg(test)]
mod activity;
#[cfg(test)]
mod cursor;
#[cfg(test)]
mod diesel_cli;
#[cfg(test)]
mod event;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod local;
#[cfg(test)]
mod member;
#[cfg(test)]
mod message;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod pooler;
#[cfg(test)]
mod prepared;
#[cfg(test)]
#[path = "../../../diesel-kit/tests/it/print_schema.rs"]
mod print_schema;
#[cfg(test)]
mod relation;
#[cfg(test)]
mod replica;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod search;
#[cfg(test)]
mod seed;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod task;
#[cfg(test)]
mod transaction;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod wake;
#[cfg(test)]
mod wall;
#[cfg(test)]
mod wire;

/// A connection beside the pool.
#[cfg(test)]
async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .unwrap();
    drop(tokio::spawn(connection));
    client
}
