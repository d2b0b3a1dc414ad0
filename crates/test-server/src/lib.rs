//! A PostgreSQL to test against: the one named by `DIESEL_KIT_TEST_URL`, or a throw-away cluster that
//! ends with the process.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up has failed, and should say where"
)]
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};

/// The cluster lives as long as this process: its keeper ends with the pipe to it.
struct Server {
    url: String,
    _keeper: Option<Child>,
}

static SERVER: OnceLock<Server> = OnceLock::new();

/// URL of the server's own database, as a user who may create others.
pub fn admin_url() -> &'static str {
    let start = || match std::env::var_os("DIESEL_KIT_TEST_URL") {
        Some(url) => Server {
            url: url.into_string().expect("a URL in UTF-8"),
            _keeper: None,
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
    let home = PathBuf::from(format!("/tmp/diesel-kit-{}", std::process::id()));
    std::fs::create_dir(&home).unwrap();
    std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o700)).unwrap();
    let account = postgres_account();
    if let Some((user, group)) = account {
        chown(&home, Some(user), Some(group)).unwrap();
    }
    let mut keeper = Command::new("sh");
    keeper
        .arg("-c")
        .arg(KEEPER)
        .arg("keeper")
        .arg(&home)
        .arg(binaries());
    if let Some((user, group)) = account {
        keeper.uid(user).gid(group);
    }
    // A group of its own, so that an interrupt from the keyboard does not stop the keeper first.
    keeper
        .process_group(0)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // It outlives the tests by the time it takes to stop: it must not hold on to their output.
        .stderr(Stdio::null());
    let mut keeper = keeper.spawn().unwrap();
    let mut lines = BufReader::new(keeper.stdout.take().unwrap()).lines();
    let ready = lines.any(|line| line.unwrap() == "ready");
    assert!(
        ready,
        "PostgreSQL did not start, see {}/log",
        home.display()
    );
    Server {
        url: format!("postgres://postgres@/postgres?host={}", home.display()),
        _keeper: Some(keeper),
    }
}

/// Starts a cluster that asks only the role `locked` for its password, waits until its input is closed
/// (also because the tests were killed), stops it.
const KEEPER: &str = r#"
home=$1 bin=$2
"$bin/initdb" -D "$home/data" -U postgres -A trust --no-sync -E UTF8 --locale=C >"$home/log" 2>&1 || exit 1
{ echo "local all locked scram-sha-256"; cat "$home/data/pg_hba.conf"; } >"$home/hba"
mv "$home/hba" "$home/data/pg_hba.conf"
"$bin/pg_ctl" -D "$home/data" -w -l "$home/log" -o "-k $home -c listen_addresses='' -c fsync=off \
    -c full_page_writes=off -c synchronous_commit=off" start >>"$home/log" 2>&1 || exit 1
echo ready
cat >/dev/null
"$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1
rm -rf "$home"
"#;

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
