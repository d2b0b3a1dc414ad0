//! The Hocuspocus protocol: what clients say about a document, and what they are told.
//!
//! A message is the address of a document (its name, with `\0` and a session id behind it where one
//! socket opens a document twice), a type and a body. Everything is bounded by the frame it came in.

use crate::lib0::{Reader, write_bytes, write_var};

const SYNC: u64 = 0;
const AWARENESS: u64 = 1;
const AUTH: u64 = 2;
const QUERY_AWARENESS: u64 = 3;
const SYNC_REPLY: u64 = 4;
const STATELESS: u64 = 5;
const CLOSE: u64 = 7;
const SYNC_STATUS: u64 = 8;
/// A ping and its answer are frames of one byte, without an address.
pub(crate) const PING: u8 = 9;
pub(crate) const PONG: u8 = 10;

const STEP_1: u64 = 0;
const STEP_2: u64 = 1;
const UPDATE: u64 = 2;

const TOKEN: u64 = 0;
const DENIED: u64 = 1;
const AUTHENTICATED: u64 = 2;

/// Longer addresses name nothing.
const MAX_ADDRESS: usize = 256;

/// A frame from a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Incoming<'a> {
    Ping,
    Pong,
    Addressed {
        address: &'a str,
        message: Message<'a>,
    },
}

/// What a client says about one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Message<'a> {
    /// Step 1: "this is what I have". Answered with what it lacks and, if it asks, with what we have.
    Have {
        vector: &'a [u8],
        mutual: bool,
    },
    /// Step 2, the answer to our step 1, or a live update.
    Update {
        update: &'a [u8],
        is_answer: bool,
    },
    Presence(&'a [u8]),
    QueryPresence,
    /// The credential for this document; the version is that of provider 4 or later.
    Token {
        token: &'a str,
        version: Option<&'a str>,
    },
    /// Application messages; none are defined.
    Stateless,
    Close,
}

/// Reads a frame; `None` if it is malformed or not for a client to send.
pub(crate) fn decode(frame: &[u8]) -> Option<Incoming<'_>> {
    match frame {
        [PING] => return Some(Incoming::Ping),
        [PONG] => return Some(Incoming::Pong),
        _ => {}
    }
    let mut reader = Reader::new(frame);
    let address = reader.text()?;
    if address.is_empty() || address.len() > MAX_ADDRESS {
        return None;
    }
    let message = decode_message(&mut reader)?;
    Some(Incoming::Addressed { address, message })
}

fn decode_message<'a>(reader: &mut Reader<'a>) -> Option<Message<'a>> {
    match reader.var()? {
        SYNC => decode_sync(reader, true),
        SYNC_REPLY => decode_sync(reader, false),
        AWARENESS => Some(Message::Presence(reader.bytes()?)),
        QUERY_AWARENESS => Some(Message::QueryPresence),
        AUTH => decode_token(reader),
        STATELESS => Some(Message::Stateless),
        CLOSE => Some(Message::Close),
        _ => None,
    }
}

fn decode_sync<'a>(reader: &mut Reader<'a>, mutual: bool) -> Option<Message<'a>> {
    let step = reader.var()?;
    let body = reader.bytes()?;
    match step {
        STEP_1 => Some(Message::Have {
            vector: body,
            mutual,
        }),
        STEP_2 => Some(Message::Update {
            update: body,
            is_answer: true,
        }),
        UPDATE => Some(Message::Update {
            update: body,
            is_answer: false,
        }),
        _ => None,
    }
}

fn decode_token<'a>(reader: &mut Reader<'a>) -> Option<Message<'a>> {
    if reader.var()? != TOKEN {
        return None;
    }
    let token = reader.text()?;
    let version = if reader.is_empty() {
        None
    } else {
        Some(reader.text()?)
    };
    Some(Message::Token { token, version })
}

/// A message without its address, so that it is encoded once for all who hear it.
pub(crate) type Body = Vec<u8>;

/// The address as it goes in front of a body.
pub(crate) fn address(address: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(address.len() + 2);
    write_bytes(&mut out, address.as_bytes());
    out
}

pub(crate) fn have(vector: &[u8]) -> Body {
    sync(STEP_1, vector)
}

pub(crate) fn answer(update: &[u8]) -> Body {
    sync(STEP_2, update)
}

pub(crate) fn update(update: &[u8]) -> Body {
    sync(UPDATE, update)
}

