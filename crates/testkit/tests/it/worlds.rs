//! Worlds come and go without a trace.

use testkit::{PrivateServer, World};
use tokio_postgres::NoTls;

async fn count(url: &str, sql: &str) -> i64 {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    drop(tokio::spawn(connection));
    client.query_one(sql, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn every_world_is_migrated_and_empty() {
    let (one, two) = tokio::join!(World::start(), World::start());
    assert_ne!(one.url(), two.url());
    db::migrations::ensure_current(&one.db).await.unwrap();
    assert_eq!(count(one.url(), "SELECT count(*) FROM users").await, 0);
}

#[tokio::test]
async fn a_world_leaves_no_database_behind() {
    let stays = World::start().await;
    let goes = World::start().await;
    let name = goes.url().rsplit('/').next().unwrap().to_owned();
    let sql = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
    assert_eq!(count(stays.url(), &sql).await, 1);
    drop(goes);
    assert_eq!(count(stays.url(), &sql).await, 0);
}

#[tokio::test]
async fn a_private_server_can_be_killed_and_comes_back() {
    let server = PrivateServer::start().await;
    let db = server.db().await;
    db::migrations::ensure_current(&db).await.unwrap();
    server.kill();
    server.restart().await;
    assert_eq!(count(&server.url(), "SELECT count(*) FROM users").await, 0);
}

#[tokio::test]
async fn people_can_act_in_a_world() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Engines").await;
    let page = world.page(&ada, &drive.id, "Notes").await;
    assert_eq!(page.drive_id, drive.id);
    assert!(ada.key.starts_with("mcp_"), "{}", ada.key);
    assert!(ada.key_actor.is_key() && !ada.actor.is_key());
}
