//! A socket between client and server that rewrites what passes.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::rewrite::Rewriter;
use crate::connection::Transport;

pub(crate) struct Unnamed {
    socket: Pin<Box<dyn Transport>>,
    rewriter: Rewriter,
    to_server: Vec<u8>,
    to_client: Vec<u8>,
}

/// Above it, nothing more is taken from the client.
const MOST_UNSENT: usize = 64 * 1024;
const READ_AT_ONCE: usize = 8 * 1024;

impl Unnamed {
    pub(crate) fn new(socket: Pin<Box<dyn Transport>>) -> Self {
        Self {
            socket,
            rewriter: Rewriter::default(),
            to_server: Vec::new(),
            to_client: Vec::new(),
        }
    }

    /// Sends what is still to be sent.
    fn poll_send(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.to_server.is_empty() {
            let sent = ready!(self.socket.as_mut().poll_write(context, &self.to_server))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.to_server.drain(..sent);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Unnamed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        while this.to_client.is_empty() {
            let mut chunk = [0; READ_AT_ONCE];
            let mut chunk = ReadBuf::new(&mut chunk);
            ready!(this.socket.as_mut().poll_read(context, &mut chunk))?;
            if chunk.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            this.rewriter.incoming(chunk.filled(), &mut this.to_client);
        }
        let count = buffer.remaining().min(this.to_client.len());
        let (now, _) = this.to_client.split_at(count);
        buffer.put_slice(now);
        this.to_client.drain(..count);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Unnamed {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.to_server.len() > MOST_UNSENT {
            ready!(this.poll_send(context))?;
        }
        this.rewriter.outgoing(bytes, &mut this.to_server);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_send(context))?;
        self.socket.as_mut().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_send(context))?;
        self.socket.as_mut().poll_shutdown(context)
    }
}
