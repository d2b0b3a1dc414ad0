//! The table `texts`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::{Char, CharSql, Colour, ColourSql, Hstore, HstoreSql, Lquery, LquerySql, Ltree, LtreeSql, Tsquery, TsquerySql, Xml, XmlSql};

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = texts, check_for_backend(diesel::pg::Pg))]
#[table(name = "texts", new = NewText, changes = TextChanges)]
pub struct Text {
    #[column(pk)]
    pub id: String,
    #[column(db = "character varying")]
    pub a: Option<String>,
    #[column(db = "character varying(20)")]
    pub b: Option<String>,
    #[column(db = "character(1)")]
    pub c: Option<String>,
    #[column(db = "character(5)")]
    pub d: Option<String>,
    #[column(db = "name")]
    pub e: Option<String>,
    #[column(sql = CharSql, db = r#""char""#)]
    pub f: Option<Char>,
    pub g: Option<Vec<u8>>,
    #[column(sql = XmlSql, db = "xml")]
    pub h: Option<Xml>,
    #[column(sql = diesel::sql_types::Json)]
    pub i: Option<serde_json::Value>,
    pub j: Option<serde_json::Value>,
    pub k: Option<Vec<uuid::Uuid>>,
    #[column(db = "character varying(5)[]")]
    pub l: Option<Vec<String>>,
    #[column(default = r#"ARRAY['a'::text, 'b"c'::text]"#)]
    pub m: Vec<String>,
    pub n: Option<Vec<Vec<u8>>>,
    pub o: Option<Vec<serde_json::Value>>,
    pub p: Option<diesel_kit::TsVector>,
    #[column(sql = TsquerySql, db = "tsquery", sql_name = "q")]
    pub q_: Option<Tsquery>,
    #[column(sql = HstoreSql, db = "hstore")]
    pub r: Option<Hstore>,
    #[column(sql = LtreeSql, db = "ltree")]
    pub s: Option<Ltree>,
    #[column(sql = ColourSql)]
    pub t: Option<Colour>,
    #[column(sql = diesel::sql_types::Array<ColourSql>)]
    pub u: Option<Vec<Colour>>,
    #[column(sql = diesel::sql_types::Array<ColourSql>, db = "colours")]
    pub v: Option<Vec<Colour>>,
    #[column(sql = LquerySql, db = "lquery")]
    pub w: Option<Lquery>,
}
