//! The frontend protocol without names of statements.
//!
//! A client prepares (`Parse name`, `Describe name`, `Sync`) and later executes (`Bind name`, `Execute`,
//! `Sync`). Here it describes the unnamed statement, and each `Bind` has a `Parse` of its own before it,
//! whose answer is kept from the client.

use std::collections::{HashMap, VecDeque};

/// What has been sent to the server, and what is still to be answered.
#[derive(Default)]
pub(super) struct Rewriter {
    /// What follows the name in the `Parse` of each statement.
    statements: HashMap<Vec<u8>, Vec<u8>>,
    expected: VecDeque<Expected>,
    /// The first message, which has no letter, was sent.
    begun: bool,
    /// The beginning of a message of the client.
    unsent: Vec<u8>,
    /// The beginning of a message of the server: a letter and a length.
    header: Vec<u8>,
    /// Bytes of the server's message that are still to come, and whether the client gets them.
    rest: usize,
    swallowed: bool,
}

enum Expected {
    /// `ParseComplete`; ours is kept from the client.
    Parsed { ours: bool },
    /// `ReadyForQuery`
    Ready,
}

const LETTER: usize = 1;
const LENGTH: usize = 4;

impl Rewriter {
    /// What the client sends, as it goes to the server.
    pub(super) fn outgoing(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        self.unsent.extend_from_slice(bytes);
        loop {
            let prefix = if self.begun { LETTER } else { 0 };
            let Some(length) = self.unsent.get(prefix..).and_then(length) else {
                return;
            };
            let end = prefix.saturating_add(length.max(LENGTH));
            if self.unsent.len() < end {
                return;
            }
            let message: Vec<u8> = self.unsent.drain(..end).collect();
            match message.split_first() {
                Some((letter, rest)) if self.begun => {
                    self.send(*letter, rest.get(LENGTH..).unwrap_or_default(), out);
                }
                _ => out.extend_from_slice(&message),
            }
            self.begun = true;
        }
    }

    fn send(&mut self, letter: u8, body: &[u8], out: &mut Vec<u8>) {
        match (letter, body) {
            (b'P', _) => {
                self.expected.push_back(Expected::Parsed { ours: false });
                if let Some((name, rest)) = name(body)
                    && !name.is_empty()
                {
                    self.statements.insert(name.to_vec(), rest.to_vec());
                    return push(b'P', &[b"\0", rest], out);
                }
            }
            (b'B', _) => {
                if let Some((portal, rest)) = name(body)
                    && let Some((statement, rest)) = name(rest)
                    && let Some(parse) = self.statements.get(statement)
                {
                    self.expected.push_back(Expected::Parsed { ours: true });
                    push(b'P', &[b"\0", parse], out);
                    return push(b'B', &[portal, b"\0\0", rest], out);
                }
            }
            (b'D', [b'S', ..]) => return push(b'D', &[b"S\0"], out),
            (b'C', [b'S', statement @ ..]) => {
                if let Some((name, _)) = name(statement) {
                    self.statements.remove(name);
                }
                return push(b'C', &[b"S\0"], out);
            }
            (b'S' | b'Q', _) => self.expected.push_back(Expected::Ready),
            _ => {}
        }
        push(letter, &[body], out);
    }

    /// What the server sends, as it goes to the client.
    pub(super) fn incoming(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(self.rest.min(bytes.len()));
            self.rest -= now.len();
            if !self.swallowed {
                out.extend_from_slice(now);
            }
            let missing = (LETTER + LENGTH).saturating_sub(self.header.len());
            let (now, later) = later.split_at(missing.min(later.len()));
            self.header.extend_from_slice(now);
            bytes = later;
            self.receive(out);
        }
    }

    /// Reads the header of a message, once it is whole.
    fn receive(&mut self, out: &mut Vec<u8>) {
        let Some((letter, rest)) = self.header.split_first() else {
            return;
        };
        let Some(length) = length(rest) else { return };
        let letter = *letter;
        self.rest = length.saturating_sub(LENGTH);
        self.swallowed = match letter {
            b'1' => matches!(
                self.expected.pop_front(),
                Some(Expected::Parsed { ours: true })
            ),
            b'Z' => {
                self.until_ready();
                false
            }
            _ => false,
        };
        if !self.swallowed {
            out.extend_from_slice(&self.header);
        }
        self.header.clear();
    }

    /// After an error the server skips what was sent before the next `Sync`.
    fn until_ready(&mut self) {
        while let Some(Expected::Parsed { .. }) = self.expected.pop_front() {}
    }
}

