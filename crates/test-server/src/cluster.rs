//! A cluster of a test's own, which it may configure, stop and copy.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU16, Ordering};

use crate::{binaries, postgres_account};

/// How a cluster differs from one that listens on a unix socket alone and trusts everybody.
#[derive(Default)]
pub struct Setup {
    /// Lines of `postgresql.conf`. Files are in the directory above the data: `'../server.key'`.
    pub settings: Vec<String>,
    /// Lines of `pg_hba.conf`, before those that trust everybody.
    pub logins: Vec<String>,
    /// Name and content of files.
    pub files: Vec<(&'static str, String)>,
    /// Listens on a port of 127.0.0.1, too.
    pub listens: bool,
    /// A streaming replica of that one, with its settings and logins.
    pub replica_of: Option<String>,
}

/// Ends with the process, however that ends: its keeper does with the pipe to it.
pub struct Cluster {
    home: PathBuf,
    port: u16,
    keeper: Mutex<Keeper>,
}

struct Keeper {
    process: Child,
    says: BufReader<ChildStdout>,
}

impl Cluster {
    pub fn start(setup: &Setup) -> Self {
        static MADE: AtomicU16 = AtomicU16::new(0);
        let count = MADE.fetch_add(1, Ordering::Relaxed);
        let home = PathBuf::from(format!("/tmp/diesel-kit-{}-{count}", std::process::id()));
        std::fs::create_dir(&home).unwrap();
        let port = if setup.listens { free_port() } else { 5432 };
        let mut settings = vec![
            "fsync = off".to_owned(),
            "full_page_writes = off".to_owned(),
            "synchronous_commit = off".to_owned(),
            format!("port = {port}"),
            format!("unix_socket_directories = '{}'", home.display()),
            format!(
                "listen_addresses = '{}'",
                if setup.listens { "127.0.0.1" } else { "" }
            ),
        ];
        settings.extend_from_slice(&setup.settings);
        let mut files = setup.files.clone();
        files.push(("settings", settings.join("\n")));
        files.push(("logins", setup.logins.join("\n")));
        let account = postgres_account();
        for (name, content) in files {
            let file = home.join(name);
            std::fs::write(&file, content + "\n").unwrap();
            give(&file, 0o600, account);
        }
        give(&home, 0o700, account);
        let source = setup.replica_of.as_deref().unwrap_or_default();
        Self {
            keeper: Mutex::new(Keeper::start(&home, source, account)),
            home,
            port,
        }
    }

    /// The server's own database, through its unix socket, as a user who may do everything.
    pub fn url(&self) -> String {
        format!(
            "postgres://postgres@/postgres?host={}&port={}",
            self.home.display(),
            self.port
        )
    }

    /// Of the socket, and on 127.0.0.1 if it listens there.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where the socket and the files are.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Ends every session and the server.
    pub fn stop(&self) {
        self.tell("stop");
    }

    /// Starts the server again, and returns when it accepts connections.
    pub fn resume(&self) {
        self.tell("start");
    }

    fn tell(&self, command: &str) {
        let mut keeper = self.keeper.lock().unwrap();
        let pipe = keeper.process.stdin.as_mut().unwrap();
        writeln!(pipe, "{command}").unwrap();
        keeper.wait_until_done(&self.home);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Ok(keeper) = self.keeper.get_mut() {
            drop(keeper.process.stdin.take());
            drop(keeper.process.wait());
        }
    }
}

impl Keeper {
    fn start(home: &Path, source: &str, account: Option<(u32, u32)>) -> Self {
        let mut keeper = Command::new("sh");
        keeper.arg("-c").arg(KEEPER).arg("keeper");
        keeper.arg(home).arg(binaries()).arg(source);
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
        let mut process = keeper.spawn().unwrap();
        let says = BufReader::new(process.stdout.take().unwrap());
        let mut keeper = Self { process, says };
        keeper.wait_until_done(home);
        keeper
    }

    fn wait_until_done(&mut self, home: &Path) {
        let mut line = String::new();
        self.says.read_line(&mut line).unwrap();
        assert_eq!(
            line,
            "done\n",
            "PostgreSQL did not do it, see {}/log",
            home.display()
        );
    }
}

/// Takes orders until its input is closed, also because the tests were killed; then stops the cluster.
/// Only the role `locked` is asked for its password.
const KEEPER: &str = r#"
home=$1 bin=$2 source=$3
do_start() { "$bin/pg_ctl" -D "$home/data" -w -l "$home/log" start; }
do_stop() { "$bin/pg_ctl" -D "$home/data" -w -m fast stop; }
if [ -n "$source" ]; then
  "$bin/pg_basebackup" -D "$home/data" -d "$source" -X stream -c fast --no-sync -R
else
  "$bin/initdb" -D "$home/data" -U postgres -A trust --no-sync -E UTF8 --locale=C
fi >"$home/log" 2>&1 || exit 1
{ echo "local all locked scram-sha-256"; cat "$home/logins" "$home/data/pg_hba.conf"; } >"$home/hba"
mv "$home/hba" "$home/data/pg_hba.conf"
echo "include '$home/settings'" >>"$home/data/postgresql.conf"
do_start >>"$home/log" 2>&1 || exit 1
echo done
while read -r order; do
  "do_$order" >>"$home/log" 2>&1 || exit 1
  echo done
done
"$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1
rm -rf "$home"
"#;

pub(crate) fn give(path: &Path, mode: u32, account: Option<(u32, u32)>) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    if let Some((user, group)) = account {
        chown(path, Some(user), Some(group)).unwrap();
    }
}

/// Below the ports that systems give to whoever asks for any.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() * 16 % 12_000).unwrap();
    loop {
        let port = 15_000 + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
