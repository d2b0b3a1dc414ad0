//! The local cluster survives what happens to processes and directories.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::connect;
use db::local::{Error, Local, Options};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use testkit::Scratch;

fn options(scratch: &Scratch) -> Options {
    Options {
        dir: scratch.path().join("postgres"),
        bin_dir: None,
        durable: true,
    }
}

fn start(scratch: &Scratch) -> Local {
    Local::start(&options(scratch)).unwrap_or_else(|error| panic!("{error}"))
}

fn pid_file(scratch: &Scratch) -> PathBuf {
    scratch.path().join("postgres/data/postmaster.pid")
}

fn postmaster(scratch: &Scratch) -> i32 {
    let file = fs::read_to_string(pid_file(scratch)).unwrap();
    file.lines().next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn the_last_user_stops_the_server_and_nobody_before() {
    let scratch = Scratch::new();
    let first = start(&scratch);
    let second = start(&scratch);
    drop(first);
    connect(&second.url()).await;
    drop(second);
    assert!(!pid_file(&scratch).exists());
}

#[tokio::test]
async fn starters_at_the_same_time_share_one_new_cluster() {
    let scratch = Scratch::new();
    let starters: Vec<_> = (0..3)
        .map(|_| {
            let options = options(&scratch);
            std::thread::spawn(move || Local::start(&options).unwrap())
        })
        .collect();
    let started: Vec<Local> = starters.into_iter().map(|it| it.join().unwrap()).collect();
    for local in &started {
        connect(&local.url())
            .await
            .simple_query("SELECT 1")
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn acknowledged_rows_survive_the_death_of_the_server() {
    let scratch = Scratch::new();
    let local = start(&scratch);
    let client = connect(&local.url()).await;
    client
        .batch_execute("CREATE TABLE t (n int)")
        .await
        .unwrap();
    let mut acknowledged = 0_i32;
    for round in 1..=3 {
        let client = connect(&local.url()).await;
        let pid = Pid::from_raw(postmaster(&scratch));
        let until = acknowledged + 50 * round;
        while client
            .execute("INSERT INTO t VALUES ($1)", &[&acknowledged])
            .await
            .is_ok()
        {
            acknowledged += 1;
            if acknowledged == until {
                kill(pid, Signal::SIGKILL).unwrap();
            }
        }
        // Starting again is what finds the dead server; the first user stays a user.
        drop(start(&scratch));
        let client = connect(&local.url()).await;
        let row = client
            .query_one("SELECT count(DISTINCT n)::int FROM t", &[])
            .await
            .unwrap();
        // The last insert may have been committed without our being told.
        let stored: i32 = row.get(0);
        assert!(
            (acknowledged..=acknowledged + 1).contains(&stored),
            "{acknowledged} {stored}"
        );
        acknowledged = stored;
    }
}

const STARTER_DIR: &str = "PAGESPACE_TEST_STARTER_DIR";

/// Not a test: the other process in `a_cluster_survives_its_starter`.
#[test]
#[ignore = "run by another test, as a process of its own"]
fn starter() {
    let Some(dir) = std::env::var_os(STARTER_DIR) else {
        return;
    };
    let options = Options {
        dir: dir.into(),
        bin_dir: None,
        durable: true,
    };
    let _local = Local::start(&options).unwrap();
    println!("\nstarted");
    // Until killed.
    std::io::stdin().lines().for_each(drop);
}

fn spawn_starter(dir: &Path) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "local::starter", "--ignored", "--nocapture"])
        .env(STARTER_DIR, dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "started"));
    child
}

#[tokio::test]
async fn a_cluster_survives_its_starter_and_is_found_again() {
    let scratch = Scratch::new();
    let mut starter = spawn_starter(&options(&scratch).dir);
    let before = postmaster(&scratch);
    starter.kill().unwrap();
    starter.wait().unwrap();
    let local = start(&scratch);
    assert_eq!(postmaster(&scratch), before);
    connect(&local.url()).await;
    drop(local);
    assert!(!pid_file(&scratch).exists());
}

#[tokio::test]
async fn a_pid_file_that_names_another_program_does_not_block_the_start() {
    let scratch = Scratch::new();
    let local = start(&scratch);
    kill(Pid::from_raw(postmaster(&scratch)), Signal::SIGKILL).unwrap();
    let mut stranger = Command::new("sleep").arg("600").spawn().unwrap();
    let file = fs::read_to_string(pid_file(&scratch)).unwrap();
    let (_, rest) = file.split_once('\n').unwrap();
    fs::write(pid_file(&scratch), format!("{}\n{rest}", stranger.id())).unwrap();
    drop(start(&scratch));
    connect(&local.url()).await;
    stranger.kill().unwrap();
    stranger.wait().unwrap();
}

#[tokio::test]
async fn long_and_odd_paths_work() {
    for suffix in [
        &format!(" {}", "long".repeat(30)),
        " it's \"mine\", $HOME `x` \\",
    ] {
        let scratch = Scratch::named(suffix);
        let local = start(&scratch);
        connect(&local.url()).await;
    }
}

#[tokio::test]
async fn a_data_directory_made_for_its_owner_alone_works() {
    let scratch = Scratch::new();
    fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o700)).unwrap();
    connect(&start(&scratch).url()).await;
    let mode = fs::metadata(scratch.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn the_cluster_is_private() {
    let scratch = Scratch::new();
    let _local = start(&scratch);
    let mode = fs::metadata(options(&scratch).dir)
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn a_half_made_cluster_is_made_again() {
    let scratch = Scratch::new();
    let dir = options(&scratch).dir;
    fs::create_dir_all(dir.join("data.new")).unwrap();
    fs::write(dir.join("data.new/PG_VERSION"), "15\n").unwrap();
    connect(&start(&scratch).url()).await;
    assert!(!dir.join("data.new").exists());
}

#[test]
fn data_of_another_version_is_left_alone_and_named() {
    let scratch = Scratch::new();
    let data = options(&scratch).dir.join("data");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("PG_VERSION"), "9\n").unwrap();
    let error = Local::start(&options(&scratch)).unwrap_err();
    assert!(matches!(error, Error::WrongVersion { .. }), "{error}");
    assert!(error.to_string().contains("PostgreSQL 9"), "{error}");
    assert_eq!(fs::read_to_string(data.join("PG_VERSION")).unwrap(), "9\n");
}
