//! Where a database is, and connections to it as its URL asks for them: encrypted or not, through a pooler
//! or not.
//!
//! | part of the URL | means |
//! |---|---|
//! | `sslmode=disable` | no TLS |
//! | `sslmode=allow` | TLS only if the server refuses without |
//! | `sslmode=prefer` | TLS if the server offers it; this is the default |
//! | `sslmode=require` | TLS, with any certificate |
//! | `sslmode=verify-ca` | TLS, with a certificate from a trusted authority |
//! | `sslmode=verify-full` | the same, and the certificate names the host of the URL |
//! | `sslrootcert=FILE` | the trusted authorities, in PEM; with it, `require` is `verify-ca` |
//! | `sslrootcert=system`, or nothing | the authorities that browsers trust |
//! | `pgbouncer=true` | a pooler answers, see [`crate::pooler`] |
//!
//! These mean what they mean to libpq. As there, a unix socket is never encrypted. Certificates have to be of
//! X.509 version 3 and name hosts as alternative names.

mod channel;
mod dial;
mod mode;
#[cfg(feature = "tls")]
mod tls;
mod url;

use std::pin::Pin;
use std::time::Duration;

use diesel_async::AsyncPgConnection;
use futures_util::Stream;
use futures_util::stream::poll_fn;
use tokio_postgres::config::{Host, SslMode, SslNegotiation};
use tokio_postgres::error::SqlState;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, NoTls, Socket};

use crate::error::Error;
use channel::Channel;
pub(crate) use channel::Transport;
use dial::{Dial, Encryption, Refused};
use mode::Mode;

/// The system's own patience with a server that says nothing is minutes.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// After so long without a sign of life the system asks whether the server is still there, and gives up
/// when there has been no answer for as long again.
const SILENCE: Duration = Duration::from_secs(30);
const DEFAULT_PORT: u16 = 5432;

/// A database and the way to it. Holds a password: not to be printed.
#[derive(Clone)]
pub struct Server {
    pub(crate) config: Config,
    mode: Mode,
    tls: dial::Tls,
    is_pooled: bool,
}

/// What a server says by itself: notifications and notices. Work on the connection is done only while
/// somebody waits for the next message.
pub type Messages = Pin<Box<dyn Stream<Item = Result<AsyncMessage, tokio_postgres::Error>> + Send>>;

impl Server {
    /// Reads a URL, and the file of the authorities that it names. An error repeats nothing of the URL but
    /// that file's name.
    pub fn new(url: &str) -> Result<Self, Error> {
        let (rest, own) = url::split(url)?;
        // The parser's own message may repeat parts of the URL.
        let parsed = rest.parse().ok().filter(has_host);
        let mut config: Config = parsed.ok_or_else(|| {
            Error::Usage(
                "the database URL cannot be read: write postgres://user:password@host:port/database"
                    .to_owned(),
            )
        })?;
        let mode = own.mode.unwrap_or_else(|| config.get_ssl_mode().into());
        let tls = dial::Tls::new(mode, own.root.as_deref(), config.get_ssl_negotiation())?;
        be_patient(&mut config);
        name_addresses(&mut config);
        Ok(Self {
            config,
            mode,
            tls,
            is_pooled: own.is_pooled,
        })
    }

    /// Whether connections go through a pooler that hands out a server per transaction: then nothing lasts
    /// longer than that, no setting, no lock, no `LISTEN`.
    pub fn is_pooled(&self) -> bool {
        self.is_pooled
    }

    /// Says whether it is so, whatever the URL says.
    #[must_use]
    pub fn pooled(mut self, yes: bool) -> Self {
        self.is_pooled = yes;
        self
    }

    /// Names the program to the server, unless the URL does.
    #[must_use]
    pub fn application_name(mut self, name: &str) -> Self {
        if self.config.get_application_name().is_none() {
            self.config.application_name(name);
        }
        self
    }

