//! The hot queries of `db`, through its pool, beside the same statements prepared by hand with tokio-postgres.
//!
//! `cargo run --release -p bench --bin queries [small|medium]` starts a throw-away PostgreSQL, fills it with
//! sample data and prints CPU time per operation. The arms take turns, because machines are busy in different
//! ways at different times; only ratios within one run mean something.
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

#[path = "../measure.rs"]
mod measure;

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use db::event::Happening;
use db::id::{DriveId, MessageId, PageId, UserId};
use db::query;
use db::schema::{NewChannelMessage, PageChanges};
use db::seed::Scale;
use db::stream::{self, StreamId};
use db::{Db, access};
use measure::{Measured, Times, cpu};
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls, Statement};

const WORKERS: usize = 8;
const ROUNDS: usize = 3;
const TIMES: Times = Times {
    warm_up: Duration::from_secs(1),
    measured: Duration::from_secs(4),
};

#[derive(Debug, Clone, Copy)]
enum Operation {
    PageByKey,
    Permission,
    Tree,
    Insert,
    Transaction,
}

impl Operation {
    /// Name, and the most that `db` may cost of what tokio-postgres does; 0 is without a bar.
    const ALL: [(Self, &'static str, f64); 5] = [
        (Self::PageByKey, "page by key", 1.5),
        (Self::Permission, "permission", 1.5),
        (Self::Tree, "tree of a drive", 0.0),
        (Self::Insert, "insert returning", 1.4),
        (Self::Transaction, "change of a page", 1.5),
    ];
}

/// Whom and what the operations are about, in turn.
struct Rows {
    pages: Vec<(PageId, DriveId)>,
    people: Vec<UserId>,
    channels: Vec<PageId>,
    turn: AtomicUsize,
}

impl Rows {
    async fn read(client: &Client) -> Result<Self> {
        let pages =
            "SELECT id, drive_id FROM pages WHERE trashed_at IS NULL ORDER BY md5(id) LIMIT 5000";
        let mut rows = Self {
            pages: Vec::new(),
            people: Vec::new(),
            channels: Vec::new(),
            turn: AtomicUsize::new(0),
        };
        for row in client.query(pages, &[]).await? {
            let (page, drive): (String, String) = (row.get(0), row.get(1));
            rows.pages.push((page.parse()?, drive.parse()?));
        }
        for row in client.query("SELECT id FROM users", &[]).await? {
            rows.people.push(row.get::<_, String>(0).parse()?);
        }
        let channels = "SELECT id FROM pages WHERE page_type = 'channel'";
        for row in client.query(channels, &[]).await? {
            rows.channels.push(row.get::<_, String>(0).parse()?);
        }
        Ok(rows)
    }

    fn next(&self) -> Result<Turn<'_>> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let at = |length: usize| turn % length.max(1);
        let (page, drive) = self.pages.get(at(self.pages.len())).context("no pages")?;
        Ok(Turn {
            page,
            drive,
            person: self
                .people
                .get(at(self.people.len()))
                .context("no people")?,
            channel: self
                .channels
                .get(at(self.channels.len()))
                .context("no channels")?,
        })
    }
}

struct Turn<'a> {
    page: &'a PageId,
    drive: &'a DriveId,
    person: &'a UserId,
    channel: &'a PageId,
}

/// Something that does the operations.
trait Arm: Send + Sync + 'static {
    fn run(&self, operation: Operation, turn: &Turn<'_>)
    -> impl Future<Output = Result<()>> + Send;
}

impl Arm for Db {
    async fn run(&self, operation: Operation, turn: &Turn<'_>) -> Result<()> {
        match operation {
            Operation::PageByKey => {
                black_box(query::page::find(&mut *self.conn().await?, turn.page).await?);
            }
            Operation::Permission => {
                let conn = &mut *self.conn().await?;
                black_box(access::facts(conn, turn.page, turn.person).await?);
            }
            Operation::Tree => {
                black_box(query::page::live(&mut *self.conn().await?, turn.drive).await?);
            }
            Operation::Insert => {
                let row = message(turn);
                black_box(query::message::insert(&mut *self.conn().await?, row).await?);
            }
            Operation::Transaction => {
                let stream = [StreamId::Drive(turn.drive.clone())];
                self.write(async |tx| {
                    stream::lock(tx, &stream).await?;
                    let changes = PageChanges {
                        title: Some("Plan".to_owned()),
                        ..PageChanges::default()
                    };
                    query::page::update(tx, turn.page, changes).await?;
                    let event = Happening {
                        drive: turn.drive,
                        kind: "page.updated",
                        page: Some(turn.page),
                        actor: Some(turn.person),
                        client: None,
                        data: serde_json::Value::Null,
                    };
                    db::event::record(tx, event).await
                })
                .await?;
            }
        }
        Ok(())
    }
}

