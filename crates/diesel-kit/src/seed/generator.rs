//! How a value is made.

use std::ops::RangeInclusive;

use super::random::Random;
use super::words::{
    CITIES, COMPANIES, COUNTRIES, FIRST_NAMES, JOBS, LAST_NAMES, STATES, STREETS, WORDS,
};

/// What the values of a column are, as texts that PostgreSQL reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generator(pub(super) Kind);

macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident: $kind:ident,)*) => {
        impl Generator {
            $($(#[$doc])* pub fn $name() -> Self { Self(Kind::$kind) })*
        }
    };
}

plain! {
    /// One, two, three.
    primary_key: PrimaryKey,
    boolean: Boolean,
    word: Word,
    /// A few words, the first one with a capital.
    line: Line,
    /// Some sentences.
    paragraph: Paragraph,
    first_name: FirstName,
    last_name: LastName,
    full_name: FullName,
    /// At `example.org`.
    email: Email,
    phone: Phone,
    company: Company,
    job: Job,
    /// With a number.
    street: Street,
    city: City,
    /// Five digits.
    postcode: Postcode,
    country: Country,
    /// Of a federation.
    state: State,
    /// From 2020 to 2025, as everything that has a date.
    date: Date,
    time: Time,
    /// With a zone.
    timestamp: Timestamp,
    /// Without a zone.
    date_time: DateTime,
    /// Up to a month.
    interval: Interval,
    year: Year,
    /// Of version 4.
    uuid: Uuid,
    /// What looks like a CUID2.
    cuid2: Cuid2,
    /// From the private network `10.0.0.0/8`.
    inet: Inet,
    /// An object with one field.
    json: Json,
    /// Longitude and latitude.
    point: Point,
}

impl Generator {
    pub fn integer(range: RangeInclusive<i64>) -> Self {
        let (least, most) = range.into_inner();
        Self(Kind::Integer { least, most })
    }

    /// With so many digits behind the point, at most nine.
    pub fn number(range: RangeInclusive<i64>, decimals: u32) -> Self {
        let (least, most) = range.into_inner();
        Self(Kind::Number {
            least,
            most,
            decimals,
        })
    }

    /// So many zeros and ones.
    pub fn bits(count: u32) -> Self {
        Self(Kind::Bits(count))
    }

    /// So many numbers from -1 to 1.
    pub fn vector(count: u32) -> Self {
        Self(Kind::Vector(count))
    }

    /// Text in which `#` becomes a digit and `@` a capital letter: `@@-####`.
    pub fn pattern(pattern: &str) -> Self {
        Self(Kind::Pattern(pattern.to_owned()))
    }

    /// One of these, all alike.
    pub fn one_of<T: Into<String>>(values: impl IntoIterator<Item = T>) -> Self {
        let values = values.into_iter();
        Self(Kind::OneOf(values.map(Into::into).collect()))
    }

    /// One of these, each so often in relation to the others.
    pub fn weighted<T: Into<String>>(values: impl IntoIterator<Item = (u32, T)>) -> Self {
        let values = values.into_iter();
        let values = values.map(|(weight, value)| (weight, value.into()));
        Self(Kind::Weighted(values.collect()))
    }

    /// With the number of the row behind it, which makes it unlike all others.
    #[must_use]
    pub fn numbered(self) -> Self {
        Self(Kind::Numbered(Box::new(self.0)))
    }

    /// Null but in so many of a hundred rows.
    #[must_use]
    pub fn sometimes(self, percent: u32) -> Self {
        Self(Kind::Sometimes {
            percent,
            of: Box::new(self.0),
        })
    }
}

/// The kinds of them. Ranges include both ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    PrimaryKey,
    Integer {
        least: i64,
        most: i64,
    },
    Number {
        least: i64,
        most: i64,
        decimals: u32,
    },
    Boolean,
    OneOf(Vec<String>),
    Weighted(Vec<(u32, String)>),
    Word,
    Line,
    Paragraph,
    FirstName,
    LastName,
    FullName,
    Email,
    Phone,
    Company,
    Job,
    Street,
    City,
    Postcode,
    Country,
    State,
    Date,
    Time,
    Timestamp,
    DateTime,
    Interval,
    Year,
    Uuid,
    Cuid2,
    Inet,
    Json,
    Bits(u32),
    Point,
    Vector(u32),
    Pattern(String),
    Numbered(Box<Kind>),
    Sometimes {
        percent: u32,
        of: Box<Kind>,
    },
}

