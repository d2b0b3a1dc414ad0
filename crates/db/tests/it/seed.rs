//! Sample data: the same for the same number, and nothing in it that the product would not have made.

use db::seed::{Scale, SeedError, fill};
use testkit::World;
use tokio_postgres::Client;

use crate::connect;

async fn filled(scale: Scale, number: u64) -> (World, Client) {
    let world = World::start().await;
    let mut client = connect(world.url()).await;
    let size = fill(&mut client, scale, number, |_| {}).await.unwrap();
    assert_eq!(size.pages, scale.size().pages);
    (world, client)
}

async fn count(client: &Client, sql: &str) -> i64 {
    client.query_one(sql, &[]).await.unwrap().get(0)
}

/// A hash of all rows of all tables.
async fn contents(client: &Client) -> Vec<(String, String)> {
    let tables = "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                  AND relname NOT LIKE '\\_\\_%' ORDER BY 1";
    let mut contents = Vec::new();
    for row in client.query(tables, &[]).await.unwrap() {
        let table: String = row.get(0);
        let sql = format!(
            "SELECT coalesce(md5(string_agg(t::text, '\n' ORDER BY t::text)), '') FROM {table} t"
        );
        let hash = client.query_one(&sql, &[]).await.unwrap().get(0);
        contents.push((table, hash));
    }
    contents
}

#[tokio::test]
async fn the_same_number_gives_the_same_rows_and_another_one_others() {
    let (one, two, other) = tokio::join!(
        filled(Scale::Small, 1),
        filled(Scale::Small, 1),
        filled(Scale::Small, 2)
    );
    let first = contents(&one.1).await;
    assert_eq!(first, contents(&two.1).await);
    let differs = contents(&other.1).await;
    let pages = |tables: &[(String, String)]| {
        let found = tables.iter().find(|(table, _)| table == "pages");
        found.unwrap().1.clone()
    };
    assert_ne!(pages(&first), pages(&differs));
}

const IMPOSSIBLE: &[(&str, &str)] = &[
    (
        "a parent in another drive",
        "SELECT count(*) FROM pages c JOIN pages p ON p.id = c.parent_id WHERE c.drive_id <> p.drive_id",
    ),
    (
        "two siblings in one place",
        "SELECT count(*) FROM (SELECT FROM pages GROUP BY drive_id, parent_id, position HAVING count(*) > 1) t",
    ),
    (
        "a reply to a reply",
        "SELECT count(*) FROM channel_messages r JOIN channel_messages p ON p.id = r.parent_id WHERE p.parent_id IS NOT NULL OR p.page_id <> r.page_id",
    ),
    (
        "a wrong number of replies",
        "SELECT count(*) FROM channel_messages m WHERE reply_count <> (SELECT count(*) FROM channel_messages r WHERE r.parent_id = m.id)",
    ),
    (
        "a message that is older than its channel",
        "SELECT count(*) FROM channel_messages m JOIN pages p ON p.id = m.page_id WHERE m.created_at < p.created_at",
    ),
    (
        "a message elsewhere than in a channel",
        "SELECT count(*) FROM channel_messages m JOIN pages p ON p.id = m.page_id WHERE p.page_type <> 'channel'",
    ),
    (
        "a drive without a stream",
        "SELECT count(*) FROM drives WHERE NOT EXISTS (SELECT FROM streams WHERE streams.id = 'drive:' || drives.id)",
    ),
    (
        "a document whose log goes on",
        "SELECT count(*) FROM documents d JOIN streams s ON s.id = 'page:' || d.page_id WHERE s.seq <> d.seq",
    ),
    (
        "a page without the document that its type has",
        "SELECT count(*) FROM pages p WHERE page_type IN ('document', 'code', 'canvas', 'task_list') AND NOT EXISTS (SELECT FROM documents d WHERE d.page_id = p.id)",
    ),
    (
        "a task that is not below its list",
        "SELECT count(*) FROM task_items t JOIN pages p ON p.id = t.page_id JOIN task_lists l ON l.id = t.task_list_id WHERE p.parent_id IS DISTINCT FROM l.page_id",
    ),
    (
        "a person without a drive of their own",
        "SELECT count(*) FROM users u WHERE NOT EXISTS (SELECT FROM drives d WHERE d.owner_id = u.id AND d.kind = 'home')",
    ),
    (
        "an invalid index",
        "SELECT count(*) FROM pg_index WHERE NOT indisvalid",
    ),
];

#[tokio::test]
async fn there_is_as_much_as_was_asked_for_and_it_hangs_together() {
    let (_world, client) = filled(Scale::Small, 7).await;
    let size = Scale::Small.size();
    for (table, rows) in [
        ("pages", size.pages),
        ("channel_messages", size.messages),
        ("users", size.people),
        // Each person has one of their own.
        ("drives", size.drives + size.people),
    ] {
        let sql = format!("SELECT count(*) FROM {table}");
        assert_eq!(
            usize::try_from(count(&client, &sql).await),
            Ok(rows),
            "{table}"
        );
    }
    for (what, sql) in IMPOSSIBLE {
        assert_eq!(count(&client, sql).await, 0, "{what}");
    }
    let deepest = "WITH RECURSIVE tree AS (
            SELECT id, 0 AS depth FROM pages WHERE parent_id IS NULL
          UNION ALL SELECT p.id, depth + 1 FROM tree JOIN pages p ON p.parent_id = tree.id
        ) SELECT max(depth)::bigint FROM tree";
    assert!(count(&client, deepest).await >= 4);
}

#[tokio::test]
async fn the_schema_is_afterwards_as_it_was() {
    let world = World::start().await;
    let mut conn = world.db.conn().await.unwrap();
    let before = diesel_kit::Fingerprint::of(&mut conn).await.unwrap();
    let mut client = connect(world.url()).await;
    fill(&mut client, Scale::Small, 1, |_| {}).await.unwrap();
    let after = diesel_kit::Fingerprint::of(&mut conn).await.unwrap();
    assert_eq!(before.difference(&after), Vec::<String>::new());
}

#[tokio::test]
async fn a_database_with_people_in_it_is_left_alone() {
    let world = World::start().await;
    world.person("ada").await;
    let mut client = connect(world.url()).await;
    let refused = fill(&mut client, Scale::Small, 1, |_| {}).await;
    assert!(
        matches!(refused, Err(SeedError::NotEmpty(1))),
        "{refused:?}"
    );
    assert_eq!(count(&client, "SELECT count(*) FROM users").await, 1);
}
