//! `db seed`: sample data of the product, in place of the generic rows of the kit.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use db::seed::{PASSWORD, Progress, Scale, fill, in_words};
use diesel_kit::connection::Server;

const USAGE: &str = "\
Fill an empty database with sample data: people, drives, pages, messages, tasks

Usage: db seed [--scale small|medium|large] [--seed NUMBER] [--database-url URL]

Options:
      --scale <SCALE>       small: 300 pages; medium: 200,000 pages and 500,000 messages;
                            large: 1,000,000 pages and 2,500,000 messages [default: small]
      --seed <NUMBER>       The same number gives the same rows [default: 1]
      --database-url <URL>  The database [env: DATABASE_URL]

Everybody's password is pagespace-sample, so never let others reach such a database.
";

pub(crate) struct Arguments {
    scale: Scale,
    number: u64,
    pub(crate) database_url: Option<String>,
}

/// What was asked for; `None` if it was only for help.
pub(crate) fn arguments(given: &[String]) -> Result<Option<Arguments>> {
    let mut arguments = Arguments {
        scale: Scale::Small,
        number: 1,
        database_url: None,
    };
    let mut given = given.iter();
    while let Some(argument) = given.next() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        if matches!(name, "-h" | "--help") {
            std::io::stdout().write_all(USAGE.as_bytes())?;
            return Ok(None);
        }
        if !matches!(name, "--scale" | "--seed" | "--database-url") {
            bail!("{name} is not known\n\n{USAGE}");
        }
        let value = value.or_else(|| given.next().cloned());
        let value = value.with_context(|| format!("{name} needs a value"))?;
        match name {
            "--scale" => arguments.scale = value.parse().map_err(anyhow::Error::msg)?,
            "--seed" => {
                let number = value.parse();
                arguments.number =
                    number.with_context(|| format!("--seed is {value}, not a number"))?;
            }
            _ => arguments.database_url = Some(value),
        }
    }
    Ok(Some(arguments))
}

#[tokio::main]
pub(crate) async fn run(arguments: &Arguments, url: &str) -> Result<()> {
    let mut client = Server::new(url)?.client().await?;
    let start = Instant::now();
    let is_terminal = std::io::stderr().is_terminal();
    let progress = |progress: Progress| {
        if is_terminal {
            show(progress, start.elapsed());
        }
    };
    let size = fill(&mut client, arguments.scale, arguments.number, progress).await?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{} people, {} drives, {} pages, {} messages in {}",
        size.people,
        size.drives,
        size.pages,
        size.messages,
        in_words(start.elapsed()),
    )?;
    writeln!(
        out,
        "sign in as ada.lovelace@example.com with the password {PASSWORD}"
    )?;
    Ok(())
}

/// One line that is written over; a terminal that is gone is no reason to stop.
fn show(Progress { drives, of }: Progress, elapsed: Duration) {
    const WIDTH: usize = 30;
    let done = WIDTH * drives / of.max(1);
    let bar = "#".repeat(done) + &"-".repeat(WIDTH - done);
    let end = if drives == of { ", indexes\n" } else { "" };
    let line = format!(
        "\r[{bar}] {drives} of {of} drives, {}{end}",
        in_words(elapsed)
    );
    let _gone = std::io::stderr().write_all(line.as_bytes());
}
