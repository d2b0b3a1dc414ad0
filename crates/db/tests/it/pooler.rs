//! Behind `PgBouncer` in transaction mode.

use std::process::{Command, Output};
use std::time::Duration;

use db::config::{Addresses, Config, Source, open};
use db::id::DriveId;
use db::migrations;
use db::stream::{self, StreamId};
use db::wake::Heard;
use db::{Db, Error};
use test_server::{Cluster, Pooler, Setup};

use crate::connect;

struct Pooled {
    pooler: Pooler,
    cluster: Cluster,
}

impl Pooled {
    fn start() -> Self {
        let cluster = Cluster::start(&Setup::default());
        Self {
            pooler: Pooler::start(&cluster),
            cluster,
        }
    }

    async fn migrated() -> Self {
        let pooled = Self::start();
        migrations::apply(&pooled.cluster.url()).await.unwrap();
        pooled
    }

    /// As the services open it.
    async fn open(&self, direct: bool) -> Db {
        let config = Config {
            source: Source::Url(Addresses {
                url: self.pooler.url(),
                direct: direct.then(|| self.cluster.url()),
                replica: None,
                is_pooled: true,
            }),
            pool_size: 8,
            statement_timeout: Some(Duration::from_secs(30)),
        };
        open(&config).await.unwrap().0
    }
}

/// More clients than there are servers, so that nobody keeps one.
async fn load(db: &Db) -> Result<(), Error> {
    let clients = (0..16).map(|_| {
        let db = db.clone();
        tokio::spawn(async move {
            let stream = StreamId::Drive(DriveId::new());
            db.write(async |tx| stream::create(tx, &stream).await)
                .await?;
            for count in 1..=20 {
                db.write(async |tx| stream::advance(tx, &stream, 1).await)
                    .await?;
                let head = stream::head(&mut *db.conn().await?, &stream).await?;
                assert_eq!(head, count);
            }
            Ok::<(), Error>(())
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.unwrap()?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_works_through_a_pooler() {
    let pooled = Pooled::migrated().await;
    let db = pooled.open(true).await;
    migrations::ensure_current(&db).await.unwrap();
    let mut heard = db.listen();
    assert_eq!(heard.recv().await, Some(Heard::Reconnected));
    load(&db).await.unwrap();
    assert!(matches!(heard.recv().await, Some(Heard::Grown(_))));
    // Nobody can listen through it: who wants to is told so, and polls.
    assert_eq!(pooled.open(false).await.listen().recv().await, None);
}

/// What the setting is for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pooler_that_is_taken_for_a_server_confuses_statements() {
    let pooled = Pooled::migrated().await;
    let db = Db::connect(&pooled.pooler.url(), 8).await.unwrap();
    let error = load(&db).await.unwrap_err().to_string();
    assert!(error.contains("prepared statement"), "{error}");
}

fn migrate(variables: &[(&str, &str)]) -> Output {
    run(Command::new(env!("CARGO_BIN_EXE_migrate")), variables)
}

fn run(mut command: Command, variables: &[(&str, &str)]) -> Output {
    command.current_dir(std::env::temp_dir());
    for name in ["DATABASE_URL", "DATABASE_DIRECT_URL", "DATABASE_POOLER"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied()).output().unwrap()
}

fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    String::from_utf8_lossy(out).into_owned() + &String::from_utf8_lossy(err)
}

#[tokio::test]
async fn the_migrator_goes_around_the_pooler_and_tells_what_is_not_as_it_was_made() {
    let pooled = Pooled::start();
    let (url, direct) = (pooled.pooler.url(), pooled.cluster.url());
    let refused = migrate(&[("DATABASE_URL", &url), ("DATABASE_POOLER", "transaction")]);
    assert!(!refused.status.success());
    let text = said(&refused);
    assert!(text.contains("DATABASE_DIRECT_URL has to be set"), "{text}");
    let both = [
        ("DATABASE_URL", url.as_str()),
        ("DATABASE_POOLER", "transaction"),
        ("DATABASE_DIRECT_URL", direct.as_str()),
    ];
    let applied = migrate(&both);
    let text = said(&applied);
    assert!(
        applied.status.success() && text.contains("applied "),
        "{text}"
    );
    assert!(
        !text.contains("warning") && !text.contains("note"),
        "{text}"
    );
    let sql = "ALTER TABLE users ADD COLUMN by_hand text";
    connect(&direct).await.batch_execute(sql).await.unwrap();
    let again = migrate(&both);
    let text = said(&again);
    assert!(again.status.success(), "{text}");
    assert!(text.contains("nothing to apply"), "{text}");
    let warning = "warning: the database is not as this version made it";
    assert!(text.contains(warning) && text.contains("by_hand"), "{text}");
}

#[tokio::test]
async fn the_commands_go_around_the_pooler_too() {
    let pooled = Pooled::migrated().await;
    let (url, direct) = (pooled.pooler.url(), pooled.cluster.url());
    let migrate = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_db"));
        command.arg("migrate");
        command
    };
    let said_so = [
        ("DATABASE_URL", url.as_str()),
        ("DATABASE_POOLER", "transaction"),
    ];
    let text = said(&run(migrate(), &said_so));
    assert!(text.contains("use the URL of the server itself"), "{text}");
    let [url, mode] = said_so;
    let around = run(migrate(), &[url, mode, ("DATABASE_DIRECT_URL", &direct)]);
    assert!(around.status.success(), "{}", said(&around));
}

#[tokio::test]
async fn a_role_that_makes_no_databases_migrates_all_the_same() {
    let cluster = Cluster::start(&Setup::default());
    let client = connect(&cluster.url()).await;
    for sql in ["CREATE ROLE app LOGIN", "CREATE DATABASE app OWNER app"] {
        client.batch_execute(sql).await.unwrap();
    }
    let url = cluster.url().replace("postgres@/postgres", "app@/app");
    let migrated = migrate(&[("DATABASE_URL", &url)]);
    let text = said(&migrated);
    assert!(migrated.status.success(), "{text}");
    assert!(text.contains("note: whether anybody has changed"), "{text}");
}
