//! Documents that are text: lines are cut at line breaks, edits are ranges.

use yrs::types::Delta;
use yrs::types::text::YChange;
use yrs::{Any, In, Out, ReadTxn, Text, TextRef, TransactionMut};

use super::compare::{self, Op};
use super::lines::{Cut, LineEdit, Lines};
use super::node::{storable, utf16_len};
use super::read::OBJECT;
use super::{EditError, check_size};

pub(super) fn content(txn: &impl ReadTxn, root: &TextRef) -> String {
    let chunks = root.diff(txn, YChange::identity);
    let mut content = String::new();
    for chunk in chunks {
        match chunk.insert {
            Out::Any(Any::String(text)) => content.push_str(&text),
            _ => content.push_str(OBJECT),
        }
    }
    storable(&content).into_owned()
}

pub(super) fn set(
    txn: &mut TransactionMut<'_>,
    root: &TextRef,
    new: &str,
) -> Result<bool, EditError> {
    let old = readable(txn, root)?;
    replace(txn, root, &old, (0, old.len()), new)
}

/// Tells the lines that went, and whether anything changed.
pub(super) fn edit(
    txn: &mut TransactionMut<'_>,
    root: &TextRef,
    edit: LineEdit<'_>,
) -> Result<(Lines, bool), EditError> {
    let old = readable(txn, root)?;
    let cut = Cut::new(&old);
    let lines = edit.lines(cut.total())?;
    let after = cut.start(lines.before + lines.count);
    let (range, new) = match (cut.start(lines.before), edit.content()) {
        // Up to the line break, which stays.
        (Some(from), Some(content)) if lines.count > 0 => {
            let to = after.map_or(old.len(), |next| next - 1);
            ((from, to), content.to_owned())
        }
        (Some(from), Some(content)) => ((from, from), format!("{content}\n")),
        (None, Some(content)) => ((old.len(), old.len()), format!("\n{content}")),
        // The last line takes the line break before it along.
        (from, None) => {
            let from = from.unwrap_or(old.len());
            let to = after.unwrap_or(old.len());
            let from = if after.is_none() {
                from.saturating_sub(1)
            } else {
                from
            };
            ((from, to), String::new())
        }
    };
    Ok((lines, replace(txn, root, &old, range, &new)?))
}

/// The content, if positions in it are positions in the shared text.
fn readable(txn: &impl ReadTxn, root: &TextRef) -> Result<String, EditError> {
    let chunks = root.diff(txn, YChange::identity);
    let only_values = chunks
        .iter()
        .all(|chunk| matches!(chunk.insert, Out::Any(_)));
    let content = content(txn, root);
    if !only_values || utf16_len(&content) != root.len(txn) {
        return Err(EditError::Damaged);
    }
    Ok(content)
}

/// Replaces a range of bytes of `old` by the smallest change.
fn replace(
    txn: &mut TransactionMut<'_>,
    root: &TextRef,
    old: &str,
    (from, to): (usize, usize),
    new: &str,
) -> Result<bool, EditError> {
    let new = storable(new);
    let (before, rest) = old.split_at(from);
    let (mut gone, _) = rest.split_at(to - from);
    check_size(old.len(), old.len() - gone.len() + new.len())?;
    let mut come = &*new;
    let mut delta = vec![Delta::Retain(utf16_len(before), None)];
    let mut changed = false;
    for op in compare::ops(gone, &new) {
        let (Op::Keep(len) | Op::Delete(len) | Op::Insert(len)) = op;
        let source = if matches!(op, Op::Insert(_)) {
            &mut come
        } else {
            &mut gone
        };
        let (text, rest) = source.split_at(len);
        *source = rest;
        delta.push(match op {
            Op::Keep(_) => {
                come = come.split_at(len).1;
                Delta::Retain(utf16_len(text), None)
            }
            Op::Delete(_) => Delta::Deleted(utf16_len(text)),
            Op::Insert(_) => Delta::Inserted(In::Any(Any::from(text)), None),
        });
        changed |= !matches!(op, Op::Keep(_));
    }
    if changed {
        root.apply_delta(txn, delta);
    }
    Ok(changed)
}
