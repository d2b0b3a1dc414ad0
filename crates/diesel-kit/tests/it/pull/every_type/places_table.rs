//! The table `places`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::{BoxValue, BoxValueSql, Circle, CircleSql, Int4multirange, Int4multirangeSql, Line, LineSql, Lseg, LsegSql, Path, PathSql, Point, PointSql, Polygon, PolygonSql, Regclass, RegclassSql};

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = places, check_for_backend(diesel::pg::Pg))]
#[table(name = "places", new = NewPlace, changes = PlaceChanges)]
pub struct Place {
    #[column(pk)]
    pub id: i32,
    pub a: Option<ipnet::IpNet>,
    #[column(sql = diesel::sql_types::Cidr)]
    pub b: Option<ipnet::IpNet>,
    #[column(sql = diesel::sql_types::MacAddr)]
    pub c: Option<[u8; 6]>,
    #[column(sql = diesel::sql_types::MacAddr8)]
    pub d: Option<[u8; 8]>,
    #[column(sql = PointSql, db = "point")]
    pub e: Option<Point>,
    #[column(sql = LineSql, db = "line")]
    pub f: Option<Line>,
    #[column(sql = LsegSql, db = "lseg")]
    pub g: Option<Lseg>,
    #[column(sql = BoxValueSql, db = "box")]
    pub h: Option<BoxValue>,
    #[column(sql = PathSql, db = "path")]
    pub i: Option<Path>,
    #[column(sql = PolygonSql, db = "polygon")]
    pub j: Option<Polygon>,
    #[column(sql = CircleSql, db = "circle")]
    pub k: Option<Circle>,
    #[column(sql = diesel::sql_types::Int4range)]
    pub l: Option<(std::ops::Bound<i32>, std::ops::Bound<i32>)>,
    #[column(sql = diesel::sql_types::Int8range)]
    pub m: Option<(std::ops::Bound<i64>, std::ops::Bound<i64>)>,
    #[column(sql = diesel::sql_types::Numrange)]
    pub n: Option<(std::ops::Bound<bigdecimal::BigDecimal>, std::ops::Bound<bigdecimal::BigDecimal>)>,
    #[column(sql = Int4multirangeSql, db = "int4multirange")]
    pub o: Option<Int4multirange>,
    #[column(sql = diesel::sql_types::PgLsn)]
    pub p: Option<diesel::data_types::PgLsn>,
    #[column(sql_name = "q")]
    pub q_: Option<Vec<ipnet::IpNet>>,
    #[column(sql = diesel::sql_types::Array<diesel::sql_types::Int4range>)]
    pub r: Option<Vec<(std::ops::Bound<i32>, std::ops::Bound<i32>)>>,
    #[column(sql = RegclassSql, db = "regclass")]
    pub s: Option<Regclass>,
    #[column(sql = diesel::sql_types::Array<PointSql>, db = "point[]")]
    pub t: Option<Vec<Point>>,
}
