//! How many rows.

use std::ops::RangeInclusive;
use std::str::FromStr;

use super::random::Random;

/// A number, or numbers of which one is drawn. Written as text: `3`, `1-5`, or with weights
/// `9:1-3,1:20-30`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity(Vec<Share>);

/// All numbers of the range are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Share {
    weight: u32,
    range: RangeInclusive<u32>,
}

/// What is said about a table.
#[derive(Debug, Clone)]
pub(super) enum Amount {
    Rows(Quantity),
    /// So many for each row that the key refers to.
    Per {
        /// A column of the key.
        key: String,
        count: Quantity,
    },
}

impl Quantity {
    /// Ranges, each drawn so often in relation to the others.
    pub fn weighted(shares: impl IntoIterator<Item = (u32, RangeInclusive<u32>)>) -> Self {
        let shares = shares.into_iter();
        Self(
            shares
                .map(|(weight, range)| Share { weight, range })
                .collect(),
        )
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.iter().all(|share| *share.range.end() == 0)
    }

    pub(super) fn draw(&self, random: &mut Random) -> u32 {
        let share = random.weighted(&self.0, |share| share.weight);
        let drawn = share.map(|Share { range, .. }| {
            random.between(i64::from(*range.start()), i64::from(*range.end()))
        });
        drawn.and_then(|drawn| drawn.try_into().ok()).unwrap_or(0)
    }
}

impl From<u32> for Quantity {
    fn from(count: u32) -> Self {
        Self::from(count..=count)
    }
}

impl From<RangeInclusive<u32>> for Quantity {
    fn from(range: RangeInclusive<u32>) -> Self {
        Self::weighted([(1, range)])
    }
}

impl FromStr for Quantity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shares: Option<Vec<_>> = text.split(',').map(share).collect();
        let shares = shares.filter(|shares| shares.iter().any(|(weight, _)| *weight > 0));
        let understood = shares.map(Self::weighted);
        understood.ok_or_else(|| "write a number, `1-5`, or `9:1-3,1:20-30`".to_owned())
    }
}

fn share(text: &str) -> Option<(u32, RangeInclusive<u32>)> {
    let (weight, range) = text.split_once(':').unwrap_or(("1", text));
    let (least, most) = range.split_once('-').unwrap_or((range, range));
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let (least, most) = (number(least)?, number(most)?);
    (least <= most).then_some((number(weight)?, least..=most))
}

#[cfg(test)]
mod tests {
    use super::super::random::Place;
    use super::*;

    fn drawn(count: &Quantity) -> Vec<u32> {
        let random = |row| Random::at(Place::new(1, "t", "c", row));
        (0..1000).map(|row| count.draw(&mut random(row))).collect()
    }

    #[test]
    fn a_count_is_a_number_a_range_or_weighted_ranges() {
        let read = |text: &str| text.parse::<Quantity>();
        assert_eq!(read("3"), Ok(Quantity::from(3)));
        assert_eq!(read("1-5"), Ok(Quantity::from(1..=5)));
        assert_eq!(
            read("9:1-3,1:20"),
            Ok(Quantity::weighted([(9, 1..=3), (1, 20..=20)]))
        );
        for wrong in ["", "x", "-1", "5-1", "0:3", "1:", "1,,2"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn weights_decide_how_often() {
        let drawn = drawn(&Quantity::weighted([(9, 1..=3), (1, 20..=30)]));
        assert!(
            drawn
                .iter()
                .all(|count| (1..=3).contains(count) || (20..=30).contains(count))
        );
        let many = drawn.iter().filter(|count| **count > 3).count();
        assert!((50..200).contains(&many), "{many}");
        assert_eq!(
            Quantity::weighted([]).draw(&mut Random::at(Place::new(1, "t", "c", 0))),
            0
        );
    }
}
