//! Stops the server that test runs leave running for each other.

use anyhow::bail;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("stop") => testkit::stop().await,
        _ => bail!("usage: testkit stop"),
    }
    Ok(())
}
