//! The server that test processes leave running for each other, by hand.

use std::io::Write;

use anyhow::bail;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("url") => writeln!(std::io::stdout(), "{}", testkit::server_url().await)?,
        Some("stop") => testkit::stop().await,
        _ => bail!("usage: testkit url|stop"),
    }
    Ok(())
}
