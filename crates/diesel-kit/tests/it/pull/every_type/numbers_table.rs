//! The table `numbers`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::{Bit, BitSql, Varbit, VarbitSql};

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = numbers, check_for_backend(diesel::pg::Pg))]
#[table(name = "numbers", new = NewNumber, changes = NumberChanges)]
pub struct Number {
    #[column(pk, serial)]
    pub id: i16,
    pub a: Option<i16>,
    pub b: Option<i32>,
    pub c: Option<i64>,
    pub d: Option<f32>,
    pub e: Option<f64>,
    pub f: Option<bigdecimal::BigDecimal>,
    #[column(db = "numeric(5,0)")]
    pub g: Option<bigdecimal::BigDecimal>,
    #[column(db = "numeric(10,3)")]
    pub h: Option<bigdecimal::BigDecimal>,
    #[column(sql = diesel::sql_types::Money)]
    pub i: Option<diesel::data_types::PgMoney>,
    #[column(sql = diesel::sql_types::Oid)]
    pub j: Option<u32>,
    #[column(db = "positive")]
    pub k: Option<i32>,
    #[column(db = "positive[]")]
    pub l: Option<Vec<i32>>,
    pub m: Option<Vec<i16>>,
    pub n: Option<Vec<i64>>,
    pub o: Option<Vec<f32>>,
    #[column(db = "numeric(6,2)[]")]
    pub p: Option<Vec<bigdecimal::BigDecimal>>,
    #[column(sql = BitSql, db = "bit(3)", sql_name = "q")]
    pub q_: Option<Bit>,
    #[column(sql = VarbitSql, db = "bit varying(8)")]
    pub r: Option<Varbit>,
    pub s: Option<Vec<bool>>,
}
