//! The kinds of things that go beyond plain tables, in a PostgreSQL schema of their own.

use std::collections::Bound;

use bigdecimal::BigDecimal;
use chrono::{DateTime, NaiveTime, Utc};
use diesel::data_types::PgInterval;
use diesel::prelude::*;
use diesel::sql_types::{Array, Cidr, Citext, Int4range, MacAddr, Text, Tstzrange};
use diesel_kit::{Json, PgEnum, SqlView, Table, TsVector};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::person::{PersonId, people};

/// How light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "Shade", schema = "lab")]
pub enum Shade {
    Light,
    Dark,
}

/// A shelf in a room.
///
/// Some are locked.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = shelves, check_for_backend(diesel::pg::Pg))]
#[table(name = "Shelf Units", module = shelves, schema = "lab", new = NewShelf)]
#[table(primary_key(name = "shelf_key", comment = "Numbered by hand."))]
#[table(unique(room, label, comment = "One label per room."))]
#[table(index(
    name = "shelves_label_idx",
    on = "label text_pattern_ops DESC NULLS LAST",
    unique,
    nulls_not_distinct,
    comment = "For completion."
))]
#[table(check(name = "shelves_room_check", expr = "room > 0", comment = "No cellar."))]
#[table(exclude(
    name = "shelves_period_excl",
    on = "room WITH =, period WITH &&",
    where_ = "label <> ''",
    comment = "No two at a time."
))]
#[table(
    rls(force),
    policy(
        name = "shelves_of_others",
        for_ = "select",
        to("lab_reader", "current_user"),
        using = "room < 100",
        restrictive,
        comment = "Readers stay on the ground floor."
    )
)]
#[table(policy(name = "shelves_open", using = "true", check = "label <> ''"))]
pub struct Shelf {
    #[column(pk)]
    pub id: i32,
    pub room: i32,
    /// On the front.
    pub label: Option<String>,
    #[column(sql = Tstzrange)]
    pub period: (Bound<DateTime<Utc>>, Bound<DateTime<Utc>>),
    #[column(sql = Text, references = people(id), initially_deferred, comment = "Keeps the key.")]
    pub keeper_id: Option<PersonId>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub tags: Vec<String>,
    #[serde(default)]
    pub limit: Option<u32>,
}

fn fresh_code() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

/// One column of every type that `Measure` does not have.
#[derive(Debug, Clone, PartialEq, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = specimens, check_for_backend(diesel::pg::Pg))]
#[table(name = "specimens", schema = "lab", new = NewSpecimen, changes = SpecimenChanges)]
#[table(unlogged, comment = "")]
pub struct Specimen {
    #[column(pk, serial)]
    pub id: i32,
    #[column(identity(by_default, start = 1000, increment = -5, min = -100, max = 1000, cache = 2, cycle))]
    pub number: i64,
    #[column(identity = "always")]
    pub ticket: i16,
    /// The default is no integer: it is brought to the type of the column.
    #[column(default = "random() * 1000")]
    pub lot: i64,
    #[column(default_with = fresh_code, unique)]
    pub code: String,
    #[column(references = shelves(id), on_update = "cascade", deferrable)]
    pub shelf_id: Option<i32>,
    #[column(sql = ShadeSql, default = "'light'")]
    pub shade: Shade,
    #[column(sql = Array<ShadeSql>)]
    pub shades: Vec<Shade>,
    #[column(db = "varchar(20)", default = "'unnamed'")]
    pub short: String,
    #[column(db = "char(4)")]
    pub fixed: String,
    #[column(sql = Citext)]
    pub folded: String,
    #[column(collate = "C")]
    pub sorted: String,
    #[column(db = "numeric(10, 2)")]
    pub amount: BigDecimal,
    pub amounts: Vec<BigDecimal>,
    pub at: NaiveTime,
    pub span: PgInterval,
    pub spans: Vec<Option<PgInterval>>,
    pub address: IpNet,
    #[column(sql = Cidr)]
    pub network: IpNet,
    #[column(sql = MacAddr)]
    pub card: [u8; 6],
    #[column(sql = diesel::sql_types::Json)]
    pub plain: serde_json::Value,
    #[column(default = r#"'{"tags": ["new"]}'"#)]
    pub settings: Json<Settings>,
    pub more: Option<Json<Vec<Settings>>>,
    #[column(sql = Int4range)]
    pub range: (Bound<i32>, Bound<i32>),
    pub words: Option<TsVector>,
    #[column(generated = "to_tsvector('simple'::regconfig, short)")]
    pub search: TsVector,
    #[column(default = "'here'")]
    pub note: Option<String>,
}

/// How many specimens a shelf holds.
#[derive(Debug, Clone, PartialEq, Eq, SqlView, Queryable, Selectable)]
#[diesel(table_name = shelf_counts, check_for_backend(diesel::pg::Pg))]
#[sql_view(
    name = "shelf_counts",
    schema = "lab",
    with = "security_barrier = true"
)]
#[sql_view(
    query = "SELECT shelf_id AS shelf, count(*) AS specimens FROM lab.specimens GROUP BY shelf_id"
)]
pub(crate) struct ShelfCount {
    #[column(sql_name = "shelf")]
    pub shelf_id: Option<i32>,
    pub specimens: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, SqlView, Queryable, Selectable)]
#[diesel(table_name = rooms, check_for_backend(diesel::pg::Pg))]
#[sql_view(
    name = "rooms",
    schema = "lab",
    materialized,
    no_data,
    comment = "Refreshed by night."
)]
#[sql_view(query = r#"SELECT room, count(*) AS shelves FROM lab."Shelf Units" GROUP BY room"#)]
#[sql_view(index(name = "rooms_room_idx", on = "room", unique))]
pub(crate) struct Room {
    #[column(pk)]
    pub room: i32,
    pub shelves: i64,
}

diesel_kit::schema! {
    /// People, places and the lab.
    pub(crate) fn whole {
        include { super::schema }
        extensions { btree_gist, citext }
        schemas { lab(comment = "Where things are kept."), "elsewhere"(existing) }
        roles { lab_reader, lab_admin(login, no_inherit, create_role, renamed_from = "lab_boss") }
        sequences { labels(schema = "lab", db = "integer", start = 10, comment = "Stickers.") }
        enums { Shade }
        tables { shelves => Shelf, specimens => Specimen }
        views { shelf_counts => ShelfCount, rooms => Room }
        objects {
            diesel_kit::sql_object!(
                function,
                "lab_next_label",
                up = "CREATE OR REPLACE FUNCTION lab.next_label() RETURNS bigint LANGUAGE sql \
                      AS $$ SELECT nextval('lab.labels') $$",
                down = "DROP FUNCTION lab.next_label()",
                depends_on = ["lab.labels"],
            ),
        }
    }
}
