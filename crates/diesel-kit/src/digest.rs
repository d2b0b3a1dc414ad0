//! SHA-256 in hexadecimal digits.

use sha2::{Digest, Sha256};

pub(crate) fn hex_sha256(text: &str) -> String {
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16));
    Sha256::digest(text.as_bytes())
        .iter()
        .flat_map(digits)
        .flatten()
        .collect()
}
