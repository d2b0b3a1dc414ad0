//! Random numbers that follow from what they are for.

/// Where a value goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    seed: u64,
    table: &'a str,
    column: &'a str,
    row: u64,
    attempt: u64,
}

impl<'a> Place<'a> {
    pub(super) fn new(seed: u64, table: &'a str, column: &'a str, row: u64) -> Self {
        Self {
            seed,
            table,
            column,
            row,
            attempt: 0,
        }
    }

    /// Counts up while a value is taken already.
    pub(super) fn attempt(self, attempt: u64) -> Self {
        Self { attempt, ..self }
    }
}

/// A stream of numbers.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// Nobody shares a stream, so that new tables and columns change nothing in the others.
    pub(super) fn at(place: Place) -> Self {
        let numbers = [place.seed, place.row, place.attempt].map(u64::to_le_bytes);
        let texts = [place.table.as_bytes(), b"\0", place.column.as_bytes()];
        let bytes = numbers.iter().flatten().chain(texts.into_iter().flatten());
        // FNV-1a; the steps below spread what it leaves close together.
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(hash)
    }

    /// `SplitMix64`.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From zero to below `count`; zero if there is nothing to choose from.
    pub(super) fn below(&mut self, count: u64) -> u64 {
        // Multiplied, not divided: the high bits are as good as the low ones.
        let wide = u128::from(self.next()) * u128::from(count);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// From `least` to `most`, both included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = most.checked_sub(least).unwrap_or(i64::MAX);
        let count = u64::try_from(span).unwrap_or(0).saturating_add(1);
        let step = i64::try_from(self.below(count)).unwrap_or(0);
        least.saturating_add(step)
    }

    /// One time in so many.
    pub(super) fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub(super) fn choose<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = self.below(u64::try_from(from.len()).unwrap_or(0));
        from.get(usize::try_from(at).unwrap_or(0))
    }

    /// Each as often as its weight says.
    pub(super) fn weighted<'a, T>(
        &mut self,
        from: &'a [T],
        weight: impl Fn(&T) -> u32,
    ) -> Option<&'a T> {
        let total = from.iter().map(|one| u64::from(weight(one))).sum();
        let mut left = self.below(total);
        from.iter().find(|one| {
            let weight = u64::from(weight(one));
            let found = left < weight;
            left = left.saturating_sub(weight);
            found
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(place: Place) -> Vec<u64> {
        let mut random = Random::at(place);
        (0..3).map(|_| random.below(1_000_000)).collect()
    }

    #[test]
    fn the_same_place_has_the_same_numbers_and_no_other_has() {
        let place = Place::new(1, "users", "name", 7);
        assert_eq!(numbers(place), numbers(place));
        for other in [
            Place::new(2, "users", "name", 7),
            Place::new(1, "people", "name", 7),
            Place::new(1, "users", "mail", 7),
            Place::new(1, "users", "name", 8),
            place.attempt(1),
        ] {
            assert_ne!(numbers(place), numbers(other), "{other:?}");
        }
    }

    #[test]
    fn numbers_stay_in_their_range_and_reach_its_ends() {
        let draw = |row| Random::at(Place::new(1, "t", "c", row)).between(-2, 3);
        let seen: std::collections::BTreeSet<i64> = (0..200).map(draw).collect();
        assert_eq!(Vec::from_iter(seen), [-2, -1, 0, 1, 2, 3]);
        let wide = Random::at(Place::new(1, "t", "c", 0)).between(i64::MIN, i64::MAX);
        assert!(wide < 0, "the range is cut, not overflown: {wide}");
        assert_eq!(
            Random::at(Place::new(1, "t", "c", 0)).choose::<u8>(&[]),
            None
        );
    }

    #[test]
    fn what_weighs_nothing_is_never_drawn() {
        let draw = |row| {
            let mut random = Random::at(Place::new(1, "t", "c", row));
            random.weighted(&[0, 1, 0], |weight| *weight).copied()
        };
        assert!((0..100).all(|row| draw(row) == Some(1)));
    }
}