impl Kind {
    /// The value, of at most `limit` letters, or nothing for null; `row` counts from zero.
    pub(super) fn value(
        &self,
        row: u64,
        limit: Option<usize>,
        random: &mut Random,
    ) -> Option<String> {
        match self {
            Self::Sometimes { percent, of } => {
                let is_there = random.below(100) < u64::from(*percent);
                is_there.then(|| of.value(row, limit, random)).flatten()
            }
            Self::Numbered(of) => {
                let number = (row + 1).to_string();
                let gap = if **of == Self::Word { "-" } else { " " };
                let left = limit.map(|limit| limit.saturating_sub(number.len() + gap.len()));
                let text = of.value(row, left, random)?;
                let parts = [text.as_str(), gap, &number];
                Some(if text.is_empty() {
                    number
                } else {
                    parts.concat()
                })
            }
            _ => {
                let text = self.text(row, random);
                Some(limit.map_or_else(|| text.clone(), |limit| cut(&text, limit)))
            }
        }
    }

    fn text(&self, row: u64, random: &mut Random) -> String {
        match self {
            Self::PrimaryKey => (row + 1).to_string(),
            Self::Integer { least, most } => random.between(*least, *most).to_string(),
            Self::Number {
                least,
                most,
                decimals,
            } => number(*least, *most, *decimals, random),
            Self::Boolean => random.once_in(2).to_string(),
            Self::OneOf(values) => random.choose(values).cloned().unwrap_or_default(),
            Self::Weighted(values) => {
                let chosen = random.weighted(values, |(weight, _)| *weight);
                chosen.map(|(_, value)| value.clone()).unwrap_or_default()
            }
            Self::Word | Self::Line | Self::Paragraph => self.words(random),
            Self::FirstName | Self::LastName | Self::FullName | Self::Email | Self::Phone => {
                self.person(random)
            }
            Self::Company | Self::Job => self.work(random),
            Self::Street | Self::City | Self::Postcode | Self::Country | Self::State => {
                self.place(random)
            }
            Self::Date
            | Self::Time
            | Self::Timestamp
            | Self::DateTime
            | Self::Interval
            | Self::Year => self.moment(random),
            Self::Pattern(pattern) => pattern_with(pattern, random),
            _ => self.machine(random),
        }
    }

    fn words(&self, random: &mut Random) -> String {
        match self {
            Self::Line => line(random),
            Self::Paragraph => {
                let count = random.between(2, 5);
                let sentences = (0..count).map(|_| format!("{}.", line(random)));
                sentences.collect::<Vec<_>>().join(" ")
            }
            _ => one(WORDS, random),
        }
    }

    fn person(&self, random: &mut Random) -> String {
        let (first, last) = (one(FIRST_NAMES, random), one(LAST_NAMES, random));
        match self {
            Self::FirstName => first,
            Self::LastName => last,
            Self::Email => {
                let name = format!("{first}.{last}").to_lowercase();
                format!("{name}{}@example.org", random.below(100_000))
            }
            Self::Phone => pattern_with("+1 555 #######", random),
            _ => format!("{first} {last}"),
        }
    }

    fn work(&self, random: &mut Random) -> String {
        match self {
            Self::Job => one(JOBS, random),
            _ => format!("{} {}", one(LAST_NAMES, random), one(COMPANIES, random)),
        }
    }

