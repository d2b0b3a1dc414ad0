//! `vector` of the extension pgvector in Rust.

use std::io::Write;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};

use crate::sql_types;

/// A vector of numbers: `#[column(db = "vector(768)")]`.
#[derive(Debug, Clone, Default, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql_types::Vector)]
pub struct Vector(pub Vec<f32>);

/// Count, two bytes that are unused, numbers.
impl ToSql<sql_types::Vector, Pg> for Vector {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&u16::try_from(self.0.len())?.to_be_bytes())?;
        out.write_all(&[0, 0])?;
        for number in &self.0 {
            out.write_all(&number.to_be_bytes())?;
        }
        Ok(IsNull::No)
    }
}

impl FromSql<sql_types::Vector, Pg> for Vector {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let numbers = value.as_bytes().get(4..).ok_or("a vector ends too early")?;
        let (numbers, _) = numbers.as_chunks();
        Ok(Self(
            numbers.iter().copied().map(f32::from_be_bytes).collect(),
        ))
    }
}
