//! Text cut into lines, and the ranges that name them.

use super::EditError;

/// As a reader sees them: `   2 | Plan`.
pub fn number_lines<S: AsRef<str>>(lines: &[S], first: usize) -> Vec<String> {
    let numbered = |(number, line): (usize, &S)| format!("{number:>4} | {}", line.as_ref());
    (first..).zip(lines).map(numbered).collect()
}

/// Lines from `start` to `end`, both counted from 1, that exist.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines {
    pub(super) before: usize,
    pub(super) count: usize,
}

impl Lines {
    pub(super) fn existing(start: usize, end: usize, total: usize) -> Result<Self, EditError> {
        if end < start {
            return Err(EditError::Reversed);
        }
        match start.checked_sub(1) {
            Some(before) if end <= total => Ok(Self {
                before,
                count: end - before,
            }),
            _ => Err(EditError::OutOfRange { total }),
        }
    }

    /// The empty range before line `start`, or after the last line.
    pub(super) fn before(start: usize, total: usize) -> Result<Self, EditError> {
        let before = start
            .checked_sub(1)
            .ok_or(EditError::OutOfRange { total })?;
        Ok(Self {
            before: before.min(total),
            count: 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_aligned_to_four_characters() {
        assert_eq!(number_lines(&["Plan", ""], 2), ["   2 | Plan", "   3 | "]);
        assert_eq!(number_lines(&["x"], 12_345), ["12345 | x"]);
    }

    #[test]
    fn ranges() {
        let range = Lines::existing(2, 3, 3).unwrap();
        assert_eq!((range.before, range.count), (1, 2));
        assert!(matches!(Lines::existing(3, 2, 3), Err(EditError::Reversed)));
        for (start, end) in [(0, 1), (4, 4), (1, 4), (1, usize::MAX)] {
            assert!(matches!(
                Lines::existing(start, end, 3),
                Err(EditError::OutOfRange { total: 3 })
            ));
        }
        assert_eq!(Lines::before(99, 3).unwrap().before, 3);
        assert!(Lines::before(0, 3).is_err());
    }
}
