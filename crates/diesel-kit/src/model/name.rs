//! Names that PostgreSQL would choose, within its limit of 63 bytes.

use crate::digest::hex_sha256;

pub(super) const LIMIT: usize = 63;
const HASH_DIGITS: usize = 8;

/// `pages`, `parent_id`, `fkey` become `pages_parent_id_fkey`.
pub(crate) fn derived(table: &str, columns: &[String], suffix: &str) -> String {
    let mut parts = vec![table];
    parts.extend(columns.iter().map(String::as_str));
    parts.push(suffix);
    shortened(&parts.join("_"))
}

/// A name within the limit; a longer one is cut and completed by a hash of the whole.
pub(crate) fn shortened(name: &str) -> String {
    if name.len() <= LIMIT {
        return name.to_owned();
    }
    let hash: String = hex_sha256(name).chars().take(HASH_DIGITS).collect();
    let mut kept = String::new();
    for letter in name.chars() {
        if kept.len() + letter.len_utf8() > LIMIT - HASH_DIGITS - 1 {
            break;
        }
        kept.push(letter);
    }
    format!("{kept}_{hash}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_and_stays_distinct() {
        let one = shortened(&format!("{}_one", "x".repeat(70)));
        let two = shortened(&format!("{}_two", "x".repeat(70)));
        assert_eq!(one.len(), LIMIT);
        assert_ne!(one, two);
        assert_eq!(one, shortened(&format!("{}_one", "x".repeat(70))));
    }

    #[test]
    fn letters_of_several_bytes_are_not_torn() {
        assert!(shortened(&"ü".repeat(40)).len() <= LIMIT);
    }
}