    fn place(&self, random: &mut Random) -> String {
        match self {
            Self::Street => {
                let (name, kind) = (one(LAST_NAMES, random), one(STREETS, random));
                format!("{} {name} {kind}", random.between(1, 200))
            }
            Self::Postcode => pattern_with("#####", random),
            Self::Country => one(COUNTRIES, random),
            Self::State => one(STATES, random),
            _ => one(CITIES, random),
        }
    }

    fn moment(&self, random: &mut Random) -> String {
        let year = random.between(2020, 2025);
        let (month, day) = (random.between(1, 12), random.between(1, 28));
        let date = format!("{year}-{month:02}-{day:02}");
        let [hour, minute, second] = [24, 60, 60].map(|count| random.below(count));
        let time = format!("{hour:02}:{minute:02}:{second:02}");
        match self {
            Self::Date => date,
            Self::Time => time,
            Self::DateTime => format!("{date} {time}"),
            Self::Interval => format!("{} days {time}", random.below(30)),
            Self::Year => year.to_string(),
            // Without a zone it would be read in that of the connection.
            _ => format!("{date} {time}+00"),
        }
    }

    /// What no person writes.
    fn machine(&self, random: &mut Random) -> String {
        match self {
            Self::Uuid => uuid(random),
            Self::Cuid2 => cuid2(random),
            Self::Inet => {
                let [a, b, c] = [256; 3].map(|count| random.below(count));
                format!("10.{a}.{b}.{c}")
            }
            Self::Bits(count) => {
                let bits = (0..*count).map(|_| if random.once_in(2) { '1' } else { '0' });
                bits.collect()
            }
            Self::Point => {
                let longitude = number(-180, 180, 4, random);
                format!("({longitude},{})", number(-90, 90, 4, random))
            }
            Self::Vector(count) => {
                let numbers = (0..*count).map(|_| number(-1, 1, 4, random));
                format!("[{}]", numbers.collect::<Vec<_>>().join(","))
            }
            _ => format!("{{\"{}\": {}}}", one(WORDS, random), random.below(100)),
        }
    }
}

/// The beginning, and of several words no half one.
fn cut(text: &str, limit: usize) -> String {
    let Some((end, next)) = text.char_indices().nth(limit) else {
        return text.to_owned();
    };
    let whole = text.get(..end).unwrap_or_default();
    let words = whole.rsplit_once(' ').filter(|_| next != ' ');
    words
        .map_or(whole, |(words, _)| words)
        .trim_end()
        .to_owned()
}

fn one(of: &[&str], random: &mut Random) -> String {
    random.choose(of).copied().unwrap_or_default().to_owned()
}

