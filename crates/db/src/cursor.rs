//! Keyset pagination: the next rows of a list are those behind the last one that was seen.
//!
//! Unlike an offset it costs the same on every page, and no row that stays is skipped or shown twice
//! when others come and go.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use diesel::expression::{AppearsOnTable, Expression};
use diesel::pg::Pg;
use diesel::query_builder::QueryFragment;
use diesel_async::AsyncPgConnection;
use diesel_kit::relation::{Cursor as Values, Keyset, Query, View};

use crate::Result;

/// Grows when the text of cursors changes its meaning.
const VERSION: char = '1';

/// Digits of a key: 64 bits in hexadecimal.
const KEY_DIGITS: usize = 16;

/// The text is not a cursor of this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of this list; send one that it returned, unchanged")]
pub struct MalformedCursor;

/// A place in a list: the value that orders it, and the id of the row, which tells equal ones apart.
///
/// As text it is opaque to clients and safe in a URL. It holds nothing that they have not seen: it is
/// made of a row of theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor<K, I> {
    pub key: K,
    pub id: I,
}

/// By time. As PostgreSQL stores it, in microseconds.
pub type ByTime<I> = Cursor<DateTime<Utc>, I>;

/// By position among siblings.
pub type ByPosition<I> = Cursor<f64, I>;

/// What lists are ordered by.
pub trait Key: Copy {
    /// Tells the cursors of different kinds of lists apart.
    const TAG: char;

    fn to_bits(self) -> u64;

    /// `None` if no key has these bits.
    fn from_bits(bits: u64) -> Option<Self>;
}

impl Key for DateTime<Utc> {
    const TAG: char = 't';

    fn to_bits(self) -> u64 {
        self.timestamp_micros().cast_unsigned()
    }

    fn from_bits(bits: u64) -> Option<Self> {
        Self::from_timestamp_micros(bits.cast_signed())
    }
}

impl Key for f64 {
    const TAG: char = 'p';

    fn to_bits(self) -> u64 {
        Self::to_bits(self)
    }

    fn from_bits(bits: u64) -> Option<Self> {
        let key = Self::from_bits(bits);
        key.is_finite().then_some(key)
    }
}

impl<K: Key, I: fmt::Display> fmt::Display for Cursor<K, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tag, key) = (K::TAG, self.key.to_bits());
        write!(f, "{VERSION}{tag}{key:0KEY_DIGITS$x}{}", self.id)
    }
}

impl<K: Key, I: FromStr> FromStr for Cursor<K, I> {
    type Err = MalformedCursor;

    fn from_str(text: &str) -> Result<Self, MalformedCursor> {
        parse(text).ok_or(MalformedCursor)
    }
}

fn parse<K: Key, I: FromStr>(text: &str) -> Option<Cursor<K, I>> {
    let rest = text.strip_prefix(VERSION)?.strip_prefix(K::TAG)?;
    let (key, id) = rest.split_at_checked(KEY_DIGITS)?;
    let is_written_by_us = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    if !key.bytes().all(is_written_by_us) {
        return None;
    }
    Some(Cursor {
        key: K::from_bits(u64::from_str_radix(key, 16).ok()?)?,
        id: id.parse().ok()?,
    })
}

/// Some rows of a list, in order.
#[derive(Debug, Clone)]
pub struct Page<T, C> {
    pub rows: Vec<T>,
    /// The place of the last row, if there are more behind it.
    pub next: Option<C>,
}

impl<T, C> Page<T, C> {
    /// Of up to `limit + 1` rows: the one too many tells that there are more.
    pub fn of(mut rows: Vec<T>, limit: u32, place: impl FnOnce(&T) -> C) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let is_last = rows.len() <= limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| !is_last).map(place);
        Self { rows, next }
    }
}

/// How many rows to ask for to learn whether there are more than `limit`.
pub fn probe(limit: u32) -> i64 {
    i64::from(limit) + 1
}

/// Loads the rows of a view behind `after`, in the order of `by`: at most `limit`.
pub async fn load<'q, V, B, K, I>(
    conn: &mut AsyncPgConnection,
    query: Query<'q, V>,
    by: B,
    after: Option<Cursor<K, I>>,
    limit: u32,
    place: impl FnOnce(&V) -> Cursor<K, I>,
) -> Result<Page<V, Cursor<K, I>>>
where
    V: View,
    B: Keyset + Expression + AppearsOnTable<V::Table> + QueryFragment<Pg> + Send + Sync + 'q,
    (K, I): Values<B> + Send + Sync + 'q,
{
    let after = after.map(|cursor| (cursor.key, cursor.id));
    let query = query.keyset(by, after).limit(probe(limit));
    Ok(Page::of(query.load(conn).await?, limit, place))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::id::MessageId;

    proptest! {
        #[test]
        fn a_place_in_time_survives_its_text(micros in -2_000_000_000_000_000_i64..9_000_000_000_000_000) {
            let key = DateTime::from_timestamp_micros(micros).unwrap();
            let cursor = Cursor { key, id: MessageId::new() };
            let text = cursor.to_string();
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            prop_assert_eq!(text.parse(), Ok(cursor));
        }

        #[test]
        fn a_position_survives_its_text(key in -1e300..1e300) {
            let cursor = Cursor { key, id: MessageId::new() };
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }

        #[test]
        fn no_text_does_harm(text in "\\PC{0,60}") {
            let cursor = text.parse::<ByTime<MessageId>>();
            prop_assert_eq!(cursor, Err(MalformedCursor));
        }
    }

    #[test]
    fn cursors_of_other_lists_versions_and_hands_are_refused() {
        let cursor = Cursor {
            key: 1.5,
            id: MessageId::new(),
        };
        let text = cursor.to_string();
        assert_eq!(text.parse::<ByTime<MessageId>>(), Err(MalformedCursor));
        let not_a_number = f64::NAN.to_bits();
        for changed in [
            String::new(),
            text.replacen('1', "2", 1),
            text.to_uppercase(),
            format!("{text}x"),
            format!("1p+{}{}", &text[3..18], cursor.id),
            format!("1p{not_a_number:016x}{}", cursor.id),
        ] {
            assert_eq!(
                changed.parse::<ByPosition<MessageId>>(),
                Err(MalformedCursor),
                "{changed}"
            );
        }
    }

    #[test]
    fn the_row_too_many_is_not_shown_but_tells_that_there_are_more() {
        let page = Page::of(vec![1, 2, 3], 2, |row| *row);
        assert_eq!((page.rows, page.next), (vec![1, 2], Some(2)));
        let last = Page::of(vec![1, 2], 2, |row| *row);
        assert_eq!((last.rows, last.next), (vec![1, 2], None));
        let none = Page::of(vec![1], 0, |row| *row);
        assert_eq!((none.rows, none.next), (vec![], None));
    }
}
