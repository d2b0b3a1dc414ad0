//! The server goes away and comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use db::{Db, Error};
use diesel_async::AsyncPgConnection;
use test_server::{Cluster, Setup};

/// Long before a request gives up waiting for a free connection.
const AT_ONCE: Duration = Duration::from_secs(3);
const DEADLINE: Duration = Duration::from_secs(20);

async fn ask(db: &Db) -> Result<(), Error> {
    execute(&mut *db.conn().await?, "SELECT 1").await
}

/// Diesel's trait would take `load` from the atomics.
async fn execute(conn: &mut AsyncPgConnection, sql: &str) -> Result<(), Error> {
    let executed = diesel_async::RunQueryDsl::execute(diesel::sql_query(sql), conn).await;
    executed.map(drop).map_err(Error::from)
}

/// Starting and stopping blocks.
async fn with(cluster: &Arc<Cluster>, order: fn(&Cluster)) {
    let cluster = Arc::clone(cluster);
    tokio::task::spawn_blocking(move || order(&cluster))
        .await
        .unwrap();
}

/// Asks until there is an answer.
async fn comes_back(db: &Db) {
    let asking = async {
        while ask(db).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(DEADLINE, asking)
        .await
        .expect("the database is found again");
}

fn start() -> Arc<Cluster> {
    Arc::new(Cluster::start(&Setup::default()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn load_goes_on_after_a_restart_and_nobody_waits_in_vain() {
    let cluster = start();
    let db = Db::connect(&cluster.url(), 4).await.unwrap();
    let (is_up, is_over) = (
        Arc::new(AtomicBool::new(true)),
        Arc::new(AtomicBool::new(false)),
    );
    let workers = (0..12).map(|_| {
        let (db, is_up, is_over) = (db.clone(), Arc::clone(&is_up), Arc::clone(&is_over));
        tokio::spawn(async move {
            let mut refused = 0;
            while !is_over.load(Ordering::SeqCst) {
                let was_up = is_up.load(Ordering::SeqCst);
                let asked = tokio::time::timeout(AT_ONCE, ask(&db)).await;
                match asked.expect("an answer, or a refusal") {
                    Ok(()) => {}
                    Err(Error::Unavailable(_)) => {
                        assert!(!was_up || !is_up.load(Ordering::SeqCst), "refused while up");
                        refused += 1;
                    }
                    Err(error) => panic!("{error}"),
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            refused
        })
    });
    let workers: Vec<_> = workers.collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    is_up.store(false, Ordering::SeqCst);
    with(&cluster, Cluster::stop).await;
    // Away, and known to be.
    ask(&db).await.unwrap_err();
    with(&cluster, Cluster::resume).await;
    comes_back(&db).await;
    is_up.store(true, Ordering::SeqCst);
    for _ in 0..200 {
        ask(&db).await.unwrap();
    }
    is_over.store(true, Ordering::SeqCst);
    for worker in workers {
        assert!(worker.await.unwrap() > 0, "nobody noticed");
    }
}

#[tokio::test]
async fn who_asks_while_it_is_away_is_told_at_once() {
    let cluster = start();
    let db = Db::connect(&cluster.url(), 2).await.unwrap();
    ask(&db).await.unwrap();
    with(&cluster, Cluster::stop).await;
    let refusals = async {
        for _ in 0..50 {
            let error = ask(&db).await.unwrap_err();
            assert!(matches!(error, Error::Unavailable(_)), "{error}");
        }
    };
    tokio::time::timeout(AT_ONCE, refusals)
        .await
        .expect("fifty refusals take no time");
    with(&cluster, Cluster::resume).await;
    comes_back(&db).await;
}

#[tokio::test]
async fn whoever_is_interrupted_is_told_that_it_was_the_server() {
    let cluster = start();
    let db = Db::connect(&cluster.url(), 2).await.unwrap();
    let (started, arrival) = tokio::sync::oneshot::channel();
    let working = {
        let db = db.clone();
        tokio::spawn(async move {
            db.write(async |tx| {
                _ = started.send(());
                execute(tx, "SELECT pg_sleep(60)").await
            })
            .await
        })
    };
    arrival.await.unwrap();
    with(&cluster, Cluster::stop).await;
    let error = working.await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Unavailable(_)), "{error}");
    with(&cluster, Cluster::resume).await;
    comes_back(&db).await;
}

/// A service and its server may be started at the same time.
#[tokio::test]
async fn a_young_process_waits_for_its_server() {
    let cluster = start();
    with(&cluster, Cluster::stop).await;
    let db = Db::connect(&cluster.url(), 2).await.unwrap();
    let (asked, ()) = tokio::join!(ask(&db), with(&cluster, Cluster::resume));
    asked.unwrap();
}

#[tokio::test]
async fn a_wrong_password_is_told_and_not_waited_for() {
    let cluster = start();
    let locked = cluster.url().replace("postgres@", "locked:wr0ng@");
    let db = Db::connect(&locked, 2).await.unwrap();
    let asked = tokio::time::timeout(AT_ONCE, ask(&db)).await;
    let error = asked.expect("told at once").unwrap_err().to_string();
    assert!(error.contains("refused user or password"), "{error}");
    assert!(!error.contains("wr0ng"), "{error}");
}
