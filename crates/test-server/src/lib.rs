//! A PostgreSQL to test against: the one named by `DIESEL_KIT_TEST_URL`, or a throw-away cluster that
//! ends with the process.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up has failed, and should say where"
)]
mod cluster;
mod pooler;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};

pub use cluster::{Cluster, Setup, free_port};
pub use pooler::Pooler;

struct Server {
    url: String,
    _cluster: Option<Cluster>,
}

static SERVER: OnceLock<Server> = OnceLock::new();

/// URL of the server's own database, as a user who may create others.
pub fn admin_url() -> &'static str {
    let start = || match std::env::var_os("DIESEL_KIT_TEST_URL") {
        Some(url) => Server {
            url: url.into_string().expect("a URL in UTF-8"),
            _cluster: None,
        },
        None => start(),
    };
    &SERVER.get_or_init(start).url
}

/// A new database and its URL.
pub async fn database() -> String {
    let name = format!("test_{}", uuid::Uuid::now_v7().simple());
    let mut admin = connect(admin_url()).await;
    let sql = format!("CREATE DATABASE {name} TEMPLATE template0");
    admin.batch_execute(&sql).await.unwrap();
    named(&name)
}

/// The URL of a database by its name.
pub fn named(name: &str) -> String {
    let (server, options) = admin_url().split_once('?').unwrap_or((admin_url(), ""));
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{name}?{options}")
}

pub async fn connect(url: &str) -> AsyncPgConnection {
    AsyncPgConnection::establish(url).await.unwrap()
}

fn start() -> Server {
    let cluster = Cluster::start(&Setup::default());
    Server {
        url: cluster.url(),
        _cluster: Some(cluster),
    }
}

/// The newest installed version, or what is in the path.
pub fn binaries() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let newest = versions.filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        Some((version, entry.path().join("bin")))
    });
    newest.max().map_or_else(in_path, |(_, path)| path)
}

fn in_path() -> PathBuf {
    let output = Command::new("pg_config").arg("--bindir").output();
    let output = output.expect("PostgreSQL is needed: install it or set DIESEL_KIT_TEST_URL");
    Path::new(String::from_utf8(output.stdout).unwrap().trim()).to_owned()
}

/// PostgreSQL refuses to run as root; its own account does.
fn postgres_account() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    if id(&["-u"])? != 0 {
        return None;
    }
    Some((id(&["-u", "postgres"])?, id(&["-g", "postgres"])?))
}