    /// Sets a parameter of the server for every connection, unless the URL's `options` do. Poolers refuse
    /// such a start: through one, this does nothing.
    #[must_use]
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        if !self.is_pooled {
            let given = self.config.get_options().unwrap_or_default();
            // The last one counts.
            let options = format!("-c {name}={value} {given}");
            self.config.options(options.trim_end());
        }
        self
    }

    /// How long to wait for the server at most, unless the URL says so.
    #[must_use]
    pub fn patience(mut self, time: Duration) -> Self {
        if self.config.get_connect_timeout() == Some(&CONNECT_TIMEOUT) {
            self.config.connect_timeout(time);
        }
        self
    }

    /// Connects. Has to be called in a tokio runtime.
    pub async fn connect(&self) -> Result<AsyncPgConnection, Error> {
        let connected = if self.is_pooled && self.is_local() {
            let client = self.open_pooled_socket().await?;
            AsyncPgConnection::try_from(client).await
        } else {
            let (client, connection) = self.reach().await?;
            AsyncPgConnection::try_from_client_and_connection(client, connection).await
        };
        connected.map_err(|error| self.failed(error.to_string()))
    }

    /// A connection that sends SQL as it is, and whose errors are told in full.
    pub async fn client(&self) -> Result<Client, Error> {
        let (client, connection) = self.reach().await?;
        // Ends with the client, who is told of every error, too.
        tokio::spawn(async move { drop(connection.await) });
        Ok(client)
    }

    /// A connection for somebody who waits for what the server says by itself. Through a pooler, it says
    /// nothing.
    pub async fn listen(&self) -> Result<(Client, Messages), Error> {
        let (client, mut connection) = self.reach().await?;
        let messages = poll_fn(move |context| connection.poll_message(context));
        Ok((client, Box::pin(messages)))
    }

    async fn reach(&self) -> Result<(Client, Connection<Socket, Channel>), Error> {
        let (first, second) = self.attempts();
        let error = match self.attempt(first).await {
            Ok(reached) => return Ok(reached),
            Err(error) => error,
        };
        if let Some(second) = second
            && error.is_about_encryption()
            && let Ok(reached) = self.attempt(second).await
        {
            return Ok(reached);
        }
        Err(error.into_error(self))
    }

    /// How to try, and how again if the server does not like it.
    fn attempts(&self) -> (Encryption, Option<Encryption>) {
        if self.is_local() || !dial::IS_ABLE {
            return (Encryption::Never, None);
        }
        match self.mode {
            Mode::Disable => (Encryption::Never, None),
            Mode::Allow => (Encryption::Never, Some(Encryption::Always)),
            Mode::Prefer => (Encryption::IfOffered, Some(Encryption::Never)),
            Mode::Require | Mode::VerifyCa | Mode::VerifyFull => (Encryption::Always, None),
        }
    }

    async fn attempt(
        &self,
        encryption: Encryption,
    ) -> Result<(Client, Connection<Socket, Channel>), Failed> {
        let mut config = self.config.clone();
        if self.is_local() {
            config.ssl_mode(SslMode::Disable);
        } else {
            // Has everything else to `Dial`, which asks for TLS or leaves it.
            config.ssl_mode(SslMode::Require);
            config.ssl_negotiation(SslNegotiation::Direct);
        }
        let dial = Dial::new(self.tls.clone(), encryption, self.is_pooled);
        self.in_time(config.connect(dial)).await
    }

    /// Limits the whole way: the driver's own limit ends when the server has picked up.
    async fn in_time<T>(
        &self,
        connecting: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Failed> {
        let time = self.config.get_connect_timeout().copied();
        let hosts = self.config.get_hosts().len().max(1);
        let all = time.unwrap_or(CONNECT_TIMEOUT) * u32::try_from(hosts).unwrap_or(1);
        match tokio::time::timeout(all, connecting).await {
            Ok(connected) => connected.map_err(Failed::Refused),
            Err(_elapsed) => Err(Failed::Silence(all)),
        }
    }

    /// The driver lets nobody in between it and a unix socket.
    async fn open_pooled_socket(&self) -> Result<Client, Error> {
        let (host, port) = (self.config.get_hosts().first(), self.port(0));
        let Some(Host::Unix(directory)) = host else {
            return Err(self.failed("this is no unix socket".to_owned()));
        };
        let path = directory.join(format!(".s.PGSQL.{port}"));
        let opened = tokio::net::UnixStream::connect(path).await;
        let socket = opened.map_err(|error| self.failed(error.to_string()))?;
        let mut config = self.config.clone();
        config.ssl_mode(SslMode::Disable);
        let channel = Channel::plain(socket).unnamed();
        let connecting = self
            .in_time(config.connect_raw(channel, NoTls))
            .await
            .map_err(|failed| failed.into_error(self));
        let (client, connection) = connecting?;
        tokio::spawn(async move { drop(connection.await) });
        Ok(client)
    }

    /// A socket of this machine.
    fn is_local(&self) -> bool {
        let mut hosts = self.config.get_hosts().iter();
        self.config.get_hostaddrs().is_empty() && hosts.all(|host| matches!(host, Host::Unix(_)))
    }

    fn port(&self, at: usize) -> u16 {
        let ports = self.config.get_ports();
        let port = ports.get(at).or(ports.first());
        port.copied().unwrap_or(DEFAULT_PORT)
    }

    fn failed(&self, message: String) -> Error {
        Error::Connection {
            server: self.names(),
            message,
            code: None,
        }
    }

    /// Hosts and ports, and nothing else.
    fn names(&self) -> String {
        let hosts = self.config.get_hosts().iter().enumerate();
        let hosts: Vec<String> = hosts
            .map(|(at, host)| match host {
                Host::Tcp(name) => format!("{name}:{}", self.port(at)),
                Host::Unix(path) => format!("{} (port {})", path.display(), self.port(at)),
            })
            .collect();
        hosts.join(", ")
    }
}

