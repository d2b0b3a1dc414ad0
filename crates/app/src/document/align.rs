//! Which elements of two sequences are the same ones.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Up to this many elements the shortest edit is looked for; its worst case grows with the square.
const EXACT: usize = 256;
/// Levels of ever smaller gaps in which elements are looked for that are unique there.
const LEVELS: usize = 8;

/// A stretch of both sequences in which nothing is the same.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gap {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// The gaps, in order. What lies between two of them is equal, and equally long, in both.
///
/// Common ends are set aside first. Of what is left, elements that occur exactly once on both sides hold the
/// sequences together; the space between them is treated the same way. That takes `n log n`.
pub(super) fn gaps(old: &[u64], new: &[u64]) -> Vec<Gap> {
    let mut out = Vec::new();
    descend(old, new, (0, 0), LEVELS, &mut out);
    out
}

/// Lengths of the common start and the common end.
fn common_ends(old: &[u64], new: &[u64]) -> (usize, usize) {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let room = old.len().min(new.len()) - start;
    let ends = old.iter().rev().zip(new.iter().rev()).take(room);
    (start, ends.take_while(|(a, b)| a == b).count())
}

fn descend(old: &[u64], new: &[u64], at: (usize, usize), levels: usize, out: &mut Vec<Gap>) {
    let (start, end) = common_ends(old, new);
    let old = old.get(start..old.len() - end).unwrap_or_default();
    let new = new.get(start..new.len() - end).unwrap_or_default();
    let at = (at.0 + start, at.1 + start);
    let whole = Gap {
        old: at.0..at.0 + old.len(),
        new: at.1..at.1 + new.len(),
    };
    if old.is_empty() && new.is_empty() {
        return;
    }
    if old.is_empty() || new.is_empty() {
        return out.push(whole);
    }
    if old.len() + new.len() <= EXACT {
        return exact(old, new, at, out);
    }
    let held = if levels == 0 {
        Vec::new()
    } else {
        unique_in_order(old, new)
    };
    if held.is_empty() {
        return out.push(whole);
    }
    let ends = held.iter().copied().chain([(old.len(), new.len())]);
    let mut from = (0, 0);
    for to in ends {
        let old = old.get(from.0..to.0).unwrap_or_default();
        let new = new.get(from.1..to.1).unwrap_or_default();
        descend(old, new, (at.0 + from.0, at.1 + from.1), levels - 1, out);
        from = (to.0 + 1, to.1 + 1);
    }
}

fn exact(old: &[u64], new: &[u64], at: (usize, usize), out: &mut Vec<Gap>) {
    let equal = capture_diff_slices(Algorithm::Myers, old, new)
        .into_iter()
        .filter(|op| matches!(op, DiffOp::Equal { .. }))
        .map(|op| (op.old_range(), op.new_range()));
    let end = (old.len()..old.len(), new.len()..new.len());
    let mut from = (0, 0);
    for (old, new) in equal.chain([end]) {
        if from != (old.start, new.start) {
            out.push(Gap {
                old: at.0 + from.0..at.0 + old.start,
                new: at.1 + from.1..at.1 + new.start,
            });
        }
        from = (old.end, new.end);
    }
}

/// Pairs of positions of elements that occur once on each side, the longest sequence that rises on both.
fn unique_in_order(old: &[u64], new: &[u64]) -> Vec<(usize, usize)> {
    let places = |all: &[u64]| {
        let mut places: HashMap<u64, Option<usize>> = HashMap::with_capacity(all.len());
        for (at, element) in all.iter().enumerate() {
            places
                .entry(*element)
                .and_modify(|place| *place = None)
                .or_insert(Some(at));
        }
        places
    };
    let (once_old, once_new) = (places(old), places(new));
    let pairs: Vec<(usize, usize)> = old
        .iter()
        .filter_map(|element| Some(((*once_old.get(element)?)?, (*once_new.get(element)?)?)))
        .collect();
    longest_rise(&pairs)
}

/// Longest subsequence in which the second number rises.
fn longest_rise(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length, the pair that ends a rise of that length lowest; and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let value = |at: &usize| pairs.get(*at).map(|pair| pair.1);
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| value(end) < Some(pair.1));
        before.push(
            length
                .checked_sub(1)
                .and_then(|last| ends.get(last).copied()),
        );
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut rise = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        rise.extend(pairs.get(at));
        next = before.get(at).copied().flatten();
    }
    rise.reverse();
    rise
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng, rngs::StdRng};

    use super::*;

    /// Everything outside the gaps is equal; returns how many elements that are.
    fn check(old: &[u64], new: &[u64]) -> usize {
        let (mut at, mut kept) = ((0, 0), 0);
        let end = Gap {
            old: old.len()..old.len(),
            new: new.len()..new.len(),
        };
        for gap in gaps(old, new).into_iter().chain([end]) {
            assert_eq!(old[at.0..gap.old.start], new[at.1..gap.new.start]);
            kept += gap.old.start - at.0;
            at = (gap.old.end, gap.new.end);
        }
        assert_eq!(at, (old.len(), new.len()));
        kept
    }

    #[test]
    fn small_sequences() {
        assert_eq!(check(&[], &[]), 0);
        assert_eq!(check(&[1, 2, 3], &[1, 2, 3]), 3);
        assert_eq!(check(&[1, 2, 3], &[1, 9, 3]), 2);
        assert_eq!(check(&[1, 1, 1], &[1, 1]), 2);
        assert_eq!(check(&[1, 2, 3, 4], &[4, 1, 2, 3]), 3);
    }

    #[test]
    fn random_sequences() {
        let mut rng = StdRng::seed_from_u64(1);
        for round in 0..300 {
            let alphabet = if round % 2 == 0 { 8 } else { 100_000 };
            let mut new: Vec<u64> = (0..rng.random_range(0..600))
                .map(|_| rng.random_range(0..alphabet))
                .collect();
            let old = new.clone();
            for _ in 0..rng.random_range(0..20) {
                let at = rng.random_range(0..=new.len());
                if rng.random() {
                    new.insert(at, rng.random_range(0..alphabet));
                } else if at < new.len() {
                    new.remove(at);
                }
            }
            let kept = check(&old, &new);
            if alphabet > 8 {
                assert!(kept + 60 >= old.len(), "{kept} of {}", old.len());
            }
        }
    }

    #[test]
    fn a_block_that_moved_far_does_not_lose_the_rest() {
        let old: Vec<u64> = (0..2000).collect();
        let mut new = old.clone();
        let moved = new.remove(3);
        new.insert(1900, moved);
        assert_eq!(check(&old, &new), 1999);
    }

    #[test]
    fn two_large_sequences_without_anything_in_common() {
        let old: Vec<u64> = (0..200_000).collect();
        let new: Vec<u64> = (200_000..400_000).collect();
        assert_eq!(check(&old, &new), 0);
    }
}
