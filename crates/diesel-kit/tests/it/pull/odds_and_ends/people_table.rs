//! The table `people`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::{Address, AddressSql, MoodEnum, MoodEnumSql, Point, PointSql, Span, SpanSql};

/// Everybody.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = people, check_for_backend(diesel::pg::Pg))]
#[table(name = "people", new = NewPeople, changes = PeopleChanges)]
#[table(check(name = "people_name_check", expr = "clean(name) <> ''::text"))]
#[table(index(name = "people_name_idx", on = "clean(name) DESC, id", include = "nick", where_ = "born IS NOT NULL", with = "fillfactor = 70", comment = "For lists."))]
#[table(index(name = "people_old_idx", on = "born", using = "brin", with = "pages_per_range = 32"))]
#[table(rls)]
pub struct People {
    #[column(pk, identity(always, start = 100))]
    pub id: i64,
    #[column(default = "short_code('p'::text)")]
    pub code: String,
    #[column(sql = diesel::sql_types::Citext, db = "email")]
    pub mail: String,
    #[column(sql = AddressSql, db = "address")]
    pub home: Option<Address>,
    #[column(sql = SpanSql, db = "span")]
    pub reach: Option<Span>,
    #[column(sql = MoodEnumSql, default = "'ok'::mood")]
    pub mood: MoodEnum,
    #[column(sql = diesel::sql_types::Array<MoodEnumSql>, default = "'{}'::mood[]")]
    pub moods: Vec<MoodEnum>,
    #[column(collate = "german")]
    pub name: String,
    /// As called by friends.
    ///
    /// May be rude.
    #[column(collate = "C")]
    pub nick: Option<String>,
    #[column(db = "numeric(10,2)", default = "0")]
    pub score: bigdecimal::BigDecimal,
    pub picture: Option<Vec<u8>>,
    #[column(sql = PointSql, db = "point")]
    pub spot: Option<Point>,
    pub born: Option<chrono::NaiveDate>,
    #[column(default = "now()")]
    pub updated_at: chrono::DateTime<chrono::Utc>,
}
