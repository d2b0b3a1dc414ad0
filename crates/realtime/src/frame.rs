//! Websocket frames: ours encoded once and shared by all who get them, theirs read within limits.

use actix_http::ws::{Codec, Frame, Item, ProtocolError};
use actix_web::web::BytesMut;
use bytes::{BufMut, Bytes};
use tokio_util::codec::Decoder;

const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;
const FINAL: u8 = 0x80;
/// The longest header that a client's frame can have.
const MAX_HEADER: usize = 14;

/// Why a connection ends, as the client is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Close {
    pub(crate) code: u16,
    pub(crate) reason: &'static str,
}

impl Close {
    const fn new(code: u16, reason: &'static str) -> Self {
        Self { code, reason }
    }

    pub(crate) const NORMAL: Self = Self::new(1000, "");
    pub(crate) const MALFORMED: Self = Self::new(1002, "malformed message");
    pub(crate) const WRONG_KIND: Self = Self::new(1003, "wrong kind of frame for this endpoint");
    pub(crate) const TOO_BIG: Self = Self::new(1009, "message too big");
    pub(crate) const INTERNAL: Self = Self::new(1011, "internal error; try again");
    pub(crate) const RESTART: Self = Self::new(1012, "the server restarts; reconnect");
    pub(crate) const TRY_LATER: Self = Self::new(1013, "not available now; try again later");
    pub(crate) const SLOW: Self = Self::new(1013, "reading too slowly; reconnect to resync");
    pub(crate) const RESET: Self = Self::new(4205, "reset connection");
    pub(crate) const UNAUTHORIZED: Self = Self::new(4401, "unauthorized");
    pub(crate) const FORBIDDEN: Self = Self::new(4403, "forbidden");
    pub(crate) const TIMEOUT: Self = Self::new(4408, "connection timeout");
}

/// A binary frame out of parts.
pub(crate) fn binary(parts: &[&[u8]]) -> Bytes {
    encode(BINARY, parts)
}

pub(crate) fn text(text: &str) -> Bytes {
    encode(TEXT, &[text.as_bytes()])
}

pub(crate) fn ping() -> Bytes {
    encode(PING, &[])
}

pub(crate) fn pong(payload: &[u8]) -> Bytes {
    encode(PONG, &[payload])
}

pub(crate) fn close(close: Close) -> Bytes {
    encode(CLOSE, &[&close.code.to_be_bytes(), close.reason.as_bytes()])
}

fn encode(opcode: u8, parts: &[&[u8]]) -> Bytes {
    let len: usize = parts.iter().map(|part| part.len()).sum();
    let mut frame = BytesMut::with_capacity(len + 10);
    frame.put_u8(FINAL | opcode);
    match (u8::try_from(len), u16::try_from(len)) {
        (Ok(len @ ..126), _) => frame.put_u8(len),
        (_, Ok(len)) => {
            frame.put_u8(126);
            frame.put_u16(len);
        }
        _ => {
            frame.put_u8(127);
            frame.put_u64(u64::try_from(len).unwrap_or(u64::MAX));
        }
    }
    for part in parts {
        frame.put_slice(part);
    }
    frame.freeze()
}

/// A whole message or control frame from a client.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received {
    Binary(Bytes),
    Text(Bytes),
    Ping(Bytes),
    Pong,
    Close,
}

/// Puts messages together out of what the network delivers.
#[derive(Debug, Default)]
pub(crate) struct FrameReader {
    codec: Codec,
    buffer: BytesMut,
    /// The start of a message that came in several frames.
    partial: BytesMut,
    partial_is_text: bool,
}

impl FrameReader {
    pub(crate) fn feed(&mut self, chunk: &[u8]) {
        self.buffer.extend_from_slice(chunk);
    }

    /// The next message of at most `limit` bytes, or `None` until more is fed.
    pub(crate) fn next(&mut self, limit: usize) -> Result<Option<Received>, Close> {
        // The codec keeps its place in a fragmented message, so the limit changes on a copy.
        self.codec = self.codec.clone().max_size(limit);
        while let Some(frame) = self
            .codec
            .decode(&mut self.buffer)
            .map_err(|error| refusal(&error))?
        {
            if let Some(received) = self.accept(frame, limit)? {
                return Ok(Some(received));
            }
        }
        // The codec would wait for all of a frame before it finds it too long.
        if self.buffer.len() > limit.saturating_add(MAX_HEADER) {
            return Err(Close::TOO_BIG);
        }
        if self.buffer.is_empty() {
            // A large message must not leave a large buffer behind.
            self.buffer = BytesMut::new();
        }
        Ok(None)
    }

