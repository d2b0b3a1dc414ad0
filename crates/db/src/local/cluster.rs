//! Makes, starts and stops a cluster with PostgreSQL's own programs.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::Result;
use super::account::Account;
use super::binaries::Binaries;
use super::error::{At, Error};
use super::home::Home;
use super::postmaster::{self, State};

/// Recovery after a crash, or backends of a killed server that are still leaving.
const PATIENCE: Duration = Duration::from_mins(1);
const LOCALE: &str = if cfg!(target_os = "macos") {
    "C"
} else {
    "C.UTF-8"
};
/// As much of the log as an error message shows.
const TAIL_LINES: usize = 8;

#[derive(Debug)]
pub(super) struct Cluster {
    home: Home,
    binaries: Binaries,
    account: Account,
    durable: bool,
}

impl Cluster {
    pub(super) fn new(home: &Home, binaries: Binaries, account: Account, durable: bool) -> Self {
        Self {
            home: home.clone(),
            binaries,
            account,
            durable,
        }
    }

    pub(super) fn url(&self) -> String {
        // A path inside the host of a URL: everything is escaped, so that nothing has to be looked up.
        let path = self.home.socket_dir().as_os_str().as_bytes();
        let escaped: Vec<String> = path.iter().map(|byte| format!("%{byte:02X}")).collect();
        let host = escaped.concat();
        format!("postgres://postgres@{host}:5432/postgres")
    }

    /// Makes the cluster under another name first: a half-made one is never mistaken for a good one.
    pub(super) fn create(&self) -> Result<()> {
        let new = self.home.dir().join("data.new");
        if new.exists() {
            fs::remove_dir_all(&new).at(&new)?;
        }
        let mut initdb = self.command("initdb");
        initdb.args([
            "-D", "data.new", "-U", "postgres", "-A", "trust", "-E", "UTF8",
        ]);
        initdb.args(["--locale", LOCALE, "--no-instructions"]);
        if !self.durable {
            initdb.arg("--no-sync");
        }
        run(initdb)?;
        let data = self.home.data();
        if data.exists() {
            fs::remove_dir_all(&data).at(&data)?;
        }
        fs::rename(&new, &data).at(&data)
    }

    /// Returns when the server accepts connections.
    pub(super) fn run(&self) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match postmaster::state(&self.home) {
                State::Ready => return Ok(()),
                State::Busy => {}
                State::Down => match self.start() {
                    Ok(()) => return Ok(()),
                    Err(error) if !is_transient(&error) => return Err(error),
                    Err(_) => {}
                },
            }
            if Instant::now() > deadline {
                return Err(self.not_starting(0));
            }
            pause();
        }
    }

    pub(super) fn stop(&self) -> Result<()> {
        let mut stop = self.command("pg_ctl");
        stop.args(["-D", "data", "-m", "fast", "-w", "-t", "60", "stop"]);
        run(stop)
    }

    fn start(&self) -> Result<()> {
        postmaster::forget(&self.home)?;
        let said_before = self.log().len();
        let mut start = self.command("pg_ctl");
        start.args(["-D", "data", "-l", "log", "-o"]);
        start.arg(self.settings());
        start.args(["-w", "-t", "60", "start"]);
        // The server inherits these: a pipe would stay open, and its reader waiting, for ever.
        start.stdout(Stdio::null()).stderr(Stdio::null());
        let status = start.status().at(self.home.dir())?;
        if status.success() {
            Ok(())
        } else {
            Err(self.not_starting(said_before))
        }
    }

    /// Goes through a shell, therefore `Home` gives no socket directory that needs quoting.
    fn settings(&self) -> String {
        let mut settings = format!(
            "-c listen_addresses= -c port=5432 -c unix_socket_permissions=0700 \
             -c unix_socket_directories={} -c max_connections=300",
            self.home.socket_dir().display()
        );
        if !self.durable {
            settings += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off";
        }
        settings
    }

    /// Runs in the cluster's directory and names its files relative to it, because `pg_ctl` does not
    /// quote what it hands to the shell.
    fn command(&self, program: &str) -> Command {
        let mut command = self.binaries.command(program);
        command.current_dir(self.home.dir());
        self.account.apply(&mut command);
        command
    }

    fn log(&self) -> String {
        let bytes = fs::read(self.home.log()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The error with the end of the log, of which the first `said_before` bytes are an older story.
    fn not_starting(&self, said_before: usize) -> Error {
        let log = self.log();
        let news = log.get(said_before..).unwrap_or(&log);
        let mut tail: Vec<&str> = news.lines().rev().take(TAIL_LINES).collect();
        tail.reverse();
        Error::NotStarting {
            log: self.home.log(),
            tail: tail.join("\n"),
        }
    }
}

/// Backends of a killed server leave by themselves, and PostgreSQL waits for none of them.
fn is_transient(error: &Error) -> bool {
    matches!(error, Error::NotStarting { tail, .. } if tail.contains("pre-existing shared memory block"))
}

fn run(mut command: Command) -> Result<()> {
    let program = command.get_program().to_owned();
    let output = command.output().at(program.as_ref())?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::Program {
        program: program.to_string_lossy().into_owned(),
        output: format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "PostgreSQL tells nobody when it is ready; asking again is the only way"
)]
fn pause() {
    std::thread::sleep(Duration::from_millis(50));
}
