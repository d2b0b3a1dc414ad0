//! Numbers of events have no gap, whoever takes them and whatever comes of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use db::event::{self, Happening};
use db::id::DriveId;
use db::{Db, Error};
use serde_json::json;
use testkit::World;

const WRITERS: usize = 32;
const ATTEMPTS: usize = 70;

/// Each writer has a connection of its own; about a third of what they do is rolled back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_have_no_gap_under_32_writers_and_followers_see_them_in_order() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Engines").await.id;
    let begin = last_of(&world.db, &drive).await;
    let crowd = Db::connect(world.url(), 32).await.unwrap();
    let finished = Arc::new(AtomicUsize::new(0));
    let followers: Vec<_> = (0..2)
        .map(|_| {
            tokio::spawn(follow(
                world.db.clone(),
                drive.clone(),
                begin,
                Arc::clone(&finished),
            ))
        })
        .collect();
    let writers = (0..WRITERS).map(|writer| {
        let (crowd, drive) = (crowd.clone(), drive.clone());
        let finished = Arc::clone(&finished);
        tokio::spawn(async move {
            let mut written = 0;
            for attempt in 0..ATTEMPTS {
                let fails = (writer * 7 + attempt * 13) % 10 < 3;
                written += i64::from(write(&crowd, &drive, fails).await);
            }
            finished.fetch_add(1, Ordering::SeqCst);
            written
        })
    });
    let mut written = 0;
    for writer in writers.collect::<Vec<_>>() {
        written += writer.await.unwrap();
    }
    assert!(written > 1_000, "{written}");
    let expected: Vec<i64> = (begin + 1..=begin + written).collect();
    for follower in followers {
        let seen = tokio::time::timeout(Duration::from_mins(1), follower).await;
        assert_eq!(seen.expect("a follower ends").unwrap(), expected);
    }
}

/// True if the event was written.
async fn write(db: &Db, drive: &DriveId, fails: bool) -> bool {
    let outcome = db
        .write(async |tx| {
            let happening = Happening {
                drive,
                kind: "page.updated",
                page: None,
                actor: None,
                client: None,
                data: json!({}),
            };
            event::record(tx, happening).await?;
            if fails { Err(Error::NotFound) } else { Ok(()) }
        })
        .await;
    match outcome {
        Ok(()) => true,
        Err(Error::NotFound) if fails => false,
        Err(other) => unreachable!("{other}"),
    }
}

async fn last_of(db: &Db, drive: &DriveId) -> i64 {
    let events = event::since(&mut db.conn().await.unwrap(), drive, 0, 1_000)
        .await
        .unwrap();
    events.last().map_or(0, |event| event.seq)
}

/// Asks for what is new until there is nothing new after all writers have finished.
async fn follow(db: Db, drive: DriveId, begin: i64, finished: Arc<AtomicUsize>) -> Vec<i64> {
    let mut seen = Vec::new();
    loop {
        // Looked at first: what is committed by then is found below.
        let was_last = finished.load(Ordering::SeqCst) == WRITERS;
        let after = seen.last().copied().unwrap_or(begin);
        let mut conn = db.conn().await.unwrap();
        let events = event::since(&mut conn, &drive, after, 100).await.unwrap();
        if events.is_empty() && was_last {
            return seen;
        }
        seen.extend(events.into_iter().map(|event| event.seq));
    }
}