fn message(turn: &Turn<'_>) -> NewChannelMessage {
    NewChannelMessage {
        id: MessageId::new(),
        page_id: turn.channel.clone(),
        user_id: turn.person.clone(),
        content: "We should write it down.".to_owned(),
        file_id: None,
        attachment: None,
        sender: None,
        parent_id: None,
        reply_count: None,
        last_reply_at: None,
        mirrored_from_id: None,
        quoted_message_id: None,
        created_at: None,
        edited_at: None,
        deleted_at: None,
    }
}

const PAGE: &str = "id, drive_id, parent_id, title, page_type::text, content_mode::text, position, revision,
    is_private, created_by, created_by_key, trashed_at, trash_mark::text, moved_from_id, is_paginated,
    ai_provider, ai_model, system_prompt, enabled_tools::text, created_at, updated_at";
const MESSAGE: &str = "id, page_id, user_id, content, file_id, attachment::text, sender::text, parent_id,
    reply_count, last_reply_at, mirrored_from_id, quoted_message_id, created_at, edited_at, deleted_at";

/// One connection of a worker, with its statements.
struct ByHand {
    client: Client,
    page: Statement,
    facts: Statement,
    tree: Statement,
    insert: Statement,
    lock: Statement,
    update: Statement,
    advance: Statement,
    event: Statement,
}

impl ByHand {
    async fn new(url: &str) -> Result<Self> {
        let client = connect(url).await?;
        let prepare = async |sql: String| client.prepare(&sql).await;
        Ok(Self {
            page: prepare(format!("SELECT {PAGE} FROM pages WHERE id = $1")).await?,
            facts: prepare(access::FACTS.to_owned()).await?,
            tree: prepare(format!(
                "SELECT {PAGE} FROM pages WHERE drive_id = $1 AND trashed_at IS NULL ORDER BY position, id"
            ))
            .await?,
            insert: prepare(format!(
                "INSERT INTO channel_messages (id, page_id, user_id, content) VALUES ($1, $2, $3, $4)
                 RETURNING {MESSAGE}"
            ))
            .await?,
            lock: prepare("SELECT id, seq FROM streams WHERE id = ANY ($1) ORDER BY id FOR UPDATE".to_owned())
                .await?,
            update: prepare(format!(
                "UPDATE pages SET title = $2, revision = revision + 1 WHERE id = $1 RETURNING {PAGE}"
            ))
            .await?,
            advance: prepare("UPDATE streams SET seq = seq + 1 WHERE id = $1 RETURNING seq".to_owned()).await?,
            event: prepare(
                "INSERT INTO events (drive_id, seq, id, event_type, page_id, actor_id, data)
                 VALUES ($1, $2, $3::text::uuid, $4, $5, $6, $7::text::jsonb)"
                    .to_owned(),
            )
            .await?,
            client,
        })
    }

    async fn change(&self, turn: &Turn<'_>) -> Result<()> {
        let stream = format!("drive:{}", turn.drive);
        self.client.batch_execute("BEGIN").await?;
        let locked = self
            .client
            .query(&self.lock, &[&vec![stream.as_str()]])
            .await?;
        black_box(locked.first().map(|row| row.get::<_, i64>(1)));
        let updated = self
            .client
            .query_one(&self.update, &[&turn.page.as_str(), &"Plan"])
            .await?;
        black_box(page(&updated));
        let next = self.client.query_one(&self.advance, &[&stream]).await?;
        let seq: i64 = next.get(0);
        let id = uuid::Uuid::now_v7().to_string();
        self.client
            .execute(
                &self.event,
                &[
                    &turn.drive.as_str(),
                    &seq,
                    &id,
                    &"page.updated",
                    &turn.page.as_str(),
                    &turn.person.as_str(),
                    &"null",
                ],
            )
            .await?;
        self.client.batch_execute("COMMIT").await?;
        Ok(())
    }
}

impl Arm for ByHand {
    async fn run(&self, operation: Operation, turn: &Turn<'_>) -> Result<()> {
        let client = &self.client;
        match operation {
            Operation::PageByKey => {
                let row = client.query_one(&self.page, &[&turn.page.as_str()]).await?;
                black_box(page(&row));
            }
            Operation::Permission => {
                let key: Option<&str> = None;
                let (id, person) = (turn.page.as_str(), turn.person.as_str());
                let rows = client.query(&self.facts, &[&id, &person, &key]).await?;
                black_box(rows.iter().map(facts).collect::<Vec<_>>());
            }
            Operation::Tree => {
                let rows = client.query(&self.tree, &[&turn.drive.as_str()]).await?;
                black_box(rows.iter().map(page).collect::<Vec<_>>());
            }
            Operation::Insert => {
                let new = message(turn);
                let (id, channel) = (new.id.as_str(), new.page_id.as_str());
                let row = client
                    .query_one(
                        &self.insert,
                        &[&id, &channel, &new.user_id.as_str(), &new.content],
                    )
                    .await?;
                black_box(sent(&row));
            }
            Operation::Transaction => self.change(turn).await?,
        }
        Ok(())
    }
}