fn sync(step: u64, bytes: &[u8]) -> Body {
    let mut out = Vec::with_capacity(bytes.len() + 8);
    write_var(&mut out, SYNC);
    write_var(&mut out, step);
    write_bytes(&mut out, bytes);
    out
}

pub(crate) fn presence(states: &[u8]) -> Body {
    let mut out = Vec::with_capacity(states.len() + 4);
    write_var(&mut out, AWARENESS);
    write_bytes(&mut out, states);
    out
}

pub(crate) fn authenticated(can_edit: bool) -> Body {
    let scope = if can_edit { "read-write" } else { "readonly" };
    auth(AUTHENTICATED, scope)
}

pub(crate) fn denied(reason: &str) -> Body {
    auth(DENIED, reason)
}

fn auth(kind: u64, text: &str) -> Body {
    let mut out = Vec::new();
    write_var(&mut out, AUTH);
    write_var(&mut out, kind);
    write_bytes(&mut out, text.as_bytes());
    out
}

/// Says whether an update is stored (sent after the commit) or was refused.
pub(crate) fn sync_status(stored: bool) -> Body {
    let mut out = Vec::new();
    write_var(&mut out, SYNC_STATUS);
    // The client reads this one as a signed number; 0 and 1 look the same in both encodings.
    write_var(&mut out, u64::from(stored));
    out
}

/// Ends one document; the socket stays for the others.
pub(crate) fn closed(reason: &str) -> Body {
    let mut out = Vec::new();
    write_var(&mut out, CLOSE);
    write_bytes(&mut out, reason.as_bytes());
    out
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng, rngs::StdRng};

    use super::*;

    fn addressed(name: &str, body: &[u8]) -> Vec<u8> {
        [address(name), body.to_vec()].concat()
    }

    #[test]
    fn each_kind_of_message_is_read() {
        let cases: [(Vec<u8>, Message<'_>); 5] = [
            (
                have(&[1, 2]),
                Message::Have {
                    vector: &[1, 2],
                    mutual: true,
                },
            ),
            (
                answer(&[3]),
                Message::Update {
                    update: &[3],
                    is_answer: true,
                },
            ),
            (
                update(&[4]),
                Message::Update {
                    update: &[4],
                    is_answer: false,
                },
            ),
            (presence(&[5]), Message::Presence(&[5])),
            (closed(""), Message::Close),
        ];
        for (body, message) in cases {
            let frame = addressed("page:x", &body);
            assert_eq!(
                decode(&frame),
                Some(Incoming::Addressed {
                    address: "page:x",
                    message
                })
            );
        }
    }

    #[test]
    fn the_version_behind_a_token_is_optional() {
        let mut body = auth(TOKEN, "mcp_1");
        let frame = addressed("page:x\0abc", &body);
        let message = Message::Token {
            token: "mcp_1",
            version: None,
        };
        assert_eq!(
            decode(&frame),
            Some(Incoming::Addressed {
                address: "page:x\0abc",
                message
            })
        );
        write_bytes(&mut body, b"4.8.0");
        let frame = addressed("page:x", &body);
        let message = Message::Token {
            token: "mcp_1",
            version: Some("4.8.0"),
        };
        assert_eq!(
            decode(&frame),
            Some(Incoming::Addressed {
                address: "page:x",
                message
            })
        );
    }

    #[test]
    fn pings_have_no_address() {
        assert_eq!(decode(&[PING]), Some(Incoming::Ping));
        assert_eq!(decode(&[PONG]), Some(Incoming::Pong));
    }

    #[test]
    fn what_only_a_server_may_say_is_malformed() {
        for body in [
            denied("no"),
            authenticated(true),
            sync_status(true),
            vec![6, 0],
            vec![99],
        ] {
            assert_eq!(decode(&addressed("page:x", &body)), None, "{body:?}");
        }
        assert_eq!(decode(&addressed("", &have(&[]))), None);
        assert_eq!(
            decode(&addressed(&"x".repeat(MAX_ADDRESS + 1), &have(&[]))),
            None
        );
    }

    #[test]
    fn random_bytes_never_panic() {
        let mut random = StdRng::seed_from_u64(7);
        let seed = addressed("page:x", &update(&[0, 0]));
        for _ in 0..50_000 {
            let mut frame = seed.clone();
            for _ in 0..random.random_range(1..5) {
                let at = random.random_range(0..frame.len());
                frame[at] = random.random();
            }
            frame.truncate(random.random_range(0..=frame.len()));
            let _: Option<Incoming<'_>> = decode(&frame);
        }
    }
}