fn has_host(config: &Config) -> bool {
    !config.get_hosts().is_empty() || !config.get_hostaddrs().is_empty()
}

fn be_patient(config: &mut Config) {
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(SILENCE);
    }
    if config.get_keepalives_idle() > SILENCE {
        config.keepalives_idle(SILENCE);
    }
}

/// An address without a name stands for itself, where a certificate has to name it.
fn name_addresses(config: &mut Config) {
    if config.get_hosts().is_empty() {
        for address in config.get_hostaddrs().to_vec() {
            config.host(address.to_string());
        }
    }
}

/// Why an attempt came to nothing.
enum Failed {
    Refused(tokio_postgres::Error),
    Silence(Duration),
}

impl Failed {
    /// Whether it may go better with TLS, or without.
    fn is_about_encryption(&self) -> bool {
        let Self::Refused(error) = self else {
            return false;
        };
        let handshake = std::error::Error::source(error)
            .and_then(|cause| cause.downcast_ref())
            .is_some_and(|refused| matches!(refused, Refused::Handshake(_)));
        handshake || error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
    }

    fn into_error(self, server: &Server) -> Error {
        match self {
            Self::Refused(error) => Error::Connection {
                server: server.names(),
                message: reason(&error),
                code: error.code().map(|code| code.code().to_owned()),
            },
            Self::Silence(time) => {
                server.failed(format!("no answer within {} s", time.as_secs_f32()))
            }
        }
    }
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
        let hint = if database.message().contains("no encryption") {
            " (without TLS; sslmode=require may help)"
        } else {
            ""
        };
        return format!("the server refused user or password{hint}");
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
        let url = "postgres://me:secret@db.example:5433/app?application_name=x&sslmode=require";
        let server = Server::new(url).ok().unwrap();
        assert_eq!(server.names(), "db.example:5433");
    }

    #[test]
    fn an_unreadable_url_is_not_repeated() {
        for url in [
            "postgres://me:secret@host:port/app",
            "postgres://me:secret@host/app?sslmode=secret",
            "postgres://me:secret@host/app?secret=secret",
        ] {
            let error = Server::new(url).err().unwrap();
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn settings_stand_before_those_of_the_url_and_poolers_get_none() {
        let url = "postgres://db/app?options=-c%20work_mem%3D8MB";
        let server = Server::new(url).ok().unwrap();
        let options = |server: Server| server.config.get_options().map(str::to_owned);
        let set = server.clone().setting("statement_timeout", "5s");
        let expected = "-c statement_timeout=5s -c work_mem=8MB";
        assert_eq!(options(set).as_deref(), Some(expected));
        let pooled = server.pooled(true).setting("statement_timeout", "5s");
        assert_eq!(options(pooled).as_deref(), Some("-c work_mem=8MB"));
    }
}
