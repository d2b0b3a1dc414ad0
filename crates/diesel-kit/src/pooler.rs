//! Connections through a pooler that hands out a server per transaction and does not follow prepared
//! statements: `PgBouncer` before 1.21 or with `max_prepared_statements = 0`, and others like it.
//!
//! A prepared statement belongs to one server, and its name to whoever is given that server next. A
//! connection made by [`connect`] therefore names none: each execution sends the text with the values, as
//! an unnamed statement, in one round trip. PostgreSQL parses and plans it each time, so that this costs
//! what [`crate::statement`] saves. Everything else is as on any other connection.
//!
//! For a pool, in place of the URL alone:
//!
//! ```
//! use diesel_async::AsyncPgConnection;
//! use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig};
//! use futures_util::FutureExt;
//!
//! # let url = "postgres://localhost/pages";
//! let mut config = ManagerConfig::<AsyncPgConnection>::default();
//! config.custom_setup = Box::new(|url| diesel_kit::pooler::connect(url).boxed());
//! let manager = AsyncDieselConnectionManager::new_with_config(url, config);
//! ```

mod rewrite;
mod stream;

use std::io;

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::AsyncPgConnection;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio_postgres::NoTls;
use tokio_postgres::config::{Config, Host};

use stream::Unnamed;

const DEFAULT_PORT: u16 = 5432;

/// Connects to the first host of the URL, without TLS. Has to be called in a tokio runtime.
pub async fn connect(url: &str) -> ConnectionResult<AsyncPgConnection> {
    let config: Config = url.parse().map_err(bad)?;
    let host = config.get_hosts().first().ok_or_else(|| {
        ConnectionError::BadConnection("the URL names no host: add one".to_owned())
    })?;
    let port = config.get_ports().first().copied().unwrap_or(DEFAULT_PORT);
    let socket = open(host, port).await.map_err(bad)?;
    let stream = Unnamed::new(socket);
    let (client, connection) = config.connect_raw(stream, NoTls).await.map_err(bad)?;
    // Ends with the client; its error is that of the statement that was under way.
    tokio::spawn(connection);
    AsyncPgConnection::try_from(client).await
}

fn bad(error: impl std::fmt::Display) -> ConnectionError {
    ConnectionError::BadConnection(error.to_string())
}

trait Socket: AsyncRead + AsyncWrite + Send {}

impl<T: AsyncRead + AsyncWrite + Send> Socket for T {}

async fn open(host: &Host, port: u16) -> io::Result<std::pin::Pin<Box<dyn Socket>>> {
    match host {
        Host::Tcp(host) => {
            let socket = TcpStream::connect((host.as_str(), port)).await?;
            socket.set_nodelay(true)?;
            Ok(Box::pin(socket))
        }
        #[cfg(unix)]
        Host::Unix(directory) => {
            let path = directory.join(format!(".s.PGSQL.{port}"));
            Ok(Box::pin(UnixStream::connect(path).await?))
        }
    }
}
