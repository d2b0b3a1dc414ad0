//! How queries run: prepared once, pipelined, inside of transactions; their errors and their texts.

use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::dsl::{not, sql};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{Integer, Text};
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::View;
use diesel_kit::cli::Kit;
use serde::Serialize;
use serde_json::Value;

use super::world::*;
use crate::folder::Folder;
use crate::{output, wire};

#[derive(Debug, Serialize, View)]
#[view(user)]
struct Writer {
    id: i32,
    #[view(with, order = posts::id)]
    posts: Vec<Written>,
    #[view(with, order = groups::id)]
    groups: Vec<Group>,
}

#[derive(Debug, Serialize, View)]
#[view(post)]
struct Written {
    id: i32,
    #[view(with, order = comments::id.desc(), limit = 2)]
    comments: Vec<Said>,
}

#[derive(Debug, Serialize, View)]
#[view(comment)]
struct Said {
    id: i32,
    #[view(with)]
    author: Option<User>,
}

/// 4 statements for several parents, and one text more where a level has one parent.
#[tokio::test]
async fn hot_queries_are_parsed_once() {
    let mut world = World::new().await;
    for round in 0..50_i64 {
        let query = Writer::query()
            .filter(users::id.gt(0))
            .order(users::id)
            .limit(2 + round % 2)
            .with(user::posts, |q| {
                q.filter(posts::views.gt(round - 60)).limit(2 + round % 3)
            });
        let rows = query.load(&world.conn).await.unwrap();
        assert_eq!(rows.len(), usize::try_from(2 + round % 2).unwrap());
    }
    assert_eq!((world.statements(), world.prepared()), (200, 4));
    assert_eq!(world.uses("SELECT%").await, [50, 50, 50, 50]);
}

/// The siblings are on their way before the first of them is answered.
#[tokio::test]
async fn statements_beside_each_other_are_pipelined() {
    let mut world = World::new().await;
    Writer::query().load(&world.conn).await.unwrap();
    let events: Arc<Mutex<String>> = Arc::default();
    let seen = Arc::clone(&events);
    world
        .conn
        .set_instrumentation(move |event: InstrumentationEvent<'_>| {
            seen.lock().unwrap().push_str(match event {
                InstrumentationEvent::StartQuery { .. } => "(",
                InstrumentationEvent::FinishQuery { .. } => ")",
                _ => "",
            });
        });
    Writer::query().load(&world.conn).await.unwrap();
    let events = events.lock().unwrap().clone();
    assert!(events.starts_with("()(("), "{events}");
}

#[tokio::test]
async fn inside_a_transaction() {
    let mut world = World::new().await;
    let mine = || Writer::query().filter(users::id.eq(5));
    let result = world.conn.transaction::<(), Error, _>(async |conn| {
        conn.batch_execute("INSERT INTO users VALUES (5, 'Eva', true, NULL)")
            .await?;
        conn.batch_execute("INSERT INTO posts VALUES (51, 'e1', 5, 0)")
            .await?;
        // J01, J02: none, several, with relations, with values known at run time.
        assert_eq!(mine().one(conn).await?.posts.len(), 1, "A12");
        assert!(
            mine()
                .filter(users::name.eq("Ada"))
                .first(conn)
                .await?
                .is_none()
        );
        assert_eq!(Writer::query().limit(3).load(conn).await?.len(), 3);
        Err(Error::RollbackTransaction)
    });
    assert_eq!(result.await, Err(Error::RollbackTransaction));
    assert!(mine().first(&world.conn).await.unwrap().is_none(), "A13");
    assert_eq!(
        mine().one(&world.conn).await.unwrap_err(),
        Error::NotFound,
        "J03"
    );
}

/// The row that a view needs is hidden by a filter.
#[derive(Debug, Serialize, View)]
#[view(comment)]
struct OfPost {
    #[view(with)]
    post: Post,
}

