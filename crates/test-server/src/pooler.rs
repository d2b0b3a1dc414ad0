//! A `PgBouncer` in transaction mode before a cluster.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::cluster::{Cluster, give};
use crate::postgres_account;

/// Fewer than there are clients, so that they take turns.
const SERVERS: u32 = 2;

/// Ends with the process, as a [`Cluster`] does.
pub struct Pooler {
    home: PathBuf,
    keeper: Child,
}

impl Pooler {
    /// Starts the one that is installed; without one, the test fails.
    pub fn start(cluster: &Cluster) -> Self {
        let home = cluster.home().with_extension("pooler");
        std::fs::create_dir(&home).unwrap();
        let account = postgres_account();
        let (socket, port) = (cluster.home().display(), cluster.port());
        let settings = format!(
            "[databases]\n* = host={socket} port={port} user=postgres\n\
             [pgbouncer]\nunix_socket_dir = {}\nlisten_port = 6432\nauth_type = any\n\
             pool_mode = transaction\ndefault_pool_size = {SERVERS}\nmax_client_conn = 100\n",
            home.display()
        );
        let file = home.join("settings");
        std::fs::write(&file, settings).unwrap();
        give(&file, 0o600, account);
        give(&home, 0o700, account);
        let mut keeper = Command::new("sh");
        keeper.arg("-c").arg(KEEPER).arg("keeper").arg(&home);
        if let Some((user, group)) = account {
            keeper.uid(user).gid(group);
        }
        keeper
            .process_group(0)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut keeper = keeper.spawn().unwrap();
        let says = BufReader::new(keeper.stdout.take().unwrap()).lines().next();
        let says = says.and_then(Result::ok).unwrap_or_default();
        assert_eq!(
            says, "done",
            "PgBouncer did not start: install it (apt-get install pgbouncer, brew install pgbouncer)"
        );
        Self { home, keeper }
    }

    pub fn url(&self) -> String {
        let home = self.home.display();
        format!("postgres://postgres@/postgres?host={home}&port=6432")
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        drop(self.keeper.wait());
    }
}

/// Until its input is closed.
const KEEPER: &str = r#"
home=$1
PATH=$PATH:/usr/sbin:/usr/local/sbin
pgbouncer -q "$home/settings" >"$home/log" 2>&1 &
bouncer=$!
until [ -S "$home/.s.PGSQL.6432" ]; do
  kill -0 $bouncer 2>/dev/null || { cat "$home/log"; exit 1; }
  sleep 0.05
done
echo done
cat >/dev/null
kill $bouncer
wait $bouncer
rm -rf "$home"
"#;
