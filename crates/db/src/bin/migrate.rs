//! Applies what is pending, and nothing else: for production.

use db::config::{Config, load_env_files};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    load_env_files()?;
    let (db, _cluster) = db::open(&Config::from_env()?).await?;
    db::migrations::apply(db.url()).await?;
    Ok(())
}
