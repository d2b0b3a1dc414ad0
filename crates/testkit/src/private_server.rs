//! A durable PostgreSQL for one test, which may kill it.

use db::Db;
use db::local::{Local, Options};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::server::start_local;
use crate::{POOL_SIZE, Scratch, template};

/// A migrated database on a server of its own, with fsync on, in a directory of its own.
pub struct PrivateServer {
    // Stopped before its directory goes: fields are dropped in this order.
    local: Local,
    dir: Scratch,
}

impl PrivateServer {
    pub async fn start() -> Self {
        let dir = Scratch::new();
        let local = start_local(durable(&dir)).await;
        let server = Self { local, dir };
        template::migrate(server.url()).await;
        server
    }

    pub fn url(&self) -> String {
        self.local.url()
    }

    pub async fn db(&self) -> Db {
        Db::connect(&self.url(), POOL_SIZE)
            .await
            .expect("a pool on a private server")
    }

    /// Kills the server like a power cut would: no shutdown, no flush, no goodbye.
    pub fn kill(&self) {
        let file = std::fs::read_to_string(self.dir.path().join("postgres/data/postmaster.pid"))
            .expect("the server has a pid file");
        let pid = file.lines().next().and_then(|pid| pid.parse().ok());
        kill(Pid::from_raw(pid.expect("a process id")), Signal::SIGKILL).expect("kill the server");
    }

    /// Starts the server again; it recovers first.
    pub async fn restart(&self) {
        // We count as a user already; this one only had to start it.
        drop(start_local(durable(&self.dir)).await);
    }
}

fn durable(dir: &Scratch) -> Options {
    Options {
        dir: dir.path().join("postgres"),
        bin_dir: None,
        durable: true,
    }
}
