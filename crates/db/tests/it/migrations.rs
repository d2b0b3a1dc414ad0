//! Services start on exactly the schema they were built for.

use db::migrations::{NotCurrent, ensure_current};
use testkit::World;

use crate::connect;

#[tokio::test]
async fn a_database_that_is_behind_is_refused_with_what_to_run() {
    let world = World::start().await;
    connect(world.url())
        .await
        .batch_execute("DELETE FROM __diesel_schema_migrations")
        .await
        .unwrap();
    let error = ensure_current(&world.db).await.unwrap_err();
    assert!(matches!(error, NotCurrent::Behind(_)), "{error}");
    assert!(error.to_string().contains("cargo migrate"), "{error}");
}

#[tokio::test]
async fn an_empty_database_is_behind() {
    let world = World::start().await;
    connect(world.url())
        .await
        .batch_execute("DROP TABLE __diesel_schema_migrations")
        .await
        .unwrap();
    let error = ensure_current(&world.db).await.unwrap_err();
    assert!(matches!(error, NotCurrent::Behind(_)), "{error}");
}

#[tokio::test]
async fn a_database_that_is_ahead_is_refused() {
    let world = World::start().await;
    connect(world.url())
        .await
        .batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231235959')")
        .await
        .unwrap();
    let error = ensure_current(&world.db).await.unwrap_err();
    assert!(matches!(error, NotCurrent::Ahead(_)), "{error}");
    assert!(error.to_string().contains("99991231235959"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn applying_what_is_applied_changes_nothing() {
    let world = World::start().await;
    db::migrations::apply(world.url()).await.unwrap();
    ensure_current(&world.db).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn migrators_at_the_same_time_do_not_disturb_each_other() {
    let server = testkit::PrivateServer::start().await;
    let client = connect(&server.url()).await;
    client.batch_execute("CREATE DATABASE fresh").await.unwrap();
    let url = server.url().replace(":5432/postgres", ":5432/fresh");
    let (one, two, three) = tokio::join!(
        db::migrations::apply(&url),
        db::migrations::apply(&url),
        db::migrations::apply(&url),
    );
    for outcome in [one, two, three] {
        outcome.unwrap();
    }
    ensure_current(&db::Db::connect(&url, 2).await.unwrap())
        .await
        .unwrap();
}
