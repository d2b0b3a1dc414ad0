//! `counter NAME` adds one to a counter; `counter` lists them all.
#![expect(clippy::print_stdout, reason = "the answer is for a person")]
#![expect(
    clippy::disallowed_methods,
    reason = "one variable is all the configuration there is"
)]

use anyhow::{Context, Result, ensure};
use counter::{MIGRATIONS, all, increment};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use diesel_kit::migrate::{Options, migrate, state};

#[tokio::main]
async fn main() -> Result<()> {
    let url = std::env::var("DATABASE_URL").context("set DATABASE_URL to the URL of a database")?;
    // While it is developed it brings the database along. In production somebody else does, once,
    // before the new version starts.
    if cfg!(debug_assertions) {
        migrate(&url, &MIGRATIONS, &Options::default()).await?;
    }
    let mut conn = AsyncPgConnection::establish(&url).await?;
    ensure!(
        state(&mut conn, &MIGRATIONS).await?.is_current(),
        "the database has other migrations than this program: run `counter-kit migrate`"
    );
    let counters = match std::env::args().nth(1) {
        Some(name) => vec![increment(&mut conn, &name).await?],
        None => all(&mut conn).await?,
    };
    for counter in counters {
        println!(
            "{}: {}, {}",
            counter.name, counter.value, counter.updated_at
        );
    }
    Ok(())
}
