//! `pagespace` as a child process, on a directory of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// The program on a data directory, without whatever the environment says about databases and ports.
pub(crate) fn pagespace(data_dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pagespace"));
    command.arg("--data-dir").arg(data_dir).args(arguments);
    for name in [
        "DATABASE_URL",
        "PORT",
        "REALTIME_PORT",
        "PUBLIC_URL",
        "BIND",
    ] {
        command.env_remove(name);
    }
    // No `.env` lies here or above.
    command.current_dir("/");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a command to its end, with this on its standard input.
pub(crate) fn run(data_dir: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = pagespace(data_dir, arguments)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

/// What a command that succeeds prints.
pub(crate) fn printed(data_dir: &Path, arguments: &[&str], input: &str) -> String {
    let output = run(data_dir, arguments, input);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// What a command that fails says.
pub(crate) fn complaint(data_dir: &Path, arguments: &[&str], input: &str) -> String {
    let output = run(data_dir, arguments, input);
    assert!(!output.status.success(), "{arguments:?} succeeded");
    assert_eq!(output.stdout, b"", "nothing but errors");
    String::from_utf8(output.stderr).unwrap()
}

/// A running instance; killed if the test forgets it.
pub(crate) struct Instance {
    child: Child,
    pub(crate) url: String,
}

impl Instance {
    /// Starts on free ports and waits for the address.
    pub(crate) fn start(data_dir: &Path) -> Self {
        let mut child = pagespace(data_dir, &["up", "--port", "0", "--realtime-port", "0"])
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let line = output
            .lines()
            .map_while(Result::ok)
            .find(|line| line.contains("http://"));
        let line = line.expect("the address is printed");
        let url = line
            .get(line.find("http://").unwrap()..)
            .unwrap()
            .to_owned();
        Self { child, url }
    }

    /// Scheme, host and port, without the path to sign up at.
    pub(crate) fn origin(&self) -> String {
        self.url.split('/').take(3).collect::<Vec<_>>().join("/")
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().try_into().unwrap()), signal).unwrap();
    }

    /// Waits for the end; true if it was an orderly one.
    pub(crate) fn ended_well(mut self) -> bool {
        self.child.wait().unwrap().success()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // Both fail if it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
