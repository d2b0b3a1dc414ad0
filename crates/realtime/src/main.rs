//! The realtime service as a process: `realtime`, or `realtime --health` to ask one that runs.

use std::io::{IsTerminal, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use realtime::Config;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// A container asks for health every few seconds; it must not wait longer.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(3);

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "the log may be filtered, this may not")]
            {
                eprintln!("realtime: {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<()> {
    db::config::load_env_files()?;
    let config = Config::from_env()?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => run(config),
        [flag] if flag == "--health" => health(&config),
        _ => bail!("usage: realtime [--health]; everything else is set in the environment"),
    }
}

#[tokio::main]
async fn run(config: Config) -> Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn")),
        )
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    // Before anything else, so that a signal during the start is not lost.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (database, local) = db::open(&db::Config::from_env()?).await?;
    db::migrations::prepare(&database, local.as_ref()).await?;
    let (bind, port) = (config.bind, config.port);
    let running = realtime::serve(config, database).await.with_context(|| {
        format!("cannot listen on {bind} port {port}; REALTIME_PORT and BIND say where")
    })?;
    tracing::info!(address = %running.address(), "listening");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

/// Succeeds if the service on this machine is ready.
fn health(config: &Config) -> Result<()> {
    let host = match config.bind {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    let address = SocketAddr::new(host, config.port);
    let mut stream = TcpStream::connect_timeout(&address, HEALTH_TIMEOUT)
        .with_context(|| format!("nothing listens on {address}"))?;
    stream.set_read_timeout(Some(HEALTH_TIMEOUT))?;
    stream.write_all(b"GET /readyz HTTP/1.0\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).unwrap_or_default();
    if !status.starts_with('2') {
        bail!("not ready: {}", answer.lines().last().unwrap_or_default());
    }
    Ok(())
}