#[tokio::test]
async fn errors_name_what_is_wrong() {
    let mut world = World::new().await;
    let hidden = OfPost::query().with(comment::post, |q| q.filter(posts::id.eq(0)));
    let error = hidden.load(&world.conn).await.unwrap_err();
    assert_eq!(error.to_string(), "OfPost.post: the related row is missing");

    let division = || sql::<Integer>("1 / (posts.id - posts.id)").gt(0);
    let broken = || Writer::query().with(user::posts, |q| q.filter(division()));
    let error = broken().load(&world.conn).await.unwrap_err();
    assert_eq!(error.to_string(), "division by zero");
    assert_eq!(
        Writer::query().load(&world.conn).await.unwrap().len(),
        4,
        "the connection goes on"
    );
    let result = world
        .conn
        .transaction::<(), Error, _>(async |conn| broken().load(conn).await.map(|_| ()));
    assert_eq!(result.await.unwrap_err().to_string(), "division by zero");
    assert_eq!(Writer::query().load(&world.conn).await.unwrap().len(), 4);
    let negative = Writer::query()
        .limit(-1)
        .load(&world.conn)
        .await
        .unwrap_err();
    assert_eq!(negative.to_string(), "LIMIT must not be negative");
}

#[tokio::test]
async fn all_texts_can_be_printed() {
    let query = Writer::query().filter(users::id.eq(1)).limit(1);
    let levels = query.levels().unwrap();
    let texts: Vec<(&str, &str)> = levels
        .iter()
        .map(|level| (level.path.as_str(), level.sql.as_str()))
        .collect();
    assert_eq!(
        texts[..2],
        [
            (
                "",
                "SELECT \"users\".\"id\", \"users\".\"id\", \"users\".\"id\" FROM \"users\" \
                 WHERE ((\"users\".\"id\" = $1)) LIMIT $2"
            ),
            (
                "posts",
                "SELECT __k.n, \"posts\".\"id\", \"posts\".\"id\" FROM unnest($1) WITH ORDINALITY AS __k(c0, n) \
                 CROSS JOIN LATERAL (SELECT \"posts\".* FROM \"posts\" WHERE \"posts\".\"owner_id\" = __k.c0) \
                 AS \"posts\" ORDER BY \"posts\".\"id\""
            ),
        ],
        "G04"
    );
    let paths: Vec<&str> = texts.iter().map(|(path, _)| *path).collect();
    assert_eq!(paths, ["", "posts", "posts.comments", "groups"]);
    let mut world = World::new().await;
    for level in levels {
        let prepare = format!("PREPARE printed AS {}; DEALLOCATE printed", level.sql);
        // Without a type the server would not know what is unnested.
        let prepare = prepare.replace("unnest($1)", "unnest($1::int[])");
        world.conn.batch_execute(&prepare).await.unwrap();
    }
}

