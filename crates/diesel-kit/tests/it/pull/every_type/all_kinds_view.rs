//! The view `all_kinds`.

use diesel::prelude::*;
use diesel_kit::SqlView;

use super::{Bit, BitSql, Colour, ColourSql, Point, PointSql, Varbit, VarbitSql};

#[derive(Debug, Clone, SqlView, Queryable, Selectable)]
#[diesel(table_name = all_kinds, check_for_backend(diesel::pg::Pg))]
#[sql_view(name = "all_kinds")]
#[sql_view(query = r"SELECT n.id,
    n.a,
    n.b,
    n.c,
    n.d,
    n.e,
    n.f,
    n.g,
    n.h,
    n.i,
    n.j,
    n.k,
    n.l,
    n.m,
    n.n,
    n.o,
    n.p,
    n.q,
    n.r,
    n.s,
    p.e AS spot,
    t.u AS shades,
    t.v
   FROM numbers n,
    places p,
    texts t")]
pub struct AllKind {
    pub id: Option<i16>,
    pub a: Option<i16>,
    pub b: Option<i32>,
    pub c: Option<i64>,
    pub d: Option<f32>,
    pub e: Option<f64>,
    pub f: Option<bigdecimal::BigDecimal>,
    pub g: Option<bigdecimal::BigDecimal>,
    pub h: Option<bigdecimal::BigDecimal>,
    #[column(sql = diesel::sql_types::Money)]
    pub i: Option<diesel::data_types::PgMoney>,
    #[column(sql = diesel::sql_types::Oid)]
    pub j: Option<u32>,
    pub k: Option<i32>,
    pub l: Option<Vec<i32>>,
    pub m: Option<Vec<i16>>,
    pub n: Option<Vec<i64>>,
    pub o: Option<Vec<f32>>,
    pub p: Option<Vec<bigdecimal::BigDecimal>>,
    #[column(sql = BitSql, sql_name = "q")]
    pub q_: Option<Bit>,
    #[column(sql = VarbitSql)]
    pub r: Option<Varbit>,
    pub s: Option<Vec<bool>>,
    #[column(sql = PointSql)]
    pub spot: Option<Point>,
    #[column(sql = diesel::sql_types::Array<ColourSql>)]
    pub shades: Option<Vec<Colour>>,
    #[column(sql = diesel::sql_types::Array<ColourSql>)]
    pub v: Option<Vec<Colour>>,
}