    fn accept(&mut self, frame: Frame, limit: usize) -> Result<Option<Received>, Close> {
        Ok(Some(match frame {
            Frame::Binary(bytes) => Received::Binary(bytes),
            Frame::Text(bytes) => Received::Text(bytes),
            Frame::Ping(bytes) => Received::Ping(bytes),
            Frame::Pong(_) => Received::Pong,
            Frame::Close(_) => Received::Close,
            Frame::Continuation(item) => return self.continued(item, limit),
        }))
    }

    fn continued(&mut self, item: Item, limit: usize) -> Result<Option<Received>, Close> {
        let (bytes, is_last) = match item {
            Item::FirstBinary(bytes) => {
                self.partial_is_text = false;
                (bytes, false)
            }
            Item::FirstText(bytes) => {
                self.partial_is_text = true;
                (bytes, false)
            }
            Item::Continue(bytes) => (bytes, false),
            Item::Last(bytes) => (bytes, true),
        };
        if self.partial.len().saturating_add(bytes.len()) > limit {
            return Err(Close::TOO_BIG);
        }
        self.partial.extend_from_slice(&bytes);
        if !is_last {
            return Ok(None);
        }
        let message = std::mem::take(&mut self.partial).freeze();
        let kind = if self.partial_is_text {
            Received::Text
        } else {
            Received::Binary
        };
        Ok(Some(kind(message)))
    }
}

fn refusal(error: &ProtocolError) -> Close {
    match error {
        ProtocolError::Overflow => Close::TOO_BIG,
        _ => Close::MALFORMED,
    }
}

#[cfg(test)]
mod tests {
    use actix_http::ws::Message;
    use rand::{Rng, SeedableRng, rngs::StdRng};
    use tokio_util::codec::Encoder;

    use super::*;

    fn from_client(message: Message) -> Vec<u8> {
        let mut out = BytesMut::new();
        Codec::new()
            .client_mode()
            .encode(message, &mut out)
            .unwrap();
        out.to_vec()
    }

    #[test]
    fn our_frames_are_what_the_codec_reads() {
        for len in [0, 1, 125, 126, 127, 65_535, 65_536, 70_000] {
            let payload = vec![7; len];
            let mut bytes = BytesMut::from(&binary(&[&payload])[..]);
            let frame = Codec::new()
                .client_mode()
                .max_size(100_000)
                .decode(&mut bytes)
                .unwrap();
            assert_eq!(frame, Some(Frame::Binary(payload.into())), "{len}");
            assert!(bytes.is_empty());
        }
    }

    #[test]
    fn a_message_may_come_byte_by_byte() {
        let mut reader = FrameReader::default();
        let bytes = from_client(Message::Binary(Bytes::from_static(b"hello")));
        let (last, head) = bytes.split_last().unwrap();
        for byte in head {
            reader.feed(&[*byte]);
            assert_eq!(reader.next(100), Ok(None));
        }
        reader.feed(&[*last]);
        assert_eq!(
            reader.next(100),
            Ok(Some(Received::Binary(Bytes::from_static(b"hello"))))
        );
    }

    #[test]
    fn a_long_frame_is_refused_before_it_has_arrived() {
        let mut reader = FrameReader::default();
        let bytes = from_client(Message::Binary(Bytes::from(vec![0; 1_000])));
        reader.feed(&bytes[..200]);
        assert_eq!(reader.next(100), Err(Close::TOO_BIG));
        let mut reader = FrameReader::default();
        reader.feed(&bytes);
        assert_eq!(reader.next(999), Err(Close::TOO_BIG));
    }

    #[test]
    fn fragments_count_together() {
        let mut codec = Codec::new().client_mode();
        let mut out = BytesMut::new();
        let half = Bytes::from(vec![1; 60]);
        codec
            .encode(
                Message::Continuation(Item::FirstBinary(half.clone())),
                &mut out,
            )
            .unwrap();
        codec
            .encode(Message::Continuation(Item::Last(half)), &mut out)
            .unwrap();
        let mut reader = FrameReader::default();
        reader.feed(&out);
        assert_eq!(
            reader.next(120),
            Ok(Some(Received::Binary(vec![1; 120].into())))
        );
        let mut reader = FrameReader::default();
        reader.feed(&out);
        assert_eq!(reader.next(119), Err(Close::TOO_BIG));
    }

    #[test]
    fn unmasked_frames_and_random_bytes_are_refused_without_panic() {
        let mut reader = FrameReader::default();
        reader.feed(&binary(&[b"unmasked"]));
        assert_eq!(reader.next(100), Err(Close::MALFORMED));
        let mut random = StdRng::seed_from_u64(3);
        for _ in 0..5_000 {
            let bytes: Vec<u8> = (0..random.random_range(0..300))
                .map(|_| random.random())
                .collect();
            let mut reader = FrameReader::default();
            reader.feed(&bytes);
            while let Ok(Some(_)) = reader.next(200) {}
        }
    }
}
