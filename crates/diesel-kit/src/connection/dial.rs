//! Asking a server for TLS, before anything else is said.

use std::convert::Infallible;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_postgres::config::SslNegotiation;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};

use super::channel::Channel;
use super::mode::Mode;
#[cfg(feature = "tls")]
use super::tls::Handshake;
use crate::error::Error;

/// Whether this was compiled with TLS.
pub(super) const IS_ABLE: bool = cfg!(feature = "tls");

/// The message `SSLRequest` of PostgreSQL's protocol.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    Never,
    IfOffered,
    Always,
}

/// How to encrypt, when it comes to that.
#[derive(Clone)]
pub(super) struct Tls {
    #[cfg(feature = "tls")]
    handshake: Handshake,
    /// Without asking first, as servers since PostgreSQL 17 allow.
    is_direct: bool,
}

impl Tls {
    #[cfg(feature = "tls")]
    pub(super) fn new(
        mode: Mode,
        root: Option<&str>,
        negotiation: SslNegotiation,
    ) -> Result<Self, Error> {
        let is_direct = negotiation == SslNegotiation::Direct;
        if is_direct && !mode.needs_tls() {
            let message = "sslnegotiation=direct in the database URL needs sslmode=require or more";
            return Err(Error::Usage(message.to_owned()));
        }
        Ok(Self {
            handshake: Handshake::new(mode, root)?,
            is_direct,
        })
    }

    #[cfg(not(feature = "tls"))]
    pub(super) fn new(
        mode: Mode,
        _root: Option<&str>,
        negotiation: SslNegotiation,
    ) -> Result<Self, Error> {
        if mode.needs_tls() {
            let message = "the database URL demands TLS, and this program was built without: enable the \
                           feature `tls` of diesel-kit";
            return Err(Error::Usage(message.to_owned()));
        }
        Ok(Self {
            is_direct: negotiation == SslNegotiation::Direct,
        })
    }
}

/// Why there is no channel.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("the server does not offer TLS, which sslmode in the URL demands")]
    NotOffered,
    #[error("the server does not speak PostgreSQL's protocol")]
    Stranger,
    #[cfg_attr(
        not(feature = "tls"),
        expect(dead_code, reason = "nobody shakes hands without TLS")
    )]
    #[error("{0}")]
    Handshake(String),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// One attempt to reach a server.
#[derive(Clone)]
pub(super) struct Dial {
    tls: Tls,
    encryption: Encryption,
    is_pooled: bool,
}

impl Dial {
    pub(super) fn new(tls: Tls, encryption: Encryption, is_pooled: bool) -> Self {
        Self {
            tls,
            encryption,
            is_pooled,
        }
    }
}

impl<S> MakeTlsConnect<S> for Dial
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Channel;
    type TlsConnect = Call;
    type Error = Infallible;

    fn make_tls_connect(&mut self, host: &str) -> Result<Call, Infallible> {
        Ok(Call {
            dial: self.clone(),
            host: host.to_owned(),
        })
    }
}

/// The attempt at one of the server's hosts.
pub(super) struct Call {
    dial: Dial,
    #[cfg_attr(
        not(feature = "tls"),
        expect(dead_code, reason = "certificates name hosts")
    )]
    host: String,
}

impl<S> TlsConnect<S> for Call
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Channel;
    type Error = Refused;
    type Future = BoxFuture<'static, Result<Channel, Refused>>;

    fn connect(self, socket: S) -> Self::Future {
        self.establish(socket).boxed()
    }
}

impl Call {
    async fn establish<S>(self, mut socket: S) -> Result<Channel, Refused>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let is_pooled = self.dial.is_pooled;
        let channel = if self.is_encrypted(&mut socket).await? {
            self.encrypt(socket).await?
        } else {
            Channel::plain(socket)
        };
        Ok(if is_pooled {
            channel.unnamed()
        } else {
            channel
        })
    }

    /// Comes to an agreement with the server.
    async fn is_encrypted<S>(&self, socket: &mut S) -> Result<bool, Refused>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        if self.dial.encryption == Encryption::Never {
            return Ok(false);
        }
        if self.dial.tls.is_direct {
            return Ok(true);
        }
        socket.write_all(&SSL_REQUEST).await?;
        match socket.read_u8().await? {
            b'S' => Ok(true),
            b'N' if self.dial.encryption == Encryption::Always => Err(Refused::NotOffered),
            b'N' => Ok(false),
            _ => Err(Refused::Stranger),
        }
    }

    #[cfg(feature = "tls")]
    async fn encrypt<S>(self, socket: S) -> Result<Channel, Refused>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let shaken = self.dial.tls.handshake.shake(&self.host, socket).await;
        shaken.map_err(Refused::Handshake)
    }

    #[cfg(not(feature = "tls"))]
    #[expect(clippy::unused_async, reason = "it is awaited, with TLS")]
    async fn encrypt<S>(self, _socket: S) -> Result<Channel, Refused> {
        Err(Refused::NotOffered)
    }
}