/// The text up to NUL, and what follows.
fn name(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

fn length(bytes: &[u8]) -> Option<usize> {
    let (length, _) = bytes.split_first_chunk::<LENGTH>()?;
    usize::try_from(u32::from_be_bytes(*length)).ok()
}

fn push(letter: u8, parts: &[&[u8]], out: &mut Vec<u8>) {
    let length: usize = LENGTH + parts.iter().map(|part| part.len()).sum::<usize>();
    // A message that was taken in has a length of four bytes, and grows by no more than a name.
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    out.push(letter);
    out.extend_from_slice(&length.to_be_bytes());
    for part in parts {
        out.extend_from_slice(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(letter: u8, body: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        push(letter, &[body], &mut out);
        out
    }

    fn sent(rewriter: &mut Rewriter, messages: &[Vec<u8>]) -> Vec<u8> {
        let mut out = Vec::new();
        // Byte by byte: a message may come in any pieces.
        for byte in messages.concat() {
            rewriter.outgoing(&[byte], &mut out);
        }
        out
    }

    fn received(rewriter: &mut Rewriter, messages: &[Vec<u8>]) -> Vec<u8> {
        let mut out = Vec::new();
        for byte in messages.concat() {
            rewriter.incoming(&[byte], &mut out);
        }
        out
    }

    fn begun() -> Rewriter {
        let mut rewriter = Rewriter::default();
        let startup = [0, 0, 0, 8, 0, 3, 0, 0];
        assert_eq!(sent(&mut rewriter, &[startup.to_vec()]), startup);
        rewriter
    }

    const TEXT: &[u8] = b"SELECT $1\0\0\x01\0\0\0\x17";

    /// The client prepares `s1`.
    fn prepare(rewriter: &mut Rewriter) {
        let parse = message(b'P', &[b"s1\0", TEXT].concat());
        let described = message(b'D', b"Ss1\0");
        let out = sent(rewriter, &[parse, described, message(b'S', b"")]);
        let parse = message(b'P', &[b"\0", TEXT].concat());
        let described = message(b'D', b"S\0");
        assert_eq!(out, [parse, described, message(b'S', b"")].concat());
        let answers = [
            message(b'1', b""),
            message(b't', b"types"),
            message(b'Z', b"I"),
        ];
        assert_eq!(received(rewriter, &answers), answers.concat());
    }

    fn execute(rewriter: &mut Rewriter) {
        let end = [message(b'E', b"\0\0\0\0\0"), message(b'S', b"")].concat();
        let out = sent(rewriter, &[message(b'B', b"\0s1\0values"), end.clone()]);
        let parse = message(b'P', &[b"\0", TEXT].concat());
        assert_eq!(out, [parse, message(b'B', b"\0\0values"), end].concat());
    }

    #[test]
    fn an_execution_brings_its_statement_and_the_client_does_not_notice() {
        let mut rewriter = begun();
        prepare(&mut rewriter);
        for _ in 0..2 {
            execute(&mut rewriter);
            let rest = [
                message(b'2', b""),
                message(b'D', b"row"),
                message(b'Z', b"I"),
            ];
            let answers = [vec![message(b'1', b"")], rest.to_vec()].concat();
            assert_eq!(received(&mut rewriter, &answers), rest.concat());
        }
    }

    #[test]
    fn behind_an_error_the_answers_still_belong_to_their_statements() {
        let mut rewriter = begun();
        prepare(&mut rewriter);
        execute(&mut rewriter);
        execute(&mut rewriter);
        let failed = [message(b'E', b"why"), message(b'Z', b"I")];
        assert_eq!(received(&mut rewriter, &failed), failed.concat());
        let rest = [message(b'2', b""), message(b'Z', b"I")];
        let answers = [vec![message(b'1', b"")], rest.to_vec()].concat();
        assert_eq!(received(&mut rewriter, &answers), rest.concat());
        prepare(&mut rewriter);
    }

    #[test]
    fn a_closed_statement_is_forgotten() {
        let mut rewriter = begun();
        prepare(&mut rewriter);
        let out = sent(&mut rewriter, &[message(b'C', b"Ss1\0")]);
        assert_eq!(out, message(b'C', b"S\0"));
        assert!(rewriter.statements.is_empty());
    }
}
