//! The real `realtime` binary, to be killed.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::server::DEADLINE;

/// A running service process.
pub(crate) struct Process {
    child: Child,
    pub(crate) port: u16,
}

impl Process {
    /// Starts the service; port 0 takes a free one.
    pub(crate) async fn start(database_url: &str, port: u16) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_realtime"))
            .env("DATABASE_URL", database_url)
            .env("REALTIME_PORT", port.to_string())
            .env("RUST_LOG", "realtime=info")
            .env_remove("BIND")
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the service starts");
        let stderr = child.stderr.take().expect("piped");
        let mut lines = BufReader::new(stderr).lines();
        let listening = async {
            let mut seen = String::new();
            while let Some(line) = lines.next_line().await.expect("its log") {
                if let Some((_, address)) = line.split_once("address=127.0.0.1:") {
                    return address.trim().parse().expect("a port");
                }
                seen.push_str(&line);
            }
            panic!("the service ended: {seen}");
        };
        let port = timeout(DEADLINE, listening).await.expect("it listens");
        // Its log is read to the end, or it would block when the pipe is full.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, port }
    }

    /// As by `kill -9`.
    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.expect("killed");
    }

    /// As by an orderly stop; returns how it ended.
    pub(crate) async fn terminate(&mut self) -> std::process::ExitStatus {
        let pid = self.child.id().expect("it runs").to_string();
        let sent = Command::new("kill").arg(pid).status().await.expect("kill");
        assert!(sent.success());
        timeout(Duration::from_secs(10), self.child.wait())
            .await
            .expect("it ends within ten seconds")
            .expect("a status")
    }
}

#[tokio::test]
async fn it_does_not_start_on_a_database_without_its_schema() {
    let output = Command::new(env!("CARGO_BIN_EXE_realtime"))
        .env("DATABASE_URL", testkit::server_url().await)
        .env("REALTIME_PORT", "0")
        .env_remove("BIND")
        .output();
    let output = timeout(DEADLINE, output).await.expect("it ends").unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && said.contains("run `migrate`"),
        "{said}"
    );
}
