//! How often PostgreSQL parses hot statements.

use std::sync::Arc;

use diesel::connection::CacheSize;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use diesel::upsert::excluded;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::generate::export;
use diesel_kit::{Table, batches, execute_all, prepared};
use tokio::try_join;

use crate::server;
use crate::wire::{self, Counts};

#[derive(Debug, Clone, PartialEq, Table, Queryable, Selectable)]
#[diesel(table_name = entries, check_for_backend(diesel::pg::Pg))]
#[table(name = "entries", new = NewEntry, changes = EntryChanges)]
pub(crate) struct Entry {
    #[column(pk)]
    pub id: i32,
    pub title: String,
    pub note: Option<String>,
    #[column(default = "0")]
    pub hits: i64,
}

diesel_kit::schema! {
    pub(crate) fn schema { tables { entries => Entry } }
}

fn entry(id: i32) -> NewEntry {
    NewEntry {
        id,
        title: format!("entry {id}"),
        note: (id % 2 == 0).then(|| "even".to_owned()),
        hits: None,
    }
}

pub(crate) async fn database() -> String {
    let url = server::database().await;
    let ddl = export(&schema()).unwrap();
    let mut conn = server::connect(&url).await;
    conn.batch_execute(&ddl).await.unwrap();
    url
}

async fn counted() -> (AsyncPgConnection, Arc<Counts>) {
    wire::connect(&database().await).await
}

const TIMES: i32 = 1000;
/// Of `TIMES` statements, after the first ones.
const MOST_PARSED: usize = 5;

/// Runs one of the hot statements; the answer is what came back.
pub(crate) async fn run(conn: &mut AsyncPgConnection, statement: &str, id: i32) -> Entry {
    let by_key = entries::table.find(id);
    let changes = EntryChanges {
        title: Some(format!("again {id}")),
        note: Some(None),
        hits: None,
    };
    let row = Entry::as_returning();
    let done = match statement {
        "insert" => {
            let insert = diesel::insert_into(entries::table).values(entry(id));
            insert.returning(row).get_result(conn).await
        }
        "read" => by_key.select(Entry::as_select()).first(conn).await,
        "update" => {
            let update = diesel::update(by_key).set(&changes).returning(row);
            prepared(update).get_result(conn).await
        }
        "upsert" => {
            let upsert = diesel::insert_into(entries::table)
                .values(entry(id))
                .on_conflict(entries::id)
                .do_update()
                .set((
                    entries::title.eq(excluded(entries::title)),
                    entries::hits.eq(entries::hits + 7),
                ));
            prepared(upsert.returning(row)).get_result(conn).await
        }
        "sql" => {
            let text = "UPDATE entries SET note = 'sql' WHERE id = $1";
            let update = diesel::sql_query(text).bind::<Integer, _>(id);
            prepared(update).execute(conn).await.unwrap();
            by_key.select(Entry::as_select()).first(conn).await
        }
        _ => unreachable!("{statement}"),
    };
    done.unwrap()
}

#[tokio::test]
async fn hot_statements_are_parsed_at_most_five_times_in_a_thousand() {
    let (mut conn, counts) = counted().await;
    for statement in ["insert", "read", "update", "upsert", "sql"] {
        run(&mut conn, statement, 0).await;
        let before = counts.parses();
        for id in 1..=TIMES {
            run(&mut conn, statement, id).await;
        }
        let parsed = counts.parses() - before;
        assert!(parsed <= MOST_PARSED, "{statement}: {parsed} of {TIMES}");
    }
    let expected = Entry {
        id: 9,
        title: "entry 9".to_owned(),
        note: Some("sql".to_owned()),
        hits: 7,
    };
    assert_eq!(run(&mut conn, "read", 9).await, expected);
}

/// What the wrapper is for: without it PostgreSQL parses each.
#[tokio::test]
async fn diesel_alone_parses_every_update() {
    let (mut conn, counts) = counted().await;
    run(&mut conn, "insert", 1).await;
    let before = counts.parses();
    for _ in 0..3 {
        let update = diesel::update(entries::table.find(1)).set(entries::hits.eq(1));
        update.execute(&mut conn).await.unwrap();
    }
    assert_eq!(counts.parses() - before, 3);
}

