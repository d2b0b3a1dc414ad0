//! The table `times`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::{Timetz, TimetzSql, Tstzmultirange, TstzmultirangeSql};

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = times, check_for_backend(diesel::pg::Pg))]
#[table(name = "times", new = NewTime, changes = TimeChanges)]
pub struct Time {
    #[column(pk)]
    pub id: chrono::DateTime<chrono::Utc>,
    pub a: Option<chrono::NaiveDate>,
    pub b: Option<chrono::NaiveTime>,
    #[column(db = "time(3) without time zone")]
    pub c: Option<chrono::NaiveTime>,
    #[column(sql = TimetzSql, db = "time with time zone")]
    pub d: Option<Timetz>,
    pub e: Option<chrono::NaiveDateTime>,
    #[column(db = "timestamp(6) without time zone")]
    pub f: Option<chrono::NaiveDateTime>,
    #[column(db = "timestamp(3) with time zone")]
    pub g: Option<chrono::DateTime<chrono::Utc>>,
    pub h: Option<diesel::data_types::PgInterval>,
    #[column(db = "interval day to second")]
    pub i: Option<diesel::data_types::PgInterval>,
    #[column(db = "interval(2)")]
    pub j: Option<diesel::data_types::PgInterval>,
    pub k: Option<Vec<chrono::NaiveDate>>,
    pub l: Option<Vec<chrono::DateTime<chrono::Utc>>>,
    #[column(sql = diesel::sql_types::Daterange)]
    pub m: Option<(std::ops::Bound<chrono::NaiveDate>, std::ops::Bound<chrono::NaiveDate>)>,
    #[column(sql = diesel::sql_types::Tsrange)]
    pub n: Option<(std::ops::Bound<chrono::NaiveDateTime>, std::ops::Bound<chrono::NaiveDateTime>)>,
    #[column(sql = diesel::sql_types::Tstzrange)]
    pub o: Option<(std::ops::Bound<chrono::DateTime<chrono::Utc>>, std::ops::Bound<chrono::DateTime<chrono::Utc>>)>,
    #[column(sql = TstzmultirangeSql, db = "tstzmultirange")]
    pub p: Option<Tstzmultirange>,
}
