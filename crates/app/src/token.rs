//! Tokens: random, recognisable by their prefix, stored only as hashes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::seq::IndexedRandom;
use sha3::{Digest, Sha3_256};

const KEY_PREFIX: &str = "mcp_";
const KEY_CHARACTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const KEY_LENGTH: usize = 32;
const SESSION_PREFIX: &str = "ps_sess_";
const SESSION_LENGTH: usize = 43;

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Key,
    Session,
}

/// `None` if it is malformed: then no query needs to be asked.
pub(crate) fn kind(token: &str) -> Option<Kind> {
    if let Some(rest) = token.strip_prefix(KEY_PREFIX) {
        let is_good = rest.len() == KEY_LENGTH && rest.bytes().all(|b| KEY_CHARACTERS.contains(&b));
        return is_good.then_some(Kind::Key);
    }
    let rest = token.strip_prefix(SESSION_PREFIX)?;
    let is_good = rest.len() == SESSION_LENGTH
        && rest
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    is_good.then_some(Kind::Session)
}

/// A new `mcp_…`, 165 bits.
pub(crate) fn new_key() -> String {
    let mut random = rand::rng();
    let characters = (0..KEY_LENGTH).filter_map(|_| KEY_CHARACTERS.choose(&mut random));
    KEY_PREFIX
        .chars()
        .chain(characters.map(|byte| char::from(*byte)))
        .collect()
}

/// A new `ps_sess_…`, 256 bits.
pub(crate) fn new_session() -> String {
    let random = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    format!("{SESSION_PREFIX}{random}")
}

/// What is stored. A token has enough entropy for a fast hash.
pub(crate) fn hash(token: &str) -> Vec<u8> {
    Sha3_256::digest(token.as_bytes()).to_vec()
}

/// The first 12 characters, to recognise a key in a list.
pub(crate) fn prefix(token: &str) -> String {
    token.chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_tokens_have_their_form_and_differ() {
        assert_eq!(kind(&new_key()), Some(Kind::Key));
        assert_eq!(kind(&new_session()), Some(Kind::Session));
        assert_ne!(new_key(), new_key());
        assert_ne!(new_session(), new_session());
    }

    #[test]
    fn malformed_tokens_are_known_without_a_query() {
        let key = new_key();
        for token in [
            "",
            "mcp_",
            "mcp_short",
            "ps_sess_",
            "Bearer x",
            &key.to_uppercase(),
            &format!("{key}a"),
            "mcp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\0",
        ] {
            assert_eq!(kind(token), None, "{token:?}");
        }
    }
}
