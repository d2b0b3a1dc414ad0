//! Starting, stopping, and starting again.

use std::net::TcpListener;

use nix::sys::signal::Signal;
use testkit::Scratch;

use crate::instance::{Instance, complaint, pagespace, printed};

const ADA: [&str; 7] = [
    "user",
    "create",
    "--email",
    "ada@example.com",
    "--name",
    "Ada",
    "--password-stdin",
];

fn is_running(dir: &Scratch) -> bool {
    dir.path().join("postgres/data/postmaster.pid").exists()
}

#[tokio::test]
async fn a_new_instance_is_ready_when_it_prints_where_to_sign_up() {
    let dir = Scratch::new();
    let instance = Instance::start(dir.path());
    assert_ne!(
        instance.url,
        instance.origin(),
        "the address leads to the first account"
    );
    let ready = reqwest::get(format!("{}/readyz", instance.origin()))
        .await
        .unwrap();
    assert!(ready.status().is_success(), "{}", ready.status());
    let page = reqwest::get(&instance.url).await.unwrap();
    assert!(page.status().is_success(), "{}", page.status());
}

#[test]
fn signals_end_it_in_order_and_stop_the_database() {
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let dir = Scratch::new();
        let instance = Instance::start(dir.path());
        assert!(is_running(&dir));
        instance.signal(signal);
        assert!(instance.ended_well(), "{signal}");
        assert!(!is_running(&dir), "{signal}");
    }
}

#[test]
fn an_instance_that_was_killed_comes_back_with_everything() {
    let dir = Scratch::new();
    printed(dir.path(), &ADA, "correct horse battery staple\n");
    let killed = Instance::start(dir.path());
    assert_eq!(killed.url, killed.origin(), "somebody has an account");
    killed.signal(Signal::SIGKILL);
    assert!(!killed.ended_well());
    assert!(is_running(&dir), "the database outlives the program");
    let instance = Instance::start(dir.path());
    assert_eq!(instance.url, instance.origin());
    instance.signal(Signal::SIGTERM);
    assert!(instance.ended_well());
    assert!(!is_running(&dir));
}

#[test]
fn a_port_that_is_taken_is_named_with_the_flag_that_changes_it() {
    let dir = Scratch::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (arguments, flag) in [
        (["up", "--port", &port, "--realtime-port", "0"], "--port"),
        (
            ["up", "--realtime-port", &port, "--port", "0"],
            "--realtime-port",
        ),
    ] {
        let message = complaint(dir.path(), &arguments, "");
        assert!(
            message.contains(&port) && message.contains(flag),
            "{message}"
        );
    }
}

/// Only a cluster of its own is brought up to date.
#[tokio::test]
async fn a_server_of_somebody_else_is_not_migrated() {
    let scratch = Scratch::new();
    let url = testkit::server_url().await;
    let mut up = pagespace(
        scratch.path(),
        &["up", "--port", "0", "--realtime-port", "0"],
    );
    let output = up.env("DATABASE_URL", url).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && said.contains("run `migrate`"),
        "{said}"
    );
}
