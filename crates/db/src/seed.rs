//! Sample data: people, drives, deep trees, documents, channels and tasks, the same for the same number.

mod copy;
mod drive;
mod people;
mod text;
mod yjs;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use fastrand::Rng;
use tokio_postgres::Client;

use copy::Tables;
use people::People;

/// How much there is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// To look at.
    Small,
    /// A company.
    Medium,
    /// To measure whether cost grows.
    Large,
}

impl std::str::FromStr for Scale {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "small" => Ok(Self::Small),
            "medium" => Ok(Self::Medium),
            "large" => Ok(Self::Large),
            other => Err(format!("{other} is none of small, medium, large")),
        }
    }
}

/// Numbers of rows. The pages and messages of each drive vary around their mean.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub people: usize,
    pub drives: usize,
    pub pages: usize,
    pub messages: usize,
}

impl Scale {
    pub fn size(self) -> Size {
        let (people, drives, pages, messages) = match self {
            Self::Small => (8, 3, 300, 1_000),
            Self::Medium => (500, 100, 200_000, 500_000),
            Self::Large => (2_000, 500, 1_000_000, 2_500_000),
        };
        Size {
            people,
            drives,
            pages,
            messages,
        }
    }
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    #[error(
        "the database has {0} people already: sample data goes into an empty database; make one, or revert this one"
    )]
    NotEmpty(i64),
    #[error(transparent)]
    Database(#[from] tokio_postgres::Error),
}

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    pub drives: usize,
    pub of: usize,
}

/// The password of everybody. What signs in is their address: `ada.lovelace@example.com` is the first.
pub const PASSWORD: &str = "pagespace-sample";

/// The day on which the story of the sample data ends, so that it does not depend on the clock.
fn end_of_story() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default()
}

/// A moment of the year before the end.
fn moment(rng: &mut Rng) -> DateTime<Utc> {
    let seconds = rng.i64(0..365 * 24 * 3600);
    end_of_story() - TimeDelta::seconds(seconds)
}

/// An id in the form of a CUID2.
fn id(rng: &mut Rng) -> String {
    const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut letter = |of: usize| char::from(*LETTERS.get(rng.usize(..of)).unwrap_or(&b'a'));
    let first = letter(26);
    std::iter::once(first)
        .chain((0..23).map(|_| letter(36)))
        .collect()
}

/// Fills an empty, migrated database; all of it or nothing. The same scale and number give the same rows.
///
/// Indexes that are slow to grow row by row are dropped and built again at the end, so that nobody else
/// can use the tables meanwhile.
pub async fn fill(
    client: &mut Client,
    scale: Scale,
    number: u64,
    mut progress: impl FnMut(Progress),
) -> Result<Size, SeedError> {
    let tx = client.transaction().await?;
    // The checks of foreign keys are planned once, while the tables are empty: without this they would go
    // on reading whole tables.
    tx.batch_execute(
        "SET LOCAL statement_timeout = 0; SET LOCAL synchronous_commit = off;
         SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL enable_seqscan = off",
    )
    .await?;
    let people: i64 = tx
        .query_one("SELECT count(*) FROM users", &[])
        .await?
        .get(0);
    if people > 0 {
        return Err(SeedError::NotEmpty(people));
    }
    let slow = copy::drop_slow_indexes(&tx).await?;
    let size = scale.size();
    let mut rng = Rng::with_seed(number);
    let mut tables = Tables::default();
    let people = People::write(&mut rng, size.people, &mut tables);
    let mut written = Size {
        people: people.len(),
        drives: 0,
        pages: 0,
        messages: 0,
    };
    for at in 0..size.drives {
        // A drive has numbers of its own, so that it stays as it is if those before it change.
        let mut rng = Rng::with_seed(rng.u64(..));
        let share = drive::Share {
            pages: share(size.pages, size.drives, at),
            messages: share(size.messages, size.drives, at),
        };
        drive::write(&mut rng, &people, at, share, &mut tables);
        written.drives += 1;
        written.pages += share.pages;
        written.messages += share.messages;
        if tables.is_large() || at + 1 == size.drives {
            tables.flush(&tx).await?;
        }
        progress(Progress {
            drives: at + 1,
            of: size.drives,
        });
    }
    tx.batch_execute("SET LOCAL enable_seqscan = on").await?;
    for index in slow {
        tx.batch_execute(&index).await?;
    }
    tx.commit().await?;
    client.batch_execute("ANALYZE").await?;
    Ok(written)
}

/// What falls to one of many, so that the sum is right.
fn share(total: usize, among: usize, at: usize) -> usize {
    total * (at + 1) / among - total * at / among
}

/// Time that has passed, for people.
pub fn in_words(time: Duration) -> String {
    format!("{}.{} s", time.as_secs(), time.subsec_millis() / 100)
}