/// All texts and numbers of a page, owned as those of the row struct.
fn page(row: &tokio_postgres::Row) -> impl Sized {
    let texts: Vec<Option<String>> = [0, 1, 2, 3, 4, 5, 9, 10, 12, 13, 15, 16, 17, 18]
        .iter()
        .map(|at| row.get(*at))
        .collect();
    let times: [Option<DateTime<Utc>>; 3] = [row.get(11), row.get(19), row.get(20)];
    let numbers: (f64, i64, bool, Option<bool>) = (row.get(6), row.get(7), row.get(8), row.get(14));
    (texts, times, numbers)
}

fn sent(row: &tokio_postgres::Row) -> impl Sized {
    let texts: Vec<Option<String>> = [0, 1, 2, 3, 4, 5, 6, 7, 10, 11]
        .iter()
        .map(|at| row.get(*at))
        .collect();
    let times: [Option<DateTime<Utc>>; 4] = [row.get(9), row.get(12), row.get(13), row.get(14)];
    (texts, times, row.get::<_, i32>(8))
}

fn facts(row: &tokio_postgres::Row) -> impl Sized {
    let flags = [
        "is_owner",
        "members_edit",
        "drive_trashed",
        "is_scoped",
        "in_scope",
        "is_trashed",
    ]
    .map(|name| row.get::<_, bool>(name));
    let page = ["is_private", "is_creator", "is_made_by_key", "is_page_only"]
        .map(|name| row.get::<_, bool>(name));
    let rights = ["wide", "key_wide", "granted", "entry", "key_entry"]
        .map(|name| row.get::<_, Option<i32>>(name));
    (flags, page, rights, row.get::<_, String>("id"))
}

#[tokio::main]
async fn main() -> Result<()> {
    let scale: Scale = match std::env::args().nth(1) {
        Some(scale) => scale.parse().map_err(anyhow::Error::msg)?,
        None => Scale::Small,
    };
    let url = test_server::database().await;
    db::migrations::apply(&url).await?;
    let mut client = connect(&url).await?;
    let size = db::seed::fill(&mut client, scale, 1, |_| {}).await?;
    println!("{} pages, {} messages", size.pages, size.messages);
    let rows = Arc::new(Rows::read(&client).await?);
    println!(
        "\nleast CPU per operation, µs   client: by hand    db  ratio  bar   PostgreSQL: by hand    db"
    );
    for (operation, name, bar) in Operation::ALL {
        let mut least = [[f64::INFINITY; 2]; 2];
        for _ in 0..ROUNDS {
            let mut by_hand = Vec::new();
            for _ in 0..WORKERS {
                by_hand.push(Arc::new(ByHand::new(&url).await?));
            }
            note(
                &mut least[0],
                measured(&by_hand, &rows, operation, &client).await?,
            );
            drop(by_hand);
            let db = Arc::new(Db::connect(&url, 16).await?);
            let workers: Vec<Arc<Db>> = (0..WORKERS).map(|_| Arc::clone(&db)).collect();
            note(
                &mut least[1],
                measured(&workers, &rows, operation, &client).await?,
            );
        }
        let [[by_hand, server_by_hand], [ours, server_ours]] = least;
        let bar = if bar > 0.0 {
            format!("{bar:.1}")
        } else {
            "-".to_owned()
        };
        println!(
            "{name:28} {by_hand:16.0} {ours:5.0} {:6.2} {bar:>4} {server_by_hand:21.0} {server_ours:5.0}",
            ours / by_hand,
        );
    }
    Ok(())
}

fn note(least: &mut [f64; 2], measured: Measured) {
    let [client, server] = measured.per_operation();
    *least = [client.min(least[0]), server.min(least[1])];
}

async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// All workers at once, first to warm up, then to measure.
async fn measured<A: Arm>(
    workers: &[Arc<A>],
    rows: &Arc<Rows>,
    operation: Operation,
    admin: &Client,
) -> Result<Measured> {
    all_at_once(workers, rows, operation, TIMES.warm_up).await?;
    let servers = "SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    let servers: Vec<i32> = admin
        .query(servers, &[])
        .await?
        .iter()
        .map(|row| row.get(0))
        .collect();
    let client = [i32::try_from(std::process::id())?];
    let before = (cpu(&client)?, cpu(&servers)?);
    let operations = all_at_once(workers, rows, operation, TIMES.measured).await?;
    Ok(Measured {
        operations,
        client: cpu(&client)? - before.0,
        server: cpu(&servers)? - before.1,
    })
}

async fn all_at_once<A: Arm>(
    workers: &[Arc<A>],
    rows: &Arc<Rows>,
    operation: Operation,
    time: Duration,
) -> Result<u64> {
    let mut tasks = JoinSet::new();
    for worker in workers {
        let (worker, rows) = (Arc::clone(worker), Arc::clone(rows));
        tasks.spawn(async move {
            let end = Instant::now() + time;
            let mut operations = 0;
            while Instant::now() < end {
                worker.run(operation, &rows.next()?).await?;
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
