//! One websocket connection: handshake, reading within limits, writing what its outbox holds.

use std::sync::Arc;
use std::time::Duration;

use actix_http::Response;
use actix_web::body::{BodyStream, MessageBody};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use tokio::time::Instant;

use crate::connections::Link;
use crate::frame::{self, Close, FrameReader, Received};

/// The longest message of a client.
pub(crate) const MAX_MESSAGE: usize = 1024 * 1024;
/// What a connection may send before it has shown a credential.
const MAX_UNAUTHENTICATED_BYTES: usize = 64 * 1024;
const MAX_UNAUTHENTICATED_MESSAGES: usize = 16;

/// How long a client may take to answer a close frame.
const GOODBYE: Duration = Duration::from_secs(1);

/// What is spoken over a websocket. Dropped when the connection is gone.
pub(crate) trait Protocol: 'static {
    /// The longest message that is in order now.
    fn max_message(&self) -> usize;
    /// True once a credential was accepted.
    fn is_authenticated(&self) -> bool;
    /// Handles one message; an error ends the connection.
    async fn receive(&mut self, message: Payload) -> Result<(), Close>;
}

/// A message of a client.
#[derive(Debug)]
pub(crate) enum Payload {
    Binary(Bytes),
    Text(Bytes),
}

/// Answers the handshake and lets the connection run.
pub(crate) fn accept(
    request: &HttpRequest,
    incoming: web::Payload,
    link: Arc<Link>,
    protocol: impl Protocol,
    unauthenticated: Duration,
) -> actix_web::Result<HttpResponse> {
    let mut response = match actix_http::ws::handshake(request.head()) {
        Ok(response) => response,
        Err(error) => return Ok(Response::from(error).into()),
    };
    let reader = Reader {
        incoming,
        link: link.clone(),
        frames: FrameReader::default(),
        deadline: Instant::now() + unauthenticated,
        unauthenticated_bytes: 0,
        unauthenticated_messages: 0,
    };
    actix_web::rt::spawn(reader.run(protocol));
    // Frames leave as the body of the response: a frame for a thousand readers is one allocation.
    let frames = stream::poll_fn(move |cx| {
        link.outbox
            .poll_next(cx)
            .map(|frame| frame.map(Ok::<Bytes, actix_web::Error>))
    });
    Ok(response
        .message_body(BodyStream::new(frames).boxed())?
        .into())
}

struct Reader {
    incoming: web::Payload,
    link: Arc<Link>,
    frames: FrameReader,
    deadline: Instant,
    unauthenticated_bytes: usize,
    unauthenticated_messages: usize,
}

impl Reader {
    async fn run(mut self, mut protocol: impl Protocol) {
        let link = self.link.clone();
        let close = tokio::select! {
            close = self.converse(&mut protocol) => Some(close),
            () = link.outbox.closed() => None,
            () = link.hushed.cancelled() => None,
        };
        drop(protocol);
        if let Some(close) = close {
            link.outbox.close(close);
        }
        // If nothing more is to be read, the outbox still waits for acknowledgements.
        link.outbox.closed().await;
        if close != Some(Close::NORMAL) {
            // An error means that the client does not say goodbye.
            tokio::time::timeout(GOODBYE, self.goodbye()).await.ok();
        }
        link.outbox.finish();
    }

    /// Discards what the client still sends, until its close frame. Closing the network connection
    /// over unread data would reset it, and the client would never read the reason.
    async fn goodbye(&mut self) {
        let mut discards = false;
        while let Some(Ok(chunk)) = self.incoming.next().await {
            if discards {
                continue;
            }
            self.frames.feed(&chunk);
            loop {
                match self.frames.next(MAX_MESSAGE) {
                    Ok(Some(Received::Close)) => return,
                    Ok(Some(_)) => {}
                    Ok(None) => break,
                    Err(_) => {
                        discards = true;
                        break;
                    }
                }
            }
        }
    }

    /// Reads until the connection is to end, and says why.
    async fn converse(&mut self, protocol: &mut impl Protocol) -> Close {
        loop {
            match self.next(protocol).await {
                Ok(Some(message)) => {
                    if let Err(close) = protocol.receive(message).await {
                        return close;
                    }
                }
                Ok(None) => return Close::NORMAL,
                Err(close) => return close,
            }
        }
    }

    /// The next message, or `None` at the end.
    async fn next(&mut self, protocol: &impl Protocol) -> Result<Option<Payload>, Close> {
        loop {
            let limit = if protocol.is_authenticated() {
                protocol.max_message()
            } else {
                MAX_UNAUTHENTICATED_BYTES.saturating_sub(self.unauthenticated_bytes)
            };
            let payload = match self.frames.next(limit)? {
                None => {
                    if !self.fill(protocol.is_authenticated()).await? {
                        return Ok(None);
                    }
                    continue;
                }
                Some(Received::Close) => return Ok(None),
                Some(Received::Pong) => continue,
                Some(Received::Ping(payload)) => {
                    self.link.outbox.push_if_idle(frame::pong(&payload));
                    continue;
                }
                Some(Received::Binary(bytes)) => Payload::Binary(bytes),
                Some(Received::Text(bytes)) => Payload::Text(bytes),
            };
            if !protocol.is_authenticated() {
                self.count_unauthenticated(&payload)?;
            }
            return Ok(Some(payload));
        }
    }

    /// Waits for more from the network; false at the end.
    async fn fill(&mut self, is_authenticated: bool) -> Result<bool, Close> {
        let chunk = if is_authenticated {
            self.incoming.next().await
        } else {
            let chunk = tokio::time::timeout_at(self.deadline, self.incoming.next()).await;
            chunk.ok().ok_or(Close::TIMEOUT)?
        };
        let Some(Ok(chunk)) = chunk else {
            return Ok(false);
        };
        self.link.heard();
        self.frames.feed(&chunk);
        Ok(true)
    }

    fn count_unauthenticated(&mut self, payload: &Payload) -> Result<(), Close> {
        let (Payload::Binary(bytes) | Payload::Text(bytes)) = payload;
        self.unauthenticated_bytes = self.unauthenticated_bytes.saturating_add(bytes.len());
        self.unauthenticated_messages += 1;
        if self.unauthenticated_messages > MAX_UNAUTHENTICATED_MESSAGES {
            return Err(Close::UNAUTHORIZED);
        }
        Ok(())
    }
}
