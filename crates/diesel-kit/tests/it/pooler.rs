//! Connections that name no statement.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{BigInt, Integer, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::{batches, execute_all, pooler, prepared};
use tokio::try_join;

use crate::server;
use crate::statements::{database, entries, run};

/// What a client finds that is given another server.
async fn forget(conn: &mut AsyncPgConnection) {
    conn.batch_execute("DISCARD ALL").await.unwrap();
}

async fn named_statements(conn: &mut AsyncPgConnection) -> i64 {
    let count = diesel::sql_query("SELECT count(*) AS count FROM pg_prepared_statements");
    count.get_result::<Count>(conn).await.unwrap().count
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[tokio::test]
async fn every_statement_runs_on_a_server_that_knows_none() {
    let url = database().await;
    let mut conn = pooler::connect(&url).await.unwrap();
    for id in 0..5 {
        for statement in ["insert", "read", "update", "upsert", "sql"] {
            forget(&mut conn).await;
            assert_eq!(run(&mut conn, statement, id).await.id, id);
        }
    }
    assert_eq!(named_statements(&mut conn).await, 0);
}

/// What it is for.
#[tokio::test]
async fn any_other_connection_misses_its_statements() {
    let mut conn = server::connect(&database().await).await;
    run(&mut conn, "insert", 1).await;
    let read = entries::table.find(1).select(entries::title);
    read.first::<String>(&mut conn).await.unwrap();
    assert!(named_statements(&mut conn).await > 0);
    forget(&mut conn).await;
    let error = read.first::<String>(&mut conn).await.unwrap_err();
    assert!(error.to_string().contains("does not exist"), "{error}");
}

#[tokio::test]
async fn errors_come_to_the_statement_they_belong_to() {
    let url = database().await;
    let mut conn = pooler::connect(&url).await.unwrap();
    run(&mut conn, "insert", 1).await;
    let again =
        || diesel::insert_into(entries::table).values((entries::id.eq(1), entries::title.eq("b")));
    let title = || entries::table.find(1).select(entries::title);
    let unique = |error: &Error| {
        matches!(
            error,
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)
        )
    };
    for _ in 0..3 {
        let error = again().execute(&mut conn).await.unwrap_err();
        assert!(unique(&error), "{error}");
        let wrong = diesel::sql_query("SELEC 1").execute(&mut conn).await;
        assert!(wrong.unwrap_err().to_string().contains("syntax error"));
        let read: String = title().first(&mut conn).await.unwrap();
        assert_eq!(read, "entry 1");
        let shared = &conn;
        let (failed, read) = try_join!(
            async { Ok::<_, Error>(again().execute(&mut &*shared).await.unwrap_err()) },
            title().first::<String>(&mut &*shared),
        )
        .unwrap();
        assert!(unique(&failed), "{failed}");
        assert_eq!(read, "entry 1");
    }
    let outcome: QueryResult<()> = conn
        .transaction(async |conn| {
            diesel::delete(entries::table).execute(conn).await?;
            again().execute(conn).await?;
            Err(Error::RollbackTransaction)
        })
        .await;
    assert_eq!(outcome, Err(Error::RollbackTransaction));
    assert_eq!(title().first::<String>(&mut conn).await.unwrap(), "entry 1");
}

#[tokio::test]
async fn much_goes_both_ways() {
    let url = database().await;
    let mut conn = pooler::connect(&url).await.unwrap();
    let rows: Vec<_> = (0..3000)
        .map(|id| (entries::id.eq(id), entries::title.eq("x".repeat(2000))))
        .collect();
    let inserts =
        batches(rows).map(|rows| prepared(diesel::insert_into(entries::table).values(rows)));
    assert_eq!(execute_all(&conn, inserts).await.unwrap(), 3000);
    let titles: Vec<String> = entries::table
        .select(entries::title)
        .load(&mut conn)
        .await
        .unwrap();
    assert_eq!((titles.len(), titles[2999].len()), (3000, 2000));
    let long = "é".repeat(1_000_000);
    let echo = diesel::select(long.as_str().into_sql::<Text>());
    assert_eq!(echo.get_result::<String>(&mut conn).await.unwrap(), long);
    let one = diesel::select(1.into_sql::<Integer>());
    assert_eq!(one.get_result::<i32>(&mut conn).await.unwrap(), 1);
}

#[tokio::test]
async fn a_bad_url_is_told() {
    for (url, expected) in [
        ("postgres:///x", "cannot be read"),
        ("postgres://127.0.0.1:1/x", "refused"),
        ("nonsense", "cannot be read"),
    ] {
        let error = pooler::connect(url).await.err().unwrap().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
