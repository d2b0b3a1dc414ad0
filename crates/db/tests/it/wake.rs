//! Who follows a stream is woken after the commit.

use std::time::Duration;

use db::id::DriveId;
use db::stream::{self, StreamId};
use db::wake::Heard;
use testkit::World;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::connect;

async fn next(heard: &mut UnboundedReceiver<Heard>) -> Heard {
    tokio::time::timeout(Duration::from_secs(10), heard.recv())
        .await
        .expect("something is heard within ten seconds")
        .expect("the listener lives")
}

async fn grow(world: &World, stream: &StreamId) {
    world
        .db
        .write(async |tx| {
            stream::create(tx, stream).await?;
            stream::advance(tx, stream, 1).await
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_commit_wakes_those_who_listen() {
    let world = World::start().await;
    let mut heard = world.db.listen();
    assert_eq!(next(&mut heard).await, Heard::Reconnected);
    let stream = StreamId::Drive(DriveId::new());
    grow(&world, &stream).await;
    assert_eq!(next(&mut heard).await, Heard::Grown(vec![stream]));
}

#[tokio::test]
async fn a_listener_whose_connection_breaks_comes_back_and_says_so() {
    let world = World::start().await;
    let mut heard = world.db.listen();
    assert_eq!(next(&mut heard).await, Heard::Reconnected);
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    let killed = connect(world.url()).await.query(sql, &[]).await.unwrap();
    assert_eq!(killed.len(), 1);
    assert_eq!(next(&mut heard).await, Heard::Reconnected);
    let stream = StreamId::Drive(DriveId::new());
    grow(&world, &stream).await;
    assert_eq!(next(&mut heard).await, Heard::Grown(vec![stream]));
}
