//! Types that neither Diesel nor diesel-kit knows, as PostgreSQL sends them.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::SqlType;

/// SQL type of [`Char`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "char"))]
pub struct CharSql;

/// `"char"` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = CharSql)]
pub struct Char(pub Vec<u8>);

impl FromSql<CharSql, Pg> for Char {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<CharSql, Pg> for Char {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Bit`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "bit", schema = "pg_catalog"))]
pub struct BitSql;

/// `bit` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = BitSql)]
pub struct Bit(pub Vec<u8>);

impl FromSql<BitSql, Pg> for Bit {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<BitSql, Pg> for Bit {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Varbit`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "varbit", schema = "pg_catalog"))]
pub struct VarbitSql;

/// `bit varying` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = VarbitSql)]
pub struct Varbit(pub Vec<u8>);

impl FromSql<VarbitSql, Pg> for Varbit {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<VarbitSql, Pg> for Varbit {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`BoxValue`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "box", schema = "pg_catalog"))]
pub struct BoxValueSql;

/// `box` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = BoxValueSql)]
pub struct BoxValue(pub Vec<u8>);

impl FromSql<BoxValueSql, Pg> for BoxValue {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<BoxValueSql, Pg> for BoxValue {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Circle`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "circle", schema = "pg_catalog"))]
pub struct CircleSql;

/// `circle` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = CircleSql)]
pub struct Circle(pub Vec<u8>);

impl FromSql<CircleSql, Pg> for Circle {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<CircleSql, Pg> for Circle {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Hstore`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "hstore"))]
pub struct HstoreSql;

/// `hstore` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = HstoreSql)]
pub struct Hstore(pub Vec<u8>);

impl FromSql<HstoreSql, Pg> for Hstore {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<HstoreSql, Pg> for Hstore {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Int4multirange`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "int4multirange", schema = "pg_catalog"))]
pub struct Int4multirangeSql;

/// `int4multirange` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = Int4multirangeSql)]
pub struct Int4multirange(pub Vec<u8>);

impl FromSql<Int4multirangeSql, Pg> for Int4multirange {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<Int4multirangeSql, Pg> for Int4multirange {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Line`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "line", schema = "pg_catalog"))]
pub struct LineSql;

/// `line` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = LineSql)]
pub struct Line(pub Vec<u8>);

impl FromSql<LineSql, Pg> for Line {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<LineSql, Pg> for Line {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Lquery`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "lquery"))]
pub struct LquerySql;

/// `lquery` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = LquerySql)]
pub struct Lquery(pub Vec<u8>);

impl FromSql<LquerySql, Pg> for Lquery {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<LquerySql, Pg> for Lquery {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Lseg`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "lseg", schema = "pg_catalog"))]
pub struct LsegSql;

/// `lseg` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = LsegSql)]
pub struct Lseg(pub Vec<u8>);

impl FromSql<LsegSql, Pg> for Lseg {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<LsegSql, Pg> for Lseg {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Ltree`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "ltree"))]
pub struct LtreeSql;

/// `ltree` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = LtreeSql)]
pub struct Ltree(pub Vec<u8>);

impl FromSql<LtreeSql, Pg> for Ltree {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<LtreeSql, Pg> for Ltree {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Path`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "path", schema = "pg_catalog"))]
pub struct PathSql;

/// `path` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = PathSql)]
pub struct Path(pub Vec<u8>);

impl FromSql<PathSql, Pg> for Path {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<PathSql, Pg> for Path {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Point`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "point", schema = "pg_catalog"))]
pub struct PointSql;

/// `point` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = PointSql)]
pub struct Point(pub Vec<u8>);

impl FromSql<PointSql, Pg> for Point {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<PointSql, Pg> for Point {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Polygon`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "polygon", schema = "pg_catalog"))]
pub struct PolygonSql;

/// `polygon` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = PolygonSql)]
pub struct Polygon(pub Vec<u8>);

impl FromSql<PolygonSql, Pg> for Polygon {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<PolygonSql, Pg> for Polygon {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Regclass`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "regclass"))]
pub struct RegclassSql;

/// `regclass` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = RegclassSql)]
pub struct Regclass(pub Vec<u8>);

impl FromSql<RegclassSql, Pg> for Regclass {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<RegclassSql, Pg> for Regclass {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Timetz`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "timetz", schema = "pg_catalog"))]
pub struct TimetzSql;

/// `time with time zone` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = TimetzSql)]
pub struct Timetz(pub Vec<u8>);

impl FromSql<TimetzSql, Pg> for Timetz {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<TimetzSql, Pg> for Timetz {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Tsquery`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "tsquery", schema = "pg_catalog"))]
pub struct TsquerySql;

/// `tsquery` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = TsquerySql)]
pub struct Tsquery(pub Vec<u8>);

impl FromSql<TsquerySql, Pg> for Tsquery {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<TsquerySql, Pg> for Tsquery {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Tstzmultirange`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "tstzmultirange", schema = "pg_catalog"))]
pub struct TstzmultirangeSql;

/// `tstzmultirange` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = TstzmultirangeSql)]
pub struct Tstzmultirange(pub Vec<u8>);

impl FromSql<TstzmultirangeSql, Pg> for Tstzmultirange {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<TstzmultirangeSql, Pg> for Tstzmultirange {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}

/// SQL type of [`Xml`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "xml", schema = "pg_catalog"))]
pub struct XmlSql;

/// `xml` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = XmlSql)]
pub struct Xml(pub Vec<u8>);

impl FromSql<XmlSql, Pg> for Xml {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().to_vec()))
    }
}

impl ToSql<XmlSql, Pg> for Xml {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }
}
