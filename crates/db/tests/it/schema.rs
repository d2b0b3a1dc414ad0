//! The schema in the code is the schema of the database, in both directions.

use std::path::Path;

use db::migrations::MIGRATIONS;
use diesel_kit::Fingerprint;
use diesel_kit::check::{check_files, check_server};
use testkit::World;

use crate::connect;

#[test]
fn no_migration_is_missing() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let findings = check_files(&directory, &db::schema::schema()).unwrap();
    assert!(findings.is_empty(), "{findings:#?}");
}

/// All migrations make what the code describes; down undoes up, and up again makes the same.
#[tokio::test(flavor = "multi_thread")]
async fn the_migrations_make_what_the_code_describes_and_can_be_taken_back() {
    let world = World::start().await;
    let findings = check_server(world.url(), &MIGRATIONS, &db::schema::schema(), None)
        .await
        .unwrap();
    assert!(findings.is_empty(), "{findings:#?}");
}

#[tokio::test]
async fn the_comparison_sees_what_was_changed_by_hand() {
    let world = World::start().await;
    let mut conn = world.db.conn().await.unwrap();
    let before = Fingerprint::of(&mut conn).await.unwrap();
    let by_hand = connect(world.url()).await;
    for sql in [
        "DROP INDEX pages_tree_idx",
        "ALTER TABLE pages ALTER revision DROP DEFAULT",
        "ALTER TABLE events ADD CONSTRAINT events_seq_check CHECK (seq > 0)",
        "ALTER TYPE page_type ADD VALUE 'board'",
    ] {
        let reached = Fingerprint::of(&mut conn).await.unwrap();
        by_hand.batch_execute(sql).await.unwrap();
        let after = Fingerprint::of(&mut conn).await.unwrap();
        assert!(!reached.difference(&after).is_empty(), "{sql}");
        assert!(!before.difference(&after).is_empty(), "{sql}");
    }
}

/// Without an index, deleting the parent reads the whole child table, once per row.
#[tokio::test]
async fn every_foreign_key_has_an_index_that_starts_with_its_columns() {
    let world = World::start().await;
    let rows = connect(world.url())
        .await
        .query(
            "SELECT conname::text FROM pg_constraint c WHERE contype = 'f' AND NOT EXISTS (
                 SELECT 1 FROM pg_index i
                 WHERE i.indrelid = c.conrelid AND i.indpred IS NULL
                   AND (i.indkey::int2[])[0:array_length(c.conkey, 1) - 1] @> c.conkey)",
            &[],
        )
        .await
        .unwrap();
    let missing: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What refers to an owner goes with it, or forgets it if it belongs to somebody else, too.
#[tokio::test]
async fn no_foreign_key_keeps_a_drive_or_a_person_from_being_deleted() {
    let world = World::start().await;
    let rows = connect(world.url())
        .await
        .query(
            "SELECT conname::text FROM pg_constraint c WHERE contype = 'f' AND (
                 confdeltype NOT IN ('c', 'n') OR confdeltype = 'n' AND EXISTS (
                     SELECT 1 FROM pg_attribute a
                     WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND a.attnotnull))",
            &[],
        )
        .await
        .unwrap();
    let blocking: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert!(blocking.is_empty(), "{blocking:?}");
}

#[tokio::test]
async fn a_deleted_drive_takes_everything_in_it_along() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let drive = world.drive(&ada, "Engines").await;
    world
        .member(&drive.id, &bob, db::schema::MemberRole::Member)
        .await;
    let page = world.code(&bob, &drive.id, "Loops", "one\ntwo\n").await;
    let client = connect(world.url()).await;
    let rows = |table: &'static str, column: &'static str, id: String| {
        let sql = format!("SELECT count(*) FROM {table} WHERE {column} = $1");
        let client = &client;
        async move {
            client
                .query_one(&sql, &[&id])
                .await
                .unwrap()
                .get::<_, i64>(0)
        }
    };
    let owned = [
        ("drives", "id", drive.id.to_string()),
        ("drive_members", "drive_id", drive.id.to_string()),
        ("events", "drive_id", drive.id.to_string()),
        ("pages", "drive_id", drive.id.to_string()),
        ("documents", "page_id", page.id.to_string()),
        ("document_updates", "page_id", page.id.to_string()),
    ];
    for (table, column, id) in &owned {
        assert!(
            rows(table, column, id.clone()).await > 0,
            "{table} has something to lose"
        );
    }
    let sql = "DELETE FROM drives WHERE id = $1";
    let deleted = client.execute(sql, &[&drive.id.as_str()]).await.unwrap();
    assert_eq!(deleted, 1);
    for (table, column, id) in &owned {
        assert_eq!(rows(table, column, id.clone()).await, 0, "{table}");
    }
}
