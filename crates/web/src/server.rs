//! The running service: a listener, its workers, and how they end.

use std::io;
use std::net::SocketAddr;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::web::{Data, PayloadConfig};
use actix_web::{App, HttpServer};
use db::Db;
use tokio::task::JoinHandle;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::config::Config;
use crate::edge;
use crate::extract::LIMIT;
use crate::origin::Origins;
use crate::site::setup::SetupToken;
use crate::{routes, site};

/// Seconds that requests under way have to finish after a stop.
const GRACE: u64 = 10;

/// A service that answers requests until it is stopped.
pub struct Running {
    addr: SocketAddr,
    setup_path: String,
    handle: ServerHandle,
    task: JoinHandle<io::Result<()>>,
}

/// Starts the service in the background of the current tokio runtime. It answers when this returns.
pub async fn serve(config: Config, db: Db) -> io::Result<Running> {
    let setup = SetupToken::new();
    let setup_path = setup.path();
    let (db, origins, setup) = (
        Data::new(db),
        Data::new(Origins::new(&config)),
        Data::new(setup),
    );
    let server = HttpServer::new(move || {
        App::new()
            .app_data(db.clone())
            .app_data(origins.clone())
            .app_data(setup.clone())
            .app_data(PayloadConfig::new(LIMIT))
            .configure(|config| routes::api(&mut ServiceConfig::new(config)))
            .configure(site::pages)
            .wrap(from_fn(edge::surround))
    })
    .workers(config.workers.get())
    .shutdown_timeout(GRACE)
    .tcp_nodelay(true)
    .disable_signals()
    .bind(config.listen)
    .map_err(|error| cannot_listen(config.listen, &error))?;
    let addr = server.addrs().first().copied().unwrap_or(config.listen);
    let server = server.run();
    let handle = server.handle();
    let task = tokio::spawn(server);
    Ok(Running {
        addr,
        setup_path,
        handle,
        task,
    })
}

fn cannot_listen(addr: SocketAddr, error: &io::Error) -> io::Error {
    let advice = "set PORT and BIND to an address that is free";
    io::Error::new(
        error.kind(),
        format!("cannot listen on {addr}: {error}; {advice}"),
    )
}

impl Running {
    /// Where it listens; tells the port that was taken for port 0.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The path, with its one-time token, where the first account can be made from anywhere.
    pub fn setup_path(&self) -> &str {
        &self.setup_path
    }

    /// Stops accepting, lets requests under way finish, and returns when all is over.
    pub async fn stop(self) -> io::Result<()> {
        self.handle.stop(true).await;
        self.ended().await
    }

    /// Returns when the service has ended by itself, which it does only on failure.
    pub async fn ended(self) -> io::Result<()> {
        self.task.await.map_err(io::Error::other)?
    }
}
