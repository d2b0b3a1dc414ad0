//! Is the server alive? Its pid file alone cannot tell.
//!
//! PostgreSQL takes the process that its pid file names for a server as long as that id exists. That is
//! wrong for a server that was killed and not reaped (a container without an init never does) and for
//! an id that another program has got since. Such a file would block every start.

use std::fs;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;

use super::Result;
use super::error::At;
use super::home::Home;

/// An id that no process can have.
const NOBODY: &str = "2147483647";
/// Where the pid file says how far the server is.
const STATUS_LINE: usize = 7;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Accepts connections.
    Ready,
    /// Starts, recovers or stops.
    Busy,
    Down,
}

/// Asks whether the server of a cluster runs; a socket that answers is the proof.
pub(super) fn state(home: &Home) -> State {
    let Ok(file) = fs::read_to_string(home.data().join("postmaster.pid")) else {
        return State::Down;
    };
    let alive = file.lines().next().is_some_and(is_postgres);
    if !alive {
        return State::Down;
    }
    let ready = file
        .lines()
        .nth(STATUS_LINE)
        .is_some_and(|status| status.trim() == "ready");
    if ready && UnixStream::connect(home.socket_dir().join(".s.PGSQL.5432")).is_ok() {
        State::Ready
    } else {
        State::Busy
    }
}

/// Makes the files of a server that is down harmless, whoever has its process id now.
///
/// The pid file itself stays: the key of the shared memory in it is what keeps PostgreSQL from starting
/// while a backend of the killed server still runs.
pub(super) fn forget(home: &Home) -> Result<()> {
    let path = home.data().join("postmaster.pid");
    if let Ok(file) = fs::read_to_string(&path) {
        let rest = file.split_once('\n').map_or("", |(_, rest)| rest);
        fs::write(&path, format!("{NOBODY}\n{rest}")).at(&path)?;
    }
    let lock = home.socket_dir().join(".s.PGSQL.5432.lock");
    if lock.exists() {
        fs::remove_file(&lock).at(&lock)?;
    }
    Ok(())
}

/// Whether a process exists, is not a zombie, and is called `postgres`.
fn is_postgres(pid: &str) -> bool {
    let described = if Path::new("/proc/self/stat").exists() {
        fs::read_to_string(format!("/proc/{pid}/stat")).ok()
    } else {
        ps(pid)
    };
    described.is_some_and(|line| names_live_postgres(&line))
}

/// The same line as in `/proc`, on systems without it: `id (name) state`.
fn ps(pid: &str) -> Option<String> {
    let output = Command::new("ps")
        .args(["-o", "stat=,comm=", "-p", pid])
        .output()
        .ok()?;
    let line = String::from_utf8_lossy(&output.stdout).into_owned();
    let (state, command) = line.trim().split_once(char::is_whitespace)?;
    let name = Path::new(command.trim()).file_name()?.to_string_lossy();
    Some(format!("{pid} ({name}) {state}"))
}

fn names_live_postgres(line: &str) -> bool {
    let Some((before, state)) = line.rsplit_once(") ") else {
        return false;
    };
    let postgres = before
        .split_once('(')
        .is_some_and(|(_, name)| name.starts_with("postgres"));
    postgres && !state.starts_with(['Z', 'X'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_server_is_told_from_a_zombie_and_from_a_stranger() {
        assert!(names_live_postgres("812 (postgres) S 1 812 812 0 -1"));
        assert!(!names_live_postgres("812 (postgres) Z 1 812 812 0 -1"));
        assert!(!names_live_postgres("812 (sleep) S 1 812 812 0 -1"));
        assert!(!names_live_postgres(""));
    }

    #[test]
    fn this_test_is_no_server() {
        assert!(!is_postgres(&std::process::id().to_string()));
        assert!(!is_postgres(NOBODY));
    }
}
