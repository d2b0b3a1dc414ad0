//! The real `web` binary as a process of its own.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// The binary, serving on a free port. Killed with the test.
pub(crate) struct Process {
    child: Child,
    pub(crate) origin: String,
    // Held, so that the log does not meet a closed pipe.
    _log: Lines<BufReader<ChildStdout>>,
}

impl Process {
    pub(crate) async fn start(database: &str) -> Self {
        let mut child = command(database).spawn().expect("the web binary");
        let stdout = child.stdout.take().expect("a pipe");
        let mut log = BufReader::new(stdout).lines();
        let origin = loop {
            let line = log
                .next_line()
                .await
                .expect("a line")
                .expect("a log that tells the port");
            if let Some((_, address)) = line.split_once("listening on ") {
                let address = address.split(',').next().expect("an address");
                break format!("http://{address}");
            }
        };
        Self {
            child,
            origin,
            _log: log,
        }
    }

    /// `kill -9`, and gone for sure.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.expect("a dead process");
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id().expect("a running process")
    }

    pub(crate) async fn exit_code(mut self) -> Option<i32> {
        self.child.wait().await.expect("an end").code()
    }
}

pub(crate) fn command(database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_web"));
    command
        .env("DATABASE_URL", database)
        .env("DATABASE_POOL_SIZE", "4")
        .env("PORT", "0")
        .env("RUST_LOG", "info")
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    command
}
