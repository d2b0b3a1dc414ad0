//! The bytes between client and server, whatever they pass through.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsStream};

use crate::pooler::Unnamed;

pub(crate) trait Transport: AsyncRead + AsyncWrite + Send {}

impl<T: AsyncRead + AsyncWrite + Send> Transport for T {}

pub(crate) struct Channel {
    socket: Pin<Box<dyn Transport>>,
    /// Ties the login to the certificate, so that nobody can sit in between.
    binding: Option<Vec<u8>>,
}

impl Channel {
    pub(super) fn plain(socket: impl Transport + 'static) -> Self {
        Self {
            socket: Box::pin(socket),
            binding: None,
        }
    }

    #[cfg(feature = "tls")]
    pub(super) fn encrypted(socket: impl Transport + 'static, binding: Option<Vec<u8>>) -> Self {
        Self {
            socket: Box::pin(socket),
            binding,
        }
    }

    /// The same for a pooler that does not follow prepared statements.
    pub(super) fn unnamed(self) -> Self {
        Self {
            socket: Box::pin(Unnamed::new(self.socket)),
            binding: self.binding,
        }
    }
}

impl TlsStream for Channel {
    fn channel_binding(&self) -> ChannelBinding {
        self.binding
            .clone()
            .map_or_else(ChannelBinding::none, ChannelBinding::tls_server_end_point)
    }
}

impl AsyncRead for Channel {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.socket.as_mut().poll_read(context, buffer)
    }
}

impl AsyncWrite for Channel {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.socket.as_mut().poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.socket.as_mut().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.socket.as_mut().poll_shutdown(context)
    }
}
