//! A connection that counts what is sent to PostgreSQL.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use diesel_async::AsyncPgConnection;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::NoTls;
use tokio_postgres::config::{Config, Host};

/// How often what was sent.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    parses: AtomicUsize,
    closes: AtomicUsize,
    turns: AtomicUsize,
}

impl Counts {
    /// Statements that were parsed.
    pub(crate) fn parses(&self) -> usize {
        self.parses.load(Ordering::SeqCst)
    }

    /// Statements that were given up.
    pub(crate) fn closes(&self) -> usize {
        self.closes.load(Ordering::SeqCst)
    }

    /// How often the client spoke after the server had.
    pub(crate) fn turns(&self) -> usize {
        self.turns.load(Ordering::SeqCst)
    }
}

pub(crate) async fn connect(url: &str) -> (AsyncPgConnection, Arc<Counts>) {
    let config: Config = url.parse().unwrap();
    let counts = Arc::new(Counts::default());
    let stream = Counting {
        inner: open(&config).await,
        counts: Arc::clone(&counts),
        server_spoke: true,
        parser: Parser::default(),
    };
    let (client, connection) = config.connect_raw(stream, NoTls).await.unwrap();
    tokio::spawn(connection);
    (AsyncPgConnection::try_from(client).await.unwrap(), counts)
}

async fn open(config: &Config) -> Pin<Box<dyn Stream>> {
    let port = config.get_ports().first().copied().unwrap_or(5432);
    match config.get_hosts().first().expect("a host in the URL") {
        Host::Unix(directory) => {
            let socket = directory.join(format!(".s.PGSQL.{port}"));
            Box::pin(UnixStream::connect(socket).await.unwrap())
        }
        Host::Tcp(host) => Box::pin(TcpStream::connect((host.as_str(), port)).await.unwrap()),
    }
}

trait Stream: AsyncRead + AsyncWrite + Send {}

impl<T: AsyncRead + AsyncWrite + Send> Stream for T {}

struct Counting {
    inner: Pin<Box<dyn Stream>>,
    counts: Arc<Counts>,
    server_spoke: bool,
    parser: Parser,
}

/// Finds where messages begin: a letter, and a length that counts itself. The first message has no
/// letter.
#[derive(Default)]
struct Parser {
    begun: bool,
    header: Vec<u8>,
    /// Bytes of the current message that are still to come.
    rest: usize,
}

impl Parser {
    fn read(&mut self, mut bytes: &[u8], mut message: impl FnMut(u8)) {
        while !bytes.is_empty() {
            let skipped = self.rest.min(bytes.len());
            self.rest -= skipped;
            bytes = &bytes[skipped..];
            let Some((first, more)) = bytes.split_first() else {
                break;
            };
            if self.header.is_empty() && !self.begun {
                self.header.push(0);
            }
            self.header.push(*first);
            bytes = more;
            if let [kind, length @ ..] = self.header.as_slice()
                && let Ok(length) = <[u8; 4]>::try_from(length)
            {
                message(*kind);
                self.rest = usize::try_from(u32::from_be_bytes(length)).unwrap() - 4;
                self.begun = true;
                self.header.clear();
            }
        }
    }
}

impl AsyncRead for Counting {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let poll = self.inner.as_mut().poll_read(context, buffer);
        self.server_spoke |= buffer.filled().len() > before;
        poll
    }
}

impl AsyncWrite for Counting {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let poll = self.inner.as_mut().poll_write(context, bytes);
        if let Poll::Ready(Ok(written)) = poll {
            let counts = Arc::clone(&self.counts);
            self.parser.read(&bytes[..written], |kind| {
                let counter = match kind {
                    b'P' => &counts.parses,
                    b'C' => &counts.closes,
                    _ => return,
                };
                counter.fetch_add(1, Ordering::SeqCst);
            });
            if std::mem::take(&mut self.server_spoke) {
                counts.turns.fetch_add(1, Ordering::SeqCst);
            }
        }
        poll
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.inner.as_mut().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.inner.as_mut().poll_shutdown(context)
    }
}
