//! Two texts: what stays, what goes, what comes.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::align;

/// Lengths in bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Op {
    Keep(usize),
    Delete(usize),
    Insert(usize),
}

/// Lines are compared first, in changed lines words, in changed words only their ends: a text that is typed in
/// while it is replaced then stays readable, which it would not if single letters were kept here and there.
pub(super) fn ops(old: &str, new: &str) -> Vec<Op> {
    let mut ops = Vec::new();
    descend(old, new, Unit::Line, &mut ops);
    ops
}

#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Line,
    Word,
    Character,
}

fn descend(old: &str, new: &str, unit: Unit, ops: &mut Vec<Op>) {
    let start = common_start(old, new);
    let (_, old_rest) = old.split_at(start);
    let (_, new_rest) = new.split_at(start);
    let end = common_end(old_rest, new_rest);
    push(ops, Op::Keep(start));
    let (old, _) = old_rest.split_at(old_rest.len() - end);
    let (new, _) = new_rest.split_at(new_rest.len() - end);
    middle(old, new, unit, ops);
    push(ops, Op::Keep(end));
}

fn middle(old: &str, new: &str, unit: Unit, ops: &mut Vec<Op>) {
    if old.is_empty() || new.is_empty() || unit == Unit::Character {
        // In this order: after a deletion the shared text does not know which marks are open there.
        push(ops, Op::Insert(new.len()));
        push(ops, Op::Delete(old.len()));
        return;
    }
    let (old, new) = (pieces(old, unit), pieces(new, unit));
    let smaller = match unit {
        Unit::Line => Unit::Word,
        Unit::Word | Unit::Character => Unit::Character,
    };
    let mut at = 0;
    for gap in align::gaps(&fingerprints(&old), &fingerprints(&new)) {
        let kept = old.get(at..gap.old.start).unwrap_or_default();
        push(ops, Op::Keep(kept.iter().map(|piece| piece.len()).sum()));
        at = gap.old.end;
        let old = old.get(gap.old).unwrap_or_default().concat();
        let new = new.get(gap.new).unwrap_or_default().concat();
        descend(&old, &new, smaller, ops);
    }
    let kept = old.get(at..).unwrap_or_default();
    push(ops, Op::Keep(kept.iter().map(|piece| piece.len()).sum()));
}

fn push(ops: &mut Vec<Op>, op: Op) {
    match (ops.last_mut(), op) {
        (_, Op::Keep(0) | Op::Delete(0) | Op::Insert(0)) => {}
        (Some(Op::Keep(last)), Op::Keep(len)) | (Some(Op::Delete(last)), Op::Delete(len)) => {
            *last += len;
        }
        (Some(Op::Insert(last)), Op::Insert(len)) => *last += len,
        _ => ops.push(op),
    }
}

fn common_start(old: &str, new: &str) -> usize {
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b);
    same.map(|(c, _)| c.len_utf8()).sum()
}

fn common_end(old: &str, new: &str) -> usize {
    let same = old
        .chars()
        .rev()
        .zip(new.chars().rev())
        .take_while(|(a, b)| a == b);
    same.map(|(c, _)| c.len_utf8()).sum()
}

fn pieces(text: &str, unit: Unit) -> Vec<&str> {
    if unit == Unit::Line {
        return text.split_inclusive('\n').collect();
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphanumeric();
        let end = if is_word {
            rest.find(|c: char| !c.is_alphanumeric())
                .unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

fn fingerprints(pieces: &[&str]) -> Vec<u64> {
    let fingerprint = |piece: &&str| {
        let mut hasher = DefaultHasher::new();
        piece.hash(&mut hasher);
        hasher.finish()
    };
    pieces.iter().map(fingerprint).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Applies the operations, and shows them.
    fn check(old: &str, new: &str) -> String {
        let (mut from, mut to, mut result, mut shown) = (old, new, String::new(), String::new());
        for op in ops(old, new) {
            match op {
                Op::Keep(len) => {
                    assert_eq!(from[..len], to[..len]);
                    result += &from[..len];
                    shown += &from[..len];
                    (from, to) = (&from[len..], &to[len..]);
                }
                Op::Delete(len) => {
                    shown += &["[-", &from[..len], "]"].concat();
                    from = &from[len..];
                }
                Op::Insert(len) => {
                    result += &to[..len];
                    shown += &["[+", &to[..len], "]"].concat();
                    to = &to[len..];
                }
            }
        }
        assert_eq!((from, to), ("", ""));
        assert_eq!(result, new);
        shown
    }

    #[test]
    fn words_change_as_words() {
        assert_eq!(
            check("the quick brown fox", "the slow brown cat"),
            "the [+slow][-quick] brown [+cat][-fox]"
        );
        assert_eq!(check("same", "same"), "same");
        assert_eq!(check("", "new"), "[+new]");
        assert_eq!(check("old", ""), "[-old]");
        assert_eq!(check("color", "colour"), "colo[+u]r");
    }

    #[test]
    fn surrogate_pairs_are_not_cut() {
        assert_eq!(check("a😀b", "a😁b"), "a[+😁][-😀]b");
        assert_eq!(check("😀😀", "😀"), "😀[-😀]");
    }

    #[test]
    fn lines_first() {
        assert_eq!(
            check("one\ntwo\nthree\n", "zero\ntwo\nthree!\n"),
            "[+zero][-one]\ntwo\nthree[+!]\n"
        );
    }

    #[test]
    fn large_texts_without_anything_in_common() {
        let lines = |word: &str| -> String {
            let lines: Vec<String> = (0..60_000)
                .map(|number| format!("{word} {number}\n"))
                .collect();
            lines.concat()
        };
        check(&lines("old"), &lines("new"));
        check(&"a ".repeat(300_000), &"b ".repeat(300_000));
    }
}
