//! `pagespace up`: the database, both services, one address, and an orderly end.

use std::io::{self, Write};

use anyhow::{Context, Result};
use db::Db;
use tokio::signal::unix::{Signal, SignalKind, signal};
use web::Realtime;

use crate::arguments::Up;

pub(crate) async fn up(config: &db::Config, ports: Up) -> Result<()> {
    // First of all, so that a signal during the start is not lost.
    let mut signals = Signals::listen()?;
    let (mut web, mut realtime) = (web::Config::from_env()?, realtime::Config::from_env()?);
    web.listen.set_port(ports.port.unwrap_or(web.listen.port()));
    realtime.port = ports.realtime_port.unwrap_or(realtime.port);
    let (db, local) = tokio::select! {
        opened = crate::open(config) => opened?,
        () = signals.any() => return Ok(()),
    };
    let running = Running::start(web, realtime, &db).await?;
    let address = running.address(&db).await?;
    writeln!(io::stdout(), "Pagespace is running: {address}")?;
    signals.any().await;
    let stopped = running.stop().await;
    // The cluster outlives everything that talks to it.
    drop(db);
    drop(local);
    stopped
}

struct Running {
    public_url: Option<String>,
    web: web::Running,
    realtime: realtime::Running,
}

impl Running {
    async fn start(mut web: web::Config, realtime: realtime::Config, db: &Db) -> Result<Self> {
        let wanted = realtime.port;
        let realtime = realtime::serve(realtime, db.clone())
            .await
            .with_context(|| {
                format!("port {wanted} cannot be used; choose another one with --realtime-port")
            })?;
        // Browsers are told a port only if nobody has told us a whole address.
        if let Realtime::Port(port) = &mut web.realtime {
            *port = realtime.port();
        }
        let wanted = web.listen.port();
        let public_url = web.public_url.as_ref().map(ToString::to_string);
        let web = match web::serve(web, db.clone()).await {
            Ok(web) => web,
            Err(error) => {
                realtime.stop().await;
                return Err(error).with_context(|| {
                    format!("port {wanted} cannot be used; choose another one with --port")
                });
            }
        };
        Ok(Self {
            public_url,
            web,
            realtime,
        })
    }

    /// Where to go: to sign up if nobody has an account yet.
    async fn address(&self, db: &Db) -> Result<String> {
        let address = match &self.public_url {
            Some(url) => url.clone(),
            None => format!("http://localhost:{}", self.web.addr().port()),
        };
        if app::account::is_fresh(db).await? {
            Ok(format!("{address}{}", self.web.setup_path()))
        } else {
            Ok(address)
        }
    }

    /// Writes end before sockets do, so that what was just written is still told.
    async fn stop(self) -> Result<()> {
        let stopped = self.web.stop().await;
        self.realtime.stop().await;
        stopped.context("the web service did not stop in order")
    }
}

/// The two ways to ask for the end.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