/// One statement for each set of columns.
#[tokio::test]
async fn an_update_is_parsed_once_per_set_of_columns() {
    let (mut conn, counts) = counted().await;
    run(&mut conn, "insert", 1).await;
    let before = counts.parses();
    for round in 0..30_i64 {
        let changes = EntryChanges {
            title: (round % 2 == 0).then(|| round.to_string()),
            note: (round % 3 == 0).then_some(None),
            hits: Some(round),
        };
        let update = diesel::update(entries::table.find(1)).set(&changes);
        prepared(update).execute(&mut conn).await.unwrap();
    }
    assert_eq!(counts.parses() - before, 4);
}

#[tokio::test]
async fn inserts_of_any_length_have_nine_texts() {
    let (mut conn, counts) = counted().await;
    let before = counts.parses();
    let mut next = 0;
    for length in (0..60).chain([255, 256, 257, 1000]) {
        let rows: Vec<NewEntry> = (next..next + length).map(entry).collect();
        next += length;
        let inserts =
            batches(rows).map(|rows| prepared(diesel::insert_into(entries::table).values(rows)));
        let inserted = execute_all(&conn, inserts).await.unwrap();
        assert_eq!(inserted, usize::try_from(length).unwrap());
    }
    assert_eq!(counts.parses() - before, 9);
    let count: i64 = entries::table.count().get_result(&mut conn).await.unwrap();
    assert_eq!(count, i64::from(next));
}

#[tokio::test]
async fn statements_on_a_shared_connection_do_not_wait_for_each_other() {
    let (mut conn, counts) = counted().await;
    for id in 1..=3 {
        run(&mut conn, "insert", id).await;
    }
    let together = async |conn: &AsyncPgConnection| {
        let first = entries::table.find(1).select(entries::title);
        let others = entries::table.filter(entries::id.gt(1)).select(entries::id);
        let change = diesel::update(entries::table.find(1)).set(entries::hits.eq(9));
        try_join!(
            first.first::<String>(&mut &*conn),
            others.order(entries::id).load::<i32>(&mut &*conn),
            prepared(change).execute(&mut &*conn),
        )
    };
    together(&conn).await.unwrap();
    let before = counts.turns();
    let (title, others, changed) = together(&conn).await.unwrap();
    assert_eq!(counts.turns() - before, 1);
    assert_eq!(
        (title.as_str(), others, changed),
        ("entry 1", vec![2, 3], 1)
    );
}

#[tokio::test]
async fn the_first_error_of_several_statements_is_told_and_the_others_are_done() {
    let (conn, _) = counted().await;
    let insert = |id| prepared(diesel::insert_into(entries::table).values(vec![entry(id)]));
    let error = execute_all(&conn, [1, 1, 2].map(insert)).await.unwrap_err();
    assert!(error.to_string().contains("entries_pkey"), "{error}");
    let ids = entries::table.select(entries::id).order(entries::id);
    let ids: Vec<i32> = ids.load(&mut &conn).await.unwrap();
    assert_eq!(ids, [1, 2]);
}

/// For poolers: nothing is left on the server behind a statement.
#[tokio::test]
async fn without_a_cache_every_statement_is_given_up_after_its_use() {
    #[derive(QueryableByName)]
    struct Left {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let (mut conn, counts) = counted().await;
    conn.set_prepared_statement_cache_size(CacheSize::Disabled);
    for id in 0..20 {
        for statement in ["insert", "read", "update", "upsert"] {
            run(&mut conn, statement, id).await;
        }
    }
    assert!(counts.parses() >= 80);
    let left = diesel::sql_query("SELECT count(*) FROM pg_prepared_statements");
    let left: Left = left.get_result(&mut conn).await.unwrap();
    // The one that asks.
    assert_eq!(left.count, 1);
    assert!(counts.closes() >= 80);
}
