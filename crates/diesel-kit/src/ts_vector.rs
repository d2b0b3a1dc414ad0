//! `tsvector` in Rust.

use std::io::Write;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};

use crate::sql_types;

/// A text prepared for searching, as `to_tsvector` makes it: its words, sorted and once each.
///
/// Mostly a generated column: `#[column(generated = "to_tsvector('simple'::regconfig, title)")]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql_types::TsVector)]
pub struct TsVector(pub Vec<Lexeme>);

/// A word and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lexeme {
    pub text: String,
    pub positions: Vec<Position>,
}

/// A place of a word, counted from 1, at most 16383.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub at: u16,
    pub weight: Weight,
}

/// What `setweight` gives; `D` is the one of a word without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    A,
    B,
    C,
    #[default]
    D,
}

/// The weight is in the two highest bits of a position.
const WEIGHT_SHIFT: u32 = 14;
const PLACE: u16 = (1 << WEIGHT_SHIFT) - 1;

impl Position {
    fn bits(self) -> u16 {
        let weight = match self.weight {
            Weight::A => 3,
            Weight::B => 2,
            Weight::C => 1,
            Weight::D => 0,
        };
        weight << WEIGHT_SHIFT | self.at & PLACE
    }

    fn of_bits(bits: u16) -> Self {
        let weight = match bits >> WEIGHT_SHIFT {
            3 => Weight::A,
            2 => Weight::B,
            1 => Weight::C,
            _ => Weight::D,
        };
        Self {
            at: bits & PLACE,
            weight,
        }
    }
}

impl ToSql<sql_types::TsVector, Pg> for TsVector {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&u32::try_from(self.0.len())?.to_be_bytes())?;
        for lexeme in &self.0 {
            out.write_all(lexeme.text.as_bytes())?;
            out.write_all(&[0])?;
            out.write_all(&u16::try_from(lexeme.positions.len())?.to_be_bytes())?;
            for position in &lexeme.positions {
                out.write_all(&position.bits().to_be_bytes())?;
            }
        }
        Ok(IsNull::No)
    }
}

impl FromSql<sql_types::TsVector, Pg> for TsVector {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let mut bytes = value.as_bytes();
        let count = u32::from_be_bytes(take(&mut bytes)?);
        let lexemes = (0..count).map(|_| lexeme(&mut bytes));
        Ok(Self(lexemes.collect::<deserialize::Result<_>>()?))
    }
}

fn lexeme(bytes: &mut &[u8]) -> deserialize::Result<Lexeme> {
    let end = bytes.iter().position(|byte| *byte == 0).ok_or(TOO_SHORT)?;
    let (text, rest) = bytes.split_at(end);
    *bytes = rest.get(1..).unwrap_or_default();
    let count = u16::from_be_bytes(take(bytes)?);
    let positions = (0..count).map(|_| Ok(Position::of_bits(u16::from_be_bytes(take(bytes)?))));
    Ok(Lexeme {
        text: std::str::from_utf8(text)?.to_owned(),
        positions: positions.collect::<deserialize::Result<_>>()?,
    })
}

const TOO_SHORT: &str = "a tsvector ends too early";

fn take<const N: usize>(bytes: &mut &[u8]) -> deserialize::Result<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk().ok_or(TOO_SHORT)?;
    *bytes = rest;
    Ok(*head)
}
