//! Transactions end, whatever happens to the future that runs them.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use db::Error;
use db::id::DriveId;
use db::stream::{self, StreamId};
use testkit::World;

use crate::connect;

async fn streams(world: &World) -> i64 {
    let client = connect(world.url()).await;
    let row = client
        .query_one("SELECT count(*) FROM streams", &[])
        .await
        .unwrap();
    row.get(0)
}

/// Transactions that hold a snapshot or locks, without those of this question.
async fn open_transactions(world: &World) -> i64 {
    let client = connect(world.url()).await;
    let sql = "SELECT count(*) FROM pg_stat_activity \
               WHERE datname = current_database() AND xact_start IS NOT NULL \
                 AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    client.query_one(sql, &[]).await.unwrap().get(0)
}

/// Asks until it is so; fails after ten seconds.
async fn becomes_zero(world: &World) -> bool {
    let asking = async {
        while open_transactions(world).await > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), asking)
        .await
        .is_ok()
}

#[tokio::test]
async fn success_commits() {
    let world = World::start().await;
    let stream = StreamId::Drive(DriveId::new());
    world
        .db
        .write(async |tx| stream::create(tx, &stream).await)
        .await
        .unwrap();
    assert_eq!(streams(&world).await, 1);
}

#[tokio::test]
async fn failure_rolls_back_and_gives_the_connection_back() {
    let world = World::start().await;
    let stream = StreamId::Drive(DriveId::new());
    for _ in 0..20 {
        let outcome: Result<(), Error> = world
            .db
            .write(async |tx| {
                stream::create(tx, &stream).await?;
                Err(Error::NotFound)
            })
            .await;
        assert!(matches!(outcome, Err(Error::NotFound)));
    }
    assert_eq!(streams(&world).await, 0);
    assert_eq!(open_transactions(&world).await, 0);
}

/// A client that hangs up drops the future of its request at any await.
#[tokio::test]
async fn a_dropped_transaction_is_rolled_back_and_leaves_no_lock() {
    let world = World::start().await;
    let stream = StreamId::Drive(DriveId::new());
    for _ in 0..20 {
        let (reached, arrival) = tokio::sync::oneshot::channel();
        let writing = world.db.write(async |tx| {
            stream::create(tx, &stream).await?;
            _ = reached.send(());
            std::future::pending::<Result<(), Error>>().await
        });
        tokio::select! {
            _ = writing => unreachable!("it waits for ever"),
            arrived = arrival => arrived.unwrap(),
        }
    }
    assert!(becomes_zero(&world).await, "a transaction stayed open");
    assert_eq!(streams(&world).await, 0);
    world.db.conn().await.unwrap();
}

/// Gives up when it has been polled so often.
struct Cut<F> {
    future: Pin<Box<F>>,
    polls: u32,
}

impl<F: Future> Future for Cut<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(output) = self.future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        self.polls -= 1;
        if self.polls == 0 {
            Poll::Ready(None)
        } else {
            Poll::Pending
        }
    }
}

/// While it waits for its connection, for BEGIN, for its statements, for COMMIT.
#[tokio::test]
async fn wherever_a_transaction_is_dropped_nothing_stays_open() {
    let world = World::start().await;
    let (mut done, mut cut, mut committed) = (0, 0, 0);
    for polls in 1.. {
        let stream = StreamId::Drive(DriveId::new());
        let writing = world.db.write(async |tx| {
            stream::create(tx, &stream).await?;
            stream::advance(tx, &stream, 1).await
        });
        let writing = Cut {
            future: Box::pin(writing),
            polls,
        };
        match writing.await {
            Some(outcome) => {
                outcome.unwrap();
                done += 1;
                committed += 1;
            }
            None => cut += 1,
        }
        assert!(becomes_zero(&world).await, "open after {polls} polls");
        let mut conn = world.db.conn().await.unwrap();
        let head = stream::head(&mut conn, &stream).await;
        assert!(matches!(head, Ok(1) | Err(Error::NotFound)), "half a write");
        if done == 3 {
            break;
        }
    }
    assert!(cut >= 4, "BEGIN, two statements, COMMIT: {cut}");
    assert!(streams(&world).await >= committed);
}

#[tokio::test]
async fn numbers_of_a_stream_have_no_gap_whoever_takes_them() {
    let world = World::start().await;
    let stream = StreamId::Drive(DriveId::new());
    world
        .db
        .write(async |tx| stream::create(tx, &stream).await)
        .await
        .unwrap();
    let takers = (0..40).map(|n| {
        let (db, stream) = (world.db.clone(), stream.clone());
        tokio::spawn(async move {
            db.write(async |tx| {
                let seq = stream::advance(tx, &stream, 1).await?;
                // A third of them fails after taking a number.
                if n % 3 == 0 {
                    Err(Error::NotFound)
                } else {
                    Ok(seq)
                }
            })
            .await
        })
    });
    let takers: Vec<_> = takers.collect();
    let mut taken = Vec::new();
    for taker in takers {
        taken.extend(taker.await.unwrap().ok());
    }
    taken.sort_unstable();
    let expected: Vec<i64> = (1..).take(taken.len()).collect();
    assert_eq!(taken, expected);
    assert_eq!(taken.len(), 26);
}
