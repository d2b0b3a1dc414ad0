//! Indexes that a failed attempt has left behind.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use crate::error::Error;
use crate::script::Script;
use crate::sql::expression::mentions;
use crate::sql::name::name;

#[derive(QueryableByName)]
struct Invalid {
    #[diesel(sql_type = Text)]
    relname: String,
}

/// A concurrent build that failed leaves an index that is of no use and keeps its name taken.
pub(super) async fn drop_indexes(
    conn: &mut AsyncPgConnection,
    script: &Script,
) -> Result<(), Error> {
    if !mentions(script.up(), "create") {
        return Ok(());
    }
    let context = || Error::database(format!("{}: removing an invalid index", script.name()));
    let invalid: Vec<Invalid> = diesel::sql_query(
        "SELECT relname::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid \
         WHERE NOT indisvalid AND pg_table_is_visible(indexrelid)",
    )
    .load(conn)
    .await
    .map_err(context())?;
    for Invalid { relname } in invalid {
        if mentions(script.up(), &relname) {
            let sql = format!("DROP INDEX CONCURRENTLY {}", name(&relname));
            conn.batch_execute(&sql).await.map_err(context())?;
        }
    }
    Ok(())
}
