//! The web service as a process of its own.

use std::env::VarError;
use std::io::IsTerminal;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::FromEnvError;
use web::Config;

const USAGE: &str =
    "usage: web            serve; configured by environment variables, see .env.example
       web --health   exit with 0 if the service on this machine is ready
       web --openapi  print the description of the HTTP interface";

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "the log may be filtered, this may not")]
            {
                eprintln!("web: {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    db::config::load_env_files()?;
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => start().await,
        (Some("--health"), None) => health().await,
        (Some("--openapi"), None) => {
            #[expect(clippy::print_stdout, reason = "this is what was asked for")]
            {
                print!("{}", web::document());
            }
            Ok(())
        }
        _ => bail!("{USAGE}"),
    }
}

async fn start() -> Result<()> {
    start_log()?;
    let config = Config::from_env()?;
    // Outlives the service: dropping it may stop the database.
    let (db, local) = db::config::open(&db::config::Config::from_env()?).await?;
    db::migrations::prepare(&db, local.as_ref()).await?;
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let address = config.public_url.as_ref().map(ToString::to_string);
    let running = web::serve(config, db.clone()).await?;
    let address = address.unwrap_or_else(|| format!("http://{}", running.addr()));
    tracing::info!("listening on {}, open {address}", running.addr());
    if app::account::is_fresh(&db).await? {
        tracing::info!(
            "make the first account at {address}{}",
            running.setup_path()
        );
    }
    tokio::select! {
        _ = terminated.recv() => {}
        _ = interrupted.recv() => {}
    }
    tracing::info!("stopping");
    Ok(running.stop().await?)
}

/// To standard output; `RUST_LOG` says what. Colours only for people.
fn start_log() -> Result<()> {
    let filter = match EnvFilter::try_from_default_env() {
        Ok(filter) => filter,
        Err(error) if is_unset(&error) => EnvFilter::new("info,actix_server=warn"),
        Err(error) => bail!("RUST_LOG cannot be read: {error}; set it like RUST_LOG=info"),
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stdout().is_terminal())
        .init();
    Ok(())
}

fn is_unset(error: &FromEnvError) -> bool {
    let cause = std::error::Error::source(error);
    matches!(
        cause.and_then(|cause| cause.downcast_ref()),
        Some(VarError::NotPresent)
    )
}

/// Asks the service whether it is ready, in as much HTTP as that takes: the container has no client.
async fn health() -> Result<()> {
    let listen = Config::from_env()?.listen;
    let host = if listen.ip().is_unspecified() {
        [127, 0, 0, 1].into()
    } else {
        listen.ip()
    };
    let mut stream = TcpStream::connect((host, listen.port()))
        .await
        .with_context(|| format!("nobody listens on {listen}"))?;
    let request = format!("GET /readyz HTTP/1.1\r\nhost: {listen}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let status = answer.lines().next().unwrap_or_default();
    if status.contains(" 200 ") {
        Ok(())
    } else {
        bail!("not ready: {status}")
    }
}
