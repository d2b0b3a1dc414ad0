//! Reads that may be stale come from a replica, and nobody misses what he has written.

use std::time::Duration;

use db::id::UserId;
use db::{Conn, Db, Error, Servers};
use diesel::sql_types::{BigInt, Bool};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;
use diesel_kit::connection::Server;
use test_server::{Cluster, Setup};

use crate::connect;

const DEADLINE: Duration = Duration::from_secs(20);

struct Pair {
    primary: Cluster,
    replica: Cluster,
}

impl Pair {
    async fn start() -> Self {
        let primary = Cluster::start(&Setup::default());
        let client = connect(&primary.url()).await;
        let sql = "CREATE TABLE notes (writer text NOT NULL)";
        client.batch_execute(sql).await.unwrap();
        let source = format!(
            "host={} port={} user=postgres",
            primary.home().display(),
            primary.port()
        );
        let replica = Cluster::start(&Setup {
            replica_of: Some(source),
            ..Setup::default()
        });
        Self { primary, replica }
    }

    async fn db(&self) -> Db {
        connect_to(&self.primary.url(), &self.replica.url()).await
    }

    /// Stops the replica from learning anything new, or lets it go on.
    async fn pause(&self, yes: bool) {
        let client = connect(&self.replica.url()).await;
        let order = if yes { "pause" } else { "resume" };
        let sql = format!("SELECT pg_wal_replay_{order}()");
        client.batch_execute(&sql).await.unwrap();
        let sql = "SELECT pg_get_wal_replay_pause_state() = 'paused'";
        until(async || {
            let is_paused: bool = client.query_one(sql, &[]).await.unwrap().get(0);
            is_paused == yes
        })
        .await;
    }
}

async fn connect_to(primary: &str, replica: &str) -> Db {
    let server = |url| Server::new(url).ok().unwrap();
    let servers = Servers {
        primary: server(primary),
        direct: None,
        replica: Some(server(replica)),
    };
    Db::connect_to(servers, primary, 4).await.unwrap()
}

async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let asking = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(DEADLINE, asking)
        .await
        .expect("it becomes so before the deadline");
}

#[derive(QueryableByName)]
struct Seen {
    #[diesel(sql_type = Bool)]
    on_replica: bool,
    #[diesel(sql_type = BigInt)]
    notes: i64,
}

/// Where a connection leads, and how many notes by this writer are visible there.
async fn look(conn: &mut Conn, writer: &UserId) -> QueryResult<Seen> {
    let sql = format!(
        "SELECT pg_is_in_recovery() AS on_replica, count(*) AS notes FROM notes WHERE writer = '{writer}'"
    );
    diesel::sql_query(sql).get_result(conn).await
}

async fn stale(db: &Db, reader: &UserId) -> Seen {
    let mut conn = db.stale(reader).await.unwrap();
    look(&mut conn, reader).await.unwrap()
}

async fn reads_from_replica(db: &Db, reader: &UserId) {
    until(async || stale(db, reader).await.on_replica).await;
}

/// Writes a note, and says whose it is or not.
async fn write(db: &Db, writer: &UserId, signs: bool) {
    db.write(async |tx| {
        if signs {
            tx.written_by(writer);
        }
        let sql = format!("INSERT INTO notes VALUES ('{writer}')");
        let written = diesel::sql_query(sql).execute(&mut **tx).await;
        written.map_err(Error::from)
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_writer_sees_his_own_writes_however_far_behind_the_replica_is() {
    let pair = Pair::start().await;
    let db = pair.db().await;
    let (ada, bob) = (UserId::new(), UserId::new());
    reads_from_replica(&db, &ada).await;
    pair.pause(true).await;
    write(&db, &ada, true).await;
    let others = stale(&db, &bob).await;
    assert!(others.on_replica, "nobody else has to go to the primary");
    for _ in 0..20 {
        let seen = stale(&db, &ada).await;
        assert!(!seen.on_replica && seen.notes == 1);
        // Longer than the servers are asked anew.
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    write(&db, &ada, false).await;
    assert!(
        !stale(&db, &bob).await.on_replica,
        "unsigned is everybody's"
    );
    pair.pause(false).await;
    until(async || {
        let seen = stale(&db, &ada).await;
        assert_eq!(seen.notes, 2, "on the replica: {}", seen.on_replica);
        seen.on_replica
    })
    .await;
}

#[tokio::test]
async fn every_read_after_a_write_sees_it_wherever_it_is_read() {
    let pair = Pair::start().await;
    let db = pair.db().await;
    let ada = UserId::new();
    reads_from_replica(&db, &ada).await;
    for count in 1..=30 {
        write(&db, &ada, true).await;
        for _ in 0..5 {
            assert_eq!(stale(&db, &ada).await.notes, count);
        }
        if count % 10 == 0 {
            reads_from_replica(&db, &ada).await;
        }
    }
}

#[tokio::test]
async fn a_replica_that_is_away_is_done_without_and_found_again() {
    let pair = Pair::start().await;
    let db = pair.db().await;
    let ada = UserId::new();
    reads_from_replica(&db, &ada).await;
    pair.replica.stop();
    // Who is just reading there is interrupted.
    until(async || {
        let mut conn = db.stale(&ada).await.unwrap();
        look(&mut conn, &ada).await.is_ok()
    })
    .await;
    for _ in 0..20 {
        let seen = stale(&db, &ada).await;
        assert!(!seen.on_replica);
    }
    write(&db, &ada, false).await;
    assert_eq!(stale(&db, &ada).await.notes, 1);
    pair.replica.resume();
    until(async || {
        let seen = stale(&db, &ada).await;
        assert_eq!(seen.notes, 1);
        seen.on_replica
    })
    .await;
}

#[tokio::test]
async fn what_is_no_replica_is_not_read_from() {
    let pair = Pair::start().await;
    let stranger = Cluster::start(&Setup::default());
    let db = connect_to(&pair.primary.url(), &stranger.url()).await;
    let ada = UserId::new();
    write(&db, &ada, true).await;
    for _ in 0..20 {
        assert_eq!(stale(&db, &ada).await.notes, 1);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
