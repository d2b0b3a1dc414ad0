//! The token that proves that a write with a cookie was sent by a page of ours.

use std::fmt::Write as _;

use sha3::{Digest, Sha3_256};

/// The token that belongs to a session. It follows from the session's secret by a one-way
/// function, so nothing has to be stored, and knowing it does not give the session away.
pub(crate) fn token(session: &str) -> String {
    let digest = Sha3_256::new()
        .chain_update(b"pagespace csrf\0")
        .chain_update(session)
        .finalize();
    hex(digest.as_slice())
}

/// Compares without telling by its duration how much was right.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let difference = a
        .bytes()
        .zip(b.bytes())
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    a.len() == b.len() && difference == 0
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _: Result<(), std::fmt::Error> = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_belongs_to_one_session() {
        let (mine, yours) = (token("ps_sess_mine"), token("ps_sess_yours"));
        assert!(same(&mine, &token("ps_sess_mine")));
        assert!(!same(&mine, &yours));
        assert!(!same(&mine, ""));
        assert_eq!(mine.len(), 64);
    }
}
