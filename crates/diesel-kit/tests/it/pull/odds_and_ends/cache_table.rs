//! The table `cache`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = cache, primary_key(key), check_for_backend(diesel::pg::Pg))]
#[table(name = "cache", new = NewCache, changes = CacheChanges)]
#[table(unlogged)]
#[table(with = "autovacuum_enabled = false")]
pub struct Cache {
    #[column(pk)]
    pub key: String,
    #[column(default = r#"'{"a": [true]}'::jsonb"#)]
    pub value: serde_json::Value,
}
