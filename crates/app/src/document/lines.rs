//! Text cut into lines, and the ranges that name them.

use super::EditError;

/// As a reader sees them: `   2 | Plan`.
pub fn number_lines<S: AsRef<str>>(lines: &[S], first: usize) -> Vec<String> {
    let numbered = |(number, line): (usize, &S)| format!("{number:>4} | {}", line.as_ref());
    (first..).zip(lines).map(numbered).collect()
}

/// A change of lines, which are counted from 1; both ends are included.
#[derive(Debug, Clone, Copy)]
pub(super) enum LineEdit<'a> {
    Replace {
        start: usize,
        end: usize,
        content: &'a str,
    },
    /// Before line `start`, or after the last line.
    Insert {
        start: usize,
        content: &'a str,
    },
    Delete {
        start: usize,
        end: usize,
    },
}

/// Lines that exist: `count` of them after the first `before`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Lines {
    pub(super) before: usize,
    pub(super) count: usize,
}

impl<'a> LineEdit<'a> {
    pub(super) fn content(&self) -> Option<&'a str> {
        match self {
            Self::Replace { content, .. } | Self::Insert { content, .. } => Some(content),
            Self::Delete { .. } => None,
        }
    }

    /// The lines that go, in a page of `total` lines.
    pub(super) fn lines(&self, total: usize) -> Result<Lines, EditError> {
        if self.content() == Some("") {
            return Err(EditError::Empty);
        }
        let out_of_range = EditError::OutOfRange { total };
        match *self {
            Self::Replace { start, end, .. } | Self::Delete { start, end } => {
                if end < start {
                    return Err(EditError::Reversed);
                }
                let before = start
                    .checked_sub(1)
                    .filter(|_| end <= total)
                    .ok_or(out_of_range)?;
                let count = end - before;
                Ok(Lines { before, count })
            }
            Self::Insert { start, .. } => {
                let before = start.checked_sub(1).ok_or(out_of_range)?.min(total);
                Ok(Lines { before, count: 0 })
            }
        }
    }
}

/// Text by its lines.
pub(super) struct Cut<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Cut<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    pub(super) fn total(&self) -> usize {
        self.starts.len()
    }

    /// Where the line after the first `count` begins, if there is one.
    pub(super) fn start(&self, count: usize) -> Option<usize> {
        self.starts.get(count).copied()
    }

    /// The first `count` lines without the break after them; `None` for no lines.
    pub(super) fn first(&self, count: usize) -> Option<&'a str> {
        match (count, self.start(count)) {
            (0, _) => None,
            (_, Some(next)) => self.text.get(..next - 1),
            (_, None) => Some(self.text),
        }
    }

    /// The lines after the first `count`; `None` for no lines.
    pub(super) fn after(&self, count: usize) -> Option<&'a str> {
        self.text.get(self.start(count)?..)
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
        let delete = |start, end| LineEdit::Delete { start, end }.lines(3);
        assert_eq!(
            delete(2, 3),
            Ok(Lines {
                before: 1,
                count: 2
            })
        );
        assert_eq!(delete(3, 2), Err(EditError::Reversed));
        for (start, end) in [(0, 1), (4, 4), (1, 4), (1, usize::MAX)] {
            assert_eq!(delete(start, end), Err(EditError::OutOfRange { total: 3 }));
        }
        let insert = |start, content| LineEdit::Insert { start, content }.lines(3);
        assert_eq!(
            insert(99, "x"),
            Ok(Lines {
                before: 3,
                count: 0
            })
        );
        assert_eq!(insert(1, ""), Err(EditError::Empty));
        assert_eq!(insert(0, "x"), Err(EditError::OutOfRange { total: 3 }));
    }

    #[test]
    fn cuts() {
        let cut = Cut::new("a\n\nb");
        assert_eq!((cut.total(), cut.first(0), cut.after(3)), (3, None, None));
        assert_eq!((cut.first(1), cut.after(1)), (Some("a"), Some("\nb")));
        assert_eq!((cut.first(2), cut.after(2)), (Some("a\n"), Some("b")));
        assert_eq!(
            (cut.first(3), cut.after(0)),
            (Some("a\n\nb"), Some("a\n\nb"))
        );
        assert_eq!(Cut::new("").first(1), Some(""));
    }
}
