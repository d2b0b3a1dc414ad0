//! The table `buckets`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable)]
#[diesel(table_name = buckets, check_for_backend(diesel::pg::Pg))]
#[table(name = "buckets", existing)]
#[table(keyless)]
pub struct Bucket {
    pub key: String,
    pub n: i32,
}
