//! Loads a drive with its owner, its 20 newest pages, the last 5 messages of each and their authors:
//! by hand with tokio-postgres, with views of diesel-kit, and with drizzle-orm on Node.
//!
//! `cargo run --release -p bench` installs the npm packages, starts a throw-away PostgreSQL and prints CPU
//! time per operation. The arms take turns, because machines are busy in different ways at different
//! times; only ratios within one run mean something.
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

mod by_hand;
mod measure;
mod schema;
mod views;

use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls};

use by_hand::ByHand;
use measure::{Measured, Times, cpu};
use schema::{DRIVES, ROWS, drive_id};
use views::DriveView;

const CONNECTIONS: usize = 8;
const ROUNDS: usize = 4;
const TIMES: Times = Times {
    warm_up: Duration::from_secs(3),
    measured: Duration::from_secs(5),
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arm {
    ByHand,
    Views,
    DrizzlePrepared,
    Drizzle,
}

impl Arm {
    const ALL: [Self; 4] = [
        Self::ByHand,
        Self::Views,
        Self::DrizzlePrepared,
        Self::Drizzle,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::ByHand => "tokio-postgres, by hand",
            Self::Views => "diesel-kit, views",
            Self::DrizzlePrepared => "drizzle-orm, prepared",
            Self::Drizzle => "drizzle-orm",
        }
    }

    async fn run(self, url: &str) -> Result<Measured> {
        match self {
            Self::ByHand => measured::<ByHand>(url).await,
            Self::Views => measured::<AsyncPgConnection>(url).await,
            Self::DrizzlePrepared => node("prepared", url),
            Self::Drizzle => node("plain", url),
        }
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    install()?;
    let url = database().await?;
    compare(&url).await?;
    let mut least = [[f64::INFINITY; 2]; Arm::ALL.len()];
    for round in 1..=ROUNDS {
        for (arm, least) in Arm::ALL.into_iter().zip(&mut least) {
            let [client, server] = arm.run(&url).await?.per_operation();
            println!(
                "round {round}: {:24} client {client:6.0} µs, PostgreSQL {server:6.0} µs",
                arm.name()
            );
            *least = [client.min(least[0]), server.min(least[1])];
        }
    }
    let [by_hand, views, prepared, plain] = least;
    println!("\nleast CPU per operation, µs      client  PostgreSQL");
    for (arm, [client, server]) in Arm::ALL.into_iter().zip(least) {
        println!("{:30} {client:8.0} {server:11.0}", arm.name());
    }
    let sum = |[client, server]: [f64; 2]| client + server;
    println!(
        "\nviews / by hand:            client {:.2}, both {:.2}",
        views[0] / by_hand[0],
        sum(views) / sum(by_hand)
    );
    for (name, other) in [("drizzle-orm, prepared", prepared), ("drizzle-orm", plain)] {
        let name = format!("{name} / views:");
        println!(
            "{name:27} client {:.2}, both {:.2}",
            other[0] / views[0],
            sum(other) / sum(views)
        );
    }
    Ok(())
}

/// The npm packages, where they are missing.
fn install() -> Result<()> {
    let directory = node_directory();
    if directory.join("node_modules").exists() {
        return Ok(());
    }
    let done = Command::new("npm")
        .arg("ci")
        .current_dir(directory)
        .status();
    ensure!(done.context("npm is needed")?.success(), "npm ci failed");
    Ok(())
}

fn node_directory() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/node"))
}

async fn database() -> Result<String> {
    let url = test_server::database().await;
    let mut conn = test_server::connect(&url).await;
    conn.batch_execute(&diesel_kit::generate::export(&schema::schema())?)
        .await?;
    conn.batch_execute(ROWS).await?;
    Ok(url)
}

/// Views load what is loaded by hand.
async fn compare(url: &str) -> Result<()> {
    let by_hand = ByHand::new(connect(url).await?).await?;
    let conn = test_server::connect(url).await;
    for number in 0..DRIVES {
        let id = drive_id(number);
        ensure!(
            by_hand.load(&id).await? == views::load(&conn, &id).await?,
            "views load something else"
        );
    }
    Ok(())
}

async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Drives in turn, for all workers together.
struct Drives(AtomicU32);

impl Drives {
    fn next(&self) -> String {
        drive_id(self.0.fetch_add(1, Ordering::Relaxed) % DRIVES)
    }
}

/// Something that loads a drive over a connection of its own.
trait Loads: Sized + Send + Sync + 'static {
    fn connect(url: &str) -> impl Future<Output = Result<Self>>;
    fn load(&self, drive: &str) -> impl Future<Output = Result<DriveView>> + Send;
}

impl Loads for ByHand {
    async fn connect(url: &str) -> Result<Self> {
        Self::new(connect(url).await?).await
    }

    async fn load(&self, drive: &str) -> Result<DriveView> {
        self.load(drive).await
    }
}

impl Loads for AsyncPgConnection {
    async fn connect(url: &str) -> Result<Self> {
        Ok(test_server::connect(url).await)
    }

    async fn load(&self, drive: &str) -> Result<DriveView> {
        Ok(views::load(self, drive).await?)
    }
}

/// All workers at once, first to warm up, then to measure.
async fn measured<W: Loads>(url: &str) -> Result<Measured> {
    let mut workers = Vec::new();
    for _ in 0..CONNECTIONS {
        workers.push(Arc::new(W::connect(url).await?));
    }
    all_at_once(&workers, TIMES.warm_up).await?;
    let servers = server_processes(url).await?;
    let client = [i32::try_from(std::process::id())?];
    let before = (cpu(&client)?, cpu(&servers)?);
    let operations = all_at_once(&workers, TIMES.measured).await?;
    Ok(Measured {
        operations,
        client: cpu(&client)? - before.0,
        server: cpu(&servers)? - before.1,
    })
}

/// How many drives all workers together load in that time.
async fn all_at_once<W: Loads>(workers: &[Arc<W>], time: Duration) -> Result<u64> {
    let drives = Arc::new(Drives(AtomicU32::new(0)));
    let mut tasks = JoinSet::new();
    for worker in workers {
        let (worker, drives) = (Arc::clone(worker), Arc::clone(&drives));
        tasks.spawn(async move {
            let end = Instant::now() + time;
            let mut operations = 0;
            while Instant::now() < end {
                black_box(worker.load(&drives.next()).await?);
                operations += 1;
            }
            Ok::<u64, anyhow::Error>(operations)
        });
    }
    let mut operations = 0;
    while let Some(done) = tasks.join_next().await {
        operations += done??;
    }
    Ok(operations)
}

/// The processes behind the open connections.
async fn server_processes(url: &str) -> Result<Vec<i32>> {
    let client = connect(url).await?;
    let query = "SELECT pid FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let rows = client.query(query, &[]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

fn node(arm: &str, url: &str) -> Result<Measured> {
    let output = Command::new("node")
        .arg("relations.mjs")
        .args([arm, url])
        .args([TIMES.warm_up, TIMES.measured].map(|time| time.as_millis().to_string()))
        .current_dir(node_directory())
        .stderr(Stdio::inherit())
        .output()
        .context("Node.js is needed")?;
    ensure!(output.status.success(), "node relations.mjs {arm} failed");
    Ok(serde_json::from_slice(&output.stdout)?)
}