fn line(random: &mut Random) -> String {
    let words = (0..random.between(2, 6)).map(|_| one(WORDS, random));
    let line = words.collect::<Vec<_>>().join(" ");
    let mut letters = line.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Written digit by digit, so that it is the same on every machine.
fn number(least: i64, most: i64, decimals: u32, random: &mut Random) -> String {
    let decimals = decimals.min(9);
    let scale = 10_i64.saturating_pow(decimals);
    let scaled = random.between(least.saturating_mul(scale), most.saturating_mul(scale));
    if decimals == 0 {
        return scaled.to_string();
    }
    let sign = if scaled < 0 { "-" } else { "" };
    let width = usize::try_from(decimals).unwrap_or(0);
    let (scaled, scale) = (scaled.unsigned_abs(), scale.unsigned_abs());
    format!("{sign}{}.{:0width$}", scaled / scale, scaled % scale)
}

fn pattern_with(pattern: &str, random: &mut Random) -> String {
    let letters = pattern.chars().map(|letter| match letter {
        '#' => letter_of("0123456789", random),
        '@' => letter_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ", random),
        other => other,
    });
    letters.collect()
}

fn letter_of(letters: &str, random: &mut Random) -> char {
    let letter = random.choose(letters.as_bytes()).copied();
    letter.map(char::from).unwrap_or_default()
}

fn uuid(random: &mut Random) -> String {
    let high = (random.next() & 0xffff_ffff_ffff_0fff) | 0x4000;
    let low = (random.next() & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
    let [first, second, third] = [high >> 32, (high >> 16) & 0xffff, high & 0xffff];
    let (fourth, last) = (low >> 48, low & 0xffff_ffff_ffff);
    format!("{first:08x}-{second:04x}-{third:04x}-{fourth:04x}-{last:012x}")
}

fn cuid2(random: &mut Random) -> String {
    let first = letter_of("abcdefghijklmnopqrstuvwxyz", random);
    let others = (0..23).map(|_| letter_of("abcdefghijklmnopqrstuvwxyz0123456789", random));
    std::iter::once(first).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::super::random::Place;
    use super::*;

    /// Every kind, with arguments where it has some.
    fn kinds() -> Vec<Kind> {
        use Kind::*;
        vec![
            PrimaryKey,
            Integer { least: -5, most: 5 },
            Number {
                least: -1,
                most: 10,
                decimals: 2,
            },
            Boolean,
            Generator::one_of(["a", "b", "c"]).0,
            Generator::weighted([(9, "often"), (1, "seldom")]).0,
            Word,
            Line,
            Paragraph,
            FirstName,
            LastName,
            FullName,
            Email,
            Phone,
            Company,
            Job,
            Street,
            City,
            Postcode,
            Country,
            State,
            Date,
            Time,
            Timestamp,
            DateTime,
            Interval,
            Year,
            Uuid,
            Cuid2,
            Inet,
            Json,
            Bits(8),
            Point,
            Vector(3),
            Pattern("@@-###".to_owned()),
            Generator::word().numbered().0,
            Generator::city().sometimes(50).0,
        ]
    }

    fn value(generator: &Kind, row: u64, limit: Option<usize>) -> Option<String> {
        let mut random = Random::at(Place::new(1, "t", "c", row));
        generator.value(row, limit, &mut random)
    }

    /// What version 1 makes may never change: somebody's tests look at these rows.
    #[test]
    fn c11_07_c11_09_every_generator_makes_what_version_1_has_always_made() {
        let lines = kinds().into_iter().map(|generator| {
            let values = (0..4).map(|row| value(&generator, row, None));
            let values = values.map(|value| value.unwrap_or_else(|| "NULL".to_owned()));
            format!(
                "{generator:?}: {}\n",
                values.collect::<Vec<_>>().join(" | ")
            )
        });
        let made: String = lines.collect();
        assert_eq!(made, include_str!("version_1.txt"), "{made}");
    }

    #[test]
    fn numbered_values_are_all_different_and_fit() {
        let numbered = Generator::company().numbered().0;
        let made: std::collections::BTreeSet<_> =
            (0..500).map(|row| value(&numbered, row, Some(8))).collect();
        assert_eq!(made.len(), 500);
        assert!(made.iter().flatten().all(|text| text.chars().count() <= 8));
    }

    #[test]
    fn texts_are_cut_between_words() {
        for (text, limit, expected) in [
            ("garden", 4, "gard"),
            ("garden door", 8, "garden"),
            ("garden door", 6, "garden"),
            ("garden door", 11, "garden door"),
            ("ÄÖÜ", 2, "ÄÖ"),
            ("a", 0, ""),
        ] {
            assert_eq!(cut(text, limit), expected, "{text} {limit}");
        }
    }

    #[test]
    fn a_share_of_the_values_is_null() {
        let of = Generator::city().sometimes(20).0;
        let there = (0..1000).filter(|row| value(&of, *row, None).is_some());
        assert!((150..250).contains(&there.count()));
        assert_eq!(value(&Generator::city().sometimes(0).0, 1, None), None);
        assert!(value(&Generator::city().sometimes(100).0, 1, None).is_some());
    }

    #[test]
    fn uuids_and_numbers_are_written_well() {
        let uuid = value(&Kind::Uuid, 1, None).unwrap();
        assert_eq!(uuid::Uuid::parse_str(&uuid).unwrap().get_version_num(), 4);
        let small = Generator::number(0..=0, 3).0;
        assert_eq!(value(&small, 1, None).as_deref(), Some("0.000"));
    }
}
