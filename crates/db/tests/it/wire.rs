//! What goes over the wire between the pool and the server, looked at on the way.

use std::io;
use std::sync::{Arc, Mutex};

use db::Db;
use testkit::World;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_postgres::config::{Config, Host};

/// A pool of one connection, and what has passed on it.
pub(crate) struct Wire {
    pub(crate) db: Db,
    log: Arc<Mutex<Log>>,
}

#[derive(Debug, Default)]
struct Log {
    parses: usize,
    notices: Vec<String>,
}

impl Wire {
    pub(crate) async fn tap(world: &World) -> Self {
        let server: Config = world.url().parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let log = Arc::new(Mutex::new(Log::default()));
        let url = url(&server, port);
        tokio::spawn(serve(listener, server, Arc::clone(&log)));
        let db = Db::connect(&url, 1).await.unwrap();
        Self { db, log }
    }

    /// Statements that were parsed so far.
    pub(crate) fn parses(&self) -> usize {
        self.log.lock().unwrap().parses
    }

    /// What the server has told since the last call.
    pub(crate) fn notices(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().unwrap().notices)
    }
}

fn url(server: &Config, port: u16) -> String {
    let user = server.get_user().unwrap_or("postgres");
    let password = server
        .get_password()
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let password = password.map(|text| format!(":{text}")).unwrap_or_default();
    let name = server.get_dbname().expect("a database in the URL");
    format!("postgres://{user}{password}@127.0.0.1:{port}/{name}?sslmode=disable")
}

async fn serve(listener: TcpListener, server: Config, log: Arc<Mutex<Log>>) {
    while let Ok((client, _)) = listener.accept().await {
        let port = server.get_ports().first().copied().unwrap_or(5432);
        match server.get_hosts().first().expect("a host in the URL") {
            Host::Unix(directory) => {
                let socket = directory.join(format!(".s.PGSQL.{port}"));
                relay(client, UnixStream::connect(socket).await.unwrap(), &log);
            }
            Host::Tcp(host) => {
                relay(
                    client,
                    TcpStream::connect((host.as_str(), port)).await.unwrap(),
                    &log,
                );
            }
        }
    }
}

fn relay<S>(client: TcpStream, server: S, log: &Arc<Mutex<Log>>)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    client.set_nodelay(true).unwrap();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = tokio::io::split(server);
    let (asked, told) = (Arc::clone(log), Arc::clone(log));
    tokio::spawn(copy(from_client, to_server, true, move |kind, _| {
        asked.lock().unwrap().parses += usize::from(kind == b'P');
    }));
    tokio::spawn(copy(from_server, to_client, false, move |kind, body| {
        if kind == b'N' {
            told.lock().unwrap().notices.extend(message(body));
        }
    }));
}

/// Passes messages on, after they were looked at: a letter, and a length that counts itself. The first
/// message of a client has no letter.
async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut is_startup: bool,
    mut look: impl FnMut(u8, &[u8]),
) -> io::Result<()> {
    loop {
        let mut head = Vec::new();
        let kind = if std::mem::take(&mut is_startup) {
            0
        } else {
            head.push(from.read_u8().await?);
            head[0]
        };
        let length = from.read_u32().await?;
        head.extend(length.to_be_bytes());
        let mut body = vec![0; usize::try_from(length).unwrap() - 4];
        from.read_exact(&mut body).await?;
        look(kind, &body);
        head.extend(body);
        to.write_all(&head).await?;
        to.flush().await?;
    }
}

/// The text of a notice: its fields are a letter and a text each, with a zero behind it.
fn message(body: &[u8]) -> Option<String> {
    let field = body
        .split(|byte| *byte == 0)
        .find(|field| field.first() == Some(&b'M'))?;
    Some(String::from_utf8_lossy(&field[1..]).into_owned())
}
