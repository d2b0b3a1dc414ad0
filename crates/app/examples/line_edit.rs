//! Prints how long a line edit takes on a document of 500 blocks, and how much it adds to the log.
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

use std::time::{Duration, Instant};

use app::document::{Document, EditError, Kind};

const BLOCKS: usize = 500;
const ROUNDS: u32 = 50;

fn main() -> Result<(), EditError> {
    let article: String = (0..BLOCKS).map(block).collect();
    let mut document = Document::empty(Kind::Rich);
    document.set_content(&article)?;
    let lines = document.lines().len();
    println!("{BLOCKS} blocks, {lines} lines, {} bytes", article.len());

    measure("replace a line of text", || {
        let line = document
            .lines()
            .iter()
            .position(|line| line.starts_with("Paragraph 2"))
            .unwrap_or(0)
            + 1;
        let old = document.lines().swap_remove(line - 1);
        let start = Instant::now();
        let update = document.replace_lines(line, line, &(old + " more"))?;
        Ok((start.elapsed(), update.map_or(0, |update| update.len())))
    })?;
    measure("insert a block in the middle", || {
        let start = Instant::now();
        let inserted = document.insert_lines(lines / 2, "<p>new</p>")?;
        Ok((
            start.elapsed(),
            inserted.update.map_or(0, |update| update.len()),
        ))
    })?;
    measure("delete a block at the start", || {
        let start = Instant::now();
        let update = document.delete_lines(1, 3)?;
        let elapsed = start.elapsed();
        document.insert_lines(1, "<h2>again</h2>")?;
        Ok((elapsed, update.map_or(0, |update| update.len())))
    })?;
    measure("read all lines", || {
        let start = Instant::now();
        let lines = document.lines();
        Ok((start.elapsed(), lines.len()))
    })
}

fn block(number: usize) -> String {
    match number % 5 {
        0 => format!("<h2>Heading {number}</h2>"),
        1 => format!("<ul><li>first {number}</li><li>second <strong>{number}</strong></li></ul>"),
        2 => format!("<pre><code class=\"language-rust\">let a = {number};\nrun(a);</code></pre>"),
        _ => format!(
            "<p>Paragraph {number} with a <strong>bold</strong> word and <a href=\"/p/{number}\">a link</a>.</p>"
        ),
    }
}

fn measure(
    name: &str,
    mut edit: impl FnMut() -> Result<(Duration, usize), EditError>,
) -> Result<(), EditError> {
    let mut times = Vec::new();
    let mut size = 0;
    for _ in 0..ROUNDS {
        let (time, bytes) = edit()?;
        times.push(time);
        size = bytes;
    }
    times.sort();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let worst = times.last().copied().unwrap_or_default();
    println!("{name}: median {median:?}, worst {worst:?}, last result {size}");
    Ok(())
}
