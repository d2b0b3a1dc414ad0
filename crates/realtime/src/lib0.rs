//! The variable-length encoding of lib0, which Yjs and Hocuspocus speak.

/// Reads from the front of a message. `None` means that the message is malformed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn remaining(self) -> usize {
        self.0.len()
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// A number of at most 63 bits in groups of seven, the lowest first.
    pub(crate) fn var(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.u8()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    pub(crate) fn take(&mut self, len: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(len).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = self.var()?;
        self.take(len)
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

pub(crate) fn write_var(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            return out.push(low & 0x7f);
        }
        out.push(low | 0x80);
    }
}

pub(crate) fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    // A length that does not fit 64 bits cannot be in memory.
    write_var(out, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), (1 << 53) - 1] {
            let mut out = Vec::new();
            write_var(&mut out, value);
            write_bytes(&mut out, "grüße".as_bytes());
            let mut reader = Reader::new(&out);
            assert_eq!(reader.var(), Some(value));
            assert_eq!(reader.text(), Some("grüße"));
            assert!(reader.is_empty());
        }
    }

    #[test]
    fn numbers_without_end_and_lengths_beyond_the_message_are_malformed() {
        assert_eq!(Reader::new(&[0xff; 20]).var(), None);
        assert_eq!(Reader::new(&[0x80]).var(), None);
        assert_eq!(Reader::new(&[5, 1, 2]).bytes(), None);
        assert_eq!(
            Reader::new(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]).bytes(),
            None
        );
        assert_eq!(Reader::new(&[2, 0xc3, 0x28]).text(), None);
    }
}
