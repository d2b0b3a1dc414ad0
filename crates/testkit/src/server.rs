//! The server that all test processes share, and the thread of this process that talks to it.

use std::path::PathBuf;
use std::sync::{OnceLock, mpsc as blocking};

use db::config::{Config, Source};
use db::local::{Local, Options};
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{Client, NoTls};

use crate::database::Database;
use crate::{scratch, template};

/// Namespace of the advisory locks that say which process a test database belongs to.
const OWNER_LOCKS: i32 = 7_405_001;

/// A handle to the administration thread of this process.
pub(crate) struct Server {
    requests: mpsc::UnboundedSender<Request>,
}

enum Request {
    Create(oneshot::Sender<Database>),
    Drop(String, blocking::Sender<()>),
}

/// The server, started by whoever asks first.
pub(crate) fn shared() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::start)
}

impl Server {
    /// Tests have a runtime each, and a connection dies with its runtime: therefore a thread.
    fn start() -> Self {
        let (requests, receiver) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .expect("a runtime for the administration thread")
                .block_on(administrate(receiver));
        });
        Self { requests }
    }

    pub(crate) async fn create_database(&self) -> Database {
        let (reply, created) = oneshot::channel();
        self.send(Request::Create(reply));
        created
            .await
            .expect("the administration thread said above why it cannot make a database")
    }

    pub(crate) fn drop_database(&self, name: &str) {
        let (reply, dropped) = blocking::channel();
        self.send(Request::Drop(name.to_owned(), reply));
        // An error means that the thread has panicked: it has said why, and sweeping will follow.
        _ = dropped.recv();
    }

    fn send(&self, request: Request) {
        // As above: a closed channel is noticed by the missing reply.
        drop(self.requests.send(request));
    }
}

async fn administrate(mut requests: mpsc::UnboundedReceiver<Request>) {
    let url = server_url().await;
    let admin = connect(&url).await;
    // Held until this process ends: its databases are in use as long as the lock is.
    let owner = owner_key();
    execute(
        &admin,
        &format!("SELECT pg_advisory_lock({OWNER_LOCKS}, {owner})"),
    )
    .await;
    sweep(&admin).await;
    let template = template::ensure(&admin, &url).await;
    let mut made = 0_u32;
    while let Some(request) = requests.recv().await {
        match request {
            Request::Create(reply) => {
                made += 1;
                let name = format!("test_{owner}_{made}");
                let sql = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy");
                execute(&admin, &sql).await;
                let url = with_database(&url, &name);
                // A test that gave up waiting drops the database by dropping the reply.
                drop(reply.send(Database { name, url }));
            }
            Request::Drop(name, reply) => {
                drop_database(&admin, &name).await;
                _ = reply.send(());
            }
        }
    }
}

/// `DATABASE_URL`, or that of the shared server, which is started and outlives this process.
pub async fn server_url() -> String {
    let config = Config::from_env().unwrap_or_else(|error| panic!("{error}"));
    match config.source {
        Source::Url(addresses) => addresses.url,
        Source::Local(_) => {
            let mut local = start_local(shared_options()).await;
            local.keep_running();
            local.url()
        }
    }
}

pub(crate) async fn start_local(options: Options) -> Local {
    tokio::task::spawn_blocking(move || Local::start(&options))
        .await
        .expect("the starter does not panic")
        .unwrap_or_else(|error| panic!("{error}"))
}

fn shared_options() -> Options {
    Options {
        dir: server_dir(),
        bin_dir: None,
        durable: false,
    }
}

fn server_dir() -> PathBuf {
    scratch::parent().join(format!("pagespace-test-{}", nix::unistd::Uid::effective()))
}

/// Stops the shared server, unless another process uses it.
pub async fn stop() {
    let options = shared_options();
    if options.dir.exists() {
        drop(start_local(options).await);
    }
}

/// A number that no other process has.
fn owner_key() -> i32 {
    let random = uuid::Uuid::now_v7().as_u128() & 0x7fff_ffff;
    i32::try_from(random).expect("31 bits")
}

/// Drops the databases of processes that were killed. Who still lives holds a lock on its number.
async fn sweep(admin: &Client) {
    let rows = admin
        .query(
            r"SELECT datname FROM pg_database WHERE datname ~ '^test_\d+_\d+$'",
            &[],
        )
        .await
        .expect("list databases");
    for row in rows {
        let name: String = row.get(0);
        let Some(owner) = name.split('_').nth(1) else {
            continue;
        };
        let attempt = format!("SELECT pg_try_advisory_lock({OWNER_LOCKS}, {owner})");
        let abandoned: bool = admin
            .query_one(&attempt, &[])
            .await
            .expect("try a lock")
            .get(0);
        if abandoned {
            drop_database(admin, &name).await;
            execute(
                admin,
                &format!("SELECT pg_advisory_unlock({OWNER_LOCKS}, {owner})"),
            )
            .await;
        }
    }
}

pub(crate) async fn drop_database(admin: &Client, name: &str) {
    execute(
        admin,
        &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    )
    .await;
}

pub(crate) async fn execute(admin: &Client, sql: &str) {
    if let Err(error) = admin.batch_execute(sql).await {
        panic!("{sql}: {error:?}");
    }
}

pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .unwrap_or_else(|error| panic!("connect to the test server: {error:?}"));
    drop(tokio::spawn(connection));
    client
}

/// The same server, another database.
pub(crate) fn with_database(url: &str, name: &str) -> String {
    let (base, options) = url
        .split_once('?')
        .map_or((url, None), |(base, options)| (base, Some(options)));
    let authority = base.find("://").map_or(0, |at| at + 3);
    let end = base
        .get(authority..)
        .and_then(|rest| rest.find('/'))
        .map_or(base.len(), |at| authority + at);
    let server = base.get(..end).unwrap_or(base);
    match options {
        Some(options) => format!("{server}/{name}?{options}"),
        None => format!("{server}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_of_a_url_is_exchanged() {
        for (url, expected) in [
            ("postgres://u:p@h:5432/a", "postgres://u:p@h:5432/b"),
            ("postgres://u@h", "postgres://u@h/b"),
            (
                "postgres://u@%2Frun:5432/a?x=/y",
                "postgres://u@%2Frun:5432/b?x=/y",
            ),
        ] {
            assert_eq!(with_database(url, "b"), expected);
        }
    }
}
