//! Rows that would be lost, and rows that stand in the way.

use diesel::QueryableByName;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::error::Error;
use crate::model::object_name::split_path;
use crate::model::{Kind, ObjectName};
use crate::sql::name::name;

/// How many rows of something there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    None,
    Some(i64),
    /// It is nothing that can be counted, or bears another name in the database.
    Unknown,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Exists {
    #[diesel(sql_type = Bool)]
    exists: bool,
}

#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = Nullable<Text>)]
    schema: Option<String>,
}

impl Rows {
    /// Of the table, or of the table of the column.
    pub(super) async fn of(
        conn: &mut AsyncPgConnection,
        kind: Kind,
        path: &str,
    ) -> Result<Self, Error> {
        let mut parts = split_path(path);
        if kind == Kind::Column {
            parts.pop();
        } else if !matches!(kind, Kind::Table | Kind::View) {
            return Ok(Self::Unknown);
        }
        let Some(relation) = ObjectName::of_parts(&parts) else {
            return Ok(Self::Unknown);
        };
        let failed = || Error::database("counting rows");
        let found: Exists = diesel::sql_query("SELECT to_regclass($1) IS NOT NULL AS exists")
            .bind::<Text, _>(relation.to_string())
            .get_result(conn)
            .await
            .map_err(failed())?;
        if !found.exists {
            return Ok(Self::Unknown);
        }
        let sql = format!("SELECT count(*) AS count FROM {relation}");
        let rows: Result<Count, _> = diesel::sql_query(sql).get_result(conn).await;
        Ok(match rows {
            Ok(Count { count: 0 }) => Self::None,
            Ok(Count { count }) => Self::Some(count),
            // A materialised view that was never computed.
            Err(DieselError::DatabaseError(..)) if kind == Kind::View => Self::None,
            Err(error) => return Err(failed()(error)),
        })
    }
}

/// What can be said of the rows that made a statement fail.
pub(super) async fn in_the_way(
    conn: &mut AsyncPgConnection,
    error: &DieselError,
) -> Option<String> {
    let DieselError::DatabaseError(kind, told) = error else {
        return None;
    };
    if !matches!(kind, DatabaseErrorKind::NotNullViolation) {
        return told.details().map(str::to_owned);
    }
    let (table, column) = (told.table_name()?, told.column_name()?);
    let sql = "SELECT nspname::text AS schema FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace \
               WHERE relname = $1 AND relkind IN ('r', 'p') AND nspname NOT LIKE 'pg\\_%' LIMIT 2";
    let places: Vec<Place> = diesel::sql_query(sql)
        .bind::<Text, _>(table)
        .load(conn)
        .await
        .ok()?;
    // Of tables of one name in several schemas it is not known which one is meant.
    let [
        Place {
            schema: Some(schema),
        },
    ] = places.as_slice()
    else {
        return None;
    };
    let relation = ObjectName::new(table).in_schema(schema);
    let column = name(column);
    let sql = format!("SELECT count(*) AS count FROM {relation} WHERE {column} IS NULL");
    let rows: Count = diesel::sql_query(sql).get_result(conn).await.ok()?;
    Some(format!("{} rows of {relation} have none", rows.count))
}
