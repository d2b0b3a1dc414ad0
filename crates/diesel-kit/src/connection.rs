//! Connecting, without ever printing a credential.

use std::time::Duration;

use diesel_async::AsyncPgConnection;
use tokio_postgres::config::Host;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, NoTls};

use crate::error::Error;

pub(crate) fn parse(url: &str) -> Result<Config, Error> {
    // The parser's own message may repeat parts of the URL.
    let parsed = url.parse().ok().filter(has_host);
    let mut config = parsed.ok_or_else(|| {
        Error::Usage(
            "the database URL cannot be read: write postgres://user:password@host:port/database"
                .to_owned(),
        )
    })?;
    if config.get_connect_timeout().is_none() {
        // The system's own patience with a server that says nothing is minutes.
        config.connect_timeout(Duration::from_secs(10));
    }
    Ok(config)
}

fn has_host(config: &Config) -> bool {
    !config.get_hosts().is_empty() || !config.get_hostaddrs().is_empty()
}

/// A connection that sends SQL as it is, and whose errors are told in full.
pub(crate) async fn open(config: &Config) -> Result<Client, Error> {
    let opened = config.connect(NoTls).await;
    let (client, connection) = opened.map_err(|error| Error::Connection {
        server: server(config),
        message: reason(&error),
    })?;
    // Ends with the client, who is told of every error, too.
    tokio::spawn(async move { drop(connection.await) });
    Ok(client)
}

pub(crate) async fn connect(config: &Config) -> Result<AsyncPgConnection, Error> {
    let failed = |message: String| Error::Connection {
        server: server(config),
        message,
    };
    let (client, connection) = config
        .connect(NoTls)
        .await
        .map_err(|error| failed(reason(&error)))?;
    AsyncPgConnection::try_from_client_and_connection(client, connection)
        .await
        .map_err(|error| failed(error.to_string()))
}

/// Hosts and ports, and nothing else.
fn server(config: &Config) -> String {
    let ports = config.get_ports();
    let port = |at: usize| ports.get(at).or(ports.first()).copied().unwrap_or(5432);
    let hosts = config.get_hosts().iter().enumerate();
    let hosts: Vec<String> = hosts
        .map(|(at, host)| match host {
            Host::Tcp(name) => format!("{name}:{}", port(at)),
            Host::Unix(path) => format!("{} (port {})", path.display(), port(at)),
        })
        .collect();
    hosts.join(", ")
}

/// Messages of the server about logins contain the user's name.
fn reason(error: &tokio_postgres::Error) -> String {
    let Some(database) = error.as_db_error() else {
        let mut source = std::error::Error::source(error);
        let mut text = "the server does not answer".to_owned();
        while let Some(cause) = source {
            text = cause.to_string();
            source = cause.source();
        }
        return text;
    };
    if *database.code() == SqlState::INVALID_CATALOG_NAME {
        return "the database does not exist".to_owned();
    }
    let login = [
        SqlState::INVALID_PASSWORD,
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
    ];
    if login.contains(database.code()) {
        return "the server refused user or password".to_owned();
    }
    match *database.code() {
        SqlState::INSUFFICIENT_PRIVILEGE => "the user may not connect to this database".to_owned(),
        // Too many connections, starting up, shutting down: these speak of the server alone.
        SqlState::TOO_MANY_CONNECTIONS | SqlState::CANNOT_CONNECT_NOW => {
            database.message().to_owned()
        }
        _ => format!("the server refused with code {}", database.code().code()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_without_credentials() {
        let config = parse("postgres://me:secret@db.example:5433/app?application_name=x").unwrap();
        assert_eq!(server(&config), "db.example:5433");
    }

    #[test]
    fn an_unreadable_url_is_not_repeated() {
        let error = parse("postgres://me:secret@host:port/app").unwrap_err();
        assert!(!error.to_string().contains("secret"));
    }
}