#[derive(Debug, Serialize, View)]
#[view(post)]
struct Read {
    id: i32,
    views: i64,
    #[view(with)]
    author: Option<WithPosts>,
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct WithPosts {
    #[view(with, order = posts::views.desc(), limit = 1)]
    posts: Vec<Post>,
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct Id {
    id: i32,
}

#[tokio::test]
async fn values_and_filters() {
    let world = World::new().await;
    let ids = || Id::query().order(users::id);
    let none: Option<i32> = None;
    let escaped = "100%_".replace('%', "\\%").replace('_', "\\_");
    cases! { world:
        "G07" all 2 Read::query().filter(posts::id.eq(11)) => [
            { "id": 11, "views": 9_007_199_254_740_993_i64, "author": { "posts": [
                { "id": 11, "content": "a1", "owner_id": 1, "views": 9_007_199_254_740_993_i64 }
            ] } }
        ];
        "I01" all 1 ids().filter(users::id.ge(2).and(users::id.lt(4)).and(users::id.ne(3))) => [{ "id": 2 }];
        "I02 in" all 1 ids().filter(users::id.eq_any(vec![1, 4])) => [{ "id": 1 }, { "id": 4 }];
        "I02 in nothing" all 1 ids().filter(users::id.eq_any(Vec::<i32>::new())) => [];
        "I02 not in nothing" all 1 ids().filter(users::id.ne_all(Vec::<i32>::new())).limit(1) => [{ "id": 1 }];
        "I03" all 1 ids().filter(users::name.ilike("%A%")).filter(users::name.not_like(escaped)) => [
            { "id": 1 }, { "id": 4 }
        ];
        "I04" all 1 ids().filter(users::invited_by.is_null()) => [{ "id": 1 }];
        "I06" all 1 ids().filter(not(users::id.eq(1).or(users::verified))) => [{ "id": 2 }, { "id": 4 }];
        "I08" all 1 ids().filter(users::invited_by.eq(none)) => [];
        "I11" all 1 ids().filter(users::invited_by.is_not_distinct_from(none)) => [{ "id": 1 }];
    }
}

/// Many rows, compared with what PostgreSQL itself makes of them.
#[tokio::test]
async fn as_postgresql_says() {
    const EXPECTED: &str = "
        SELECT json_agg(w ORDER BY w.id)::text AS text FROM (
            SELECT u.id,
                (SELECT coalesce(json_agg(p ORDER BY p.id), '[]') FROM (
                    SELECT p.id,
                        (SELECT coalesce(json_agg(c ORDER BY c.id DESC), '[]') FROM (
                            SELECT c.id, (SELECT row_to_json(a) FROM users a WHERE a.id = c.creator) AS author
                            FROM comments c WHERE c.post_id = p.id ORDER BY c.id DESC LIMIT 2) c) AS comments
                    FROM posts p WHERE p.owner_id = u.id) p) AS posts,
                (SELECT coalesce(json_agg(g ORDER BY g.id), '[]') FROM groups g
                    JOIN users_to_groups m ON m.group_id = g.id WHERE m.user_id = u.id) AS groups
            FROM users u) w";
    const ROWS: &str = "
        INSERT INTO users SELECT n, 'user ' || n, n % 3 = 0, 1 + n % 4 FROM generate_series(5, 60) n;
        INSERT INTO posts SELECT n, 'post ' || n, 1 + n * 7 % 60, n FROM generate_series(100, 600) n;
        INSERT INTO comments SELECT n, 'comment ' || n, CASE WHEN n % 5 > 0 THEN 1 + n * 11 % 60 END, 100 + n * 13 % 500
            FROM generate_series(1000, 2500) n;
        INSERT INTO groups SELECT n, 'group ' || n, NULL FROM generate_series(10, 30) n;
        INSERT INTO users_to_groups SELECT DISTINCT 5 + n * 3 % 50, 10 + n * 7 % 20 FROM generate_series(1, 300) n;";
    #[derive(QueryableByName)]
    struct Json {
        #[diesel(sql_type = Text)]
        text: String,
    }
    let mut world = World::new().await;
    world.conn.batch_execute(ROWS).await.unwrap();
    let found = world.all(4, Writer::query().order(users::id)).await;
    let expected: Json = diesel::sql_query(EXPECTED)
        .get_result(&mut world.conn)
        .await
        .unwrap();
    let expected: Value = serde_json::from_str(&expected.text).unwrap();
    assert_eq!(found, expected);
}

/// On the wire: nothing is parsed once all texts are known, and each level costs one trip.
#[tokio::test]
async fn a_level_is_one_trip() {
    const ROUNDS: usize = 10;
    let world = World::new().await;
    let (conn, counts) = wire::connect(&world.url).await;
    let load = || Writer::query().order(users::id).load(&conn);
    load().await.unwrap();
    let (parses, turns) = (counts.parses(), counts.turns());
    for _ in 0..ROUNDS {
        load().await.unwrap();
    }
    assert_eq!(counts.parses(), parses);
    let trips = counts.turns() - turns;
    assert!(trips <= 3 * ROUNDS, "{trips} trips for three levels");
}

/// `lint` looks at the queries that the program names.
#[test]
fn missing_indexes_are_told() {
    let folder = Folder::new();
    let kit = || {
        let kit = Kit::new(schema(), folder.path());
        kit.query(
            "writers",
            &Writer::query().with(user::posts, |q| q.limit(2)),
        )
    };
    output::run(kit(), &["generate"]);
    let outcome = output::run(kit(), &["lint"]);
    let text = outcome.text();
    assert_eq!(outcome.exit_code(), 0, "{text}");
    let expected = "writers: relation posts.comments: no index of comments begins with post_id and goes on with id DESC";
    assert!(text.contains(expected), "{text}");
    // There is one on the owner and the number.
    assert!(!text.contains("relation posts:"), "{text}");
}
