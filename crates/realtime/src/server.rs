//! Puts the parts together, serves the endpoints, and stops without losing anything.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use db::Db;
use tokio::task::JoinHandle;

use crate::access::Credentials;
use crate::collab::{CollabSession, Documents};
use crate::config::{Config, Limits};
use crate::connections::{Connections, Endpoint};
use crate::drive::Drives;
use crate::events::EventSession;
use crate::feed::Feed;
use crate::origin::Origins;
use crate::pace::Pace;
use crate::rooms::Rooms;
use crate::socket;

/// How long storing may take when the service stops. With the rest it stays below ten seconds.
const STORE: Duration = Duration::from_secs(7);
/// How long clients may take to read their last messages.
const GOODBYE: Duration = Duration::from_secs(2);

/// What the endpoints work with. One per process, shared by all worker threads.
struct Service {
    db: Db,
    rooms: Arc<Rooms>,
    drives: Drives,
    connections: Connections,
    origins: Origins,
    limits: Limits,
}

/// A service that runs until it is stopped.
pub struct Running {
    address: SocketAddr,
    rooms: Arc<Rooms>,
    connections: Connections,
    http: ServerHandle,
    tasks: Vec<JoinHandle<()>>,
}

/// Starts the service on its own threads. It is ready when this returns.
///
/// Must be called inside a tokio runtime that outlives the service.
pub async fn serve(config: Config, db: Db) -> std::io::Result<Running> {
    let rooms = Rooms::start(db.clone());
    let service = web::Data::new(Service {
        drives: Drives::new(db.clone(), rooms.clone()),
        db,
        rooms: rooms.clone(),
        connections: Connections::default(),
        origins: config.origins,
        limits: config.limits,
    });
    let of_workers = service.clone();
    let server = HttpServer::new(move || App::new().app_data(of_workers.clone()).configure(routes))
        // Without it a burst of small frames waits for the acknowledgement of the one before.
        .tcp_nodelay(true)
        .disable_signals()
        .shutdown_timeout(1)
        .bind((config.bind, config.port))?;
    let address = server.addrs().first().copied().ok_or_else(|| {
        std::io::Error::new(std::io::ErrorKind::AddrNotAvailable, "no address was bound")
    })?;
    let server = server.run();
    let http = server.handle();
    let mut tasks = background(&service);
    tasks.push(tokio::spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "the HTTP server ended");
        }
    }));
    Ok(Running {
        address,
        rooms,
        connections: service.connections.clone(),
        http,
        tasks,
    })
}

/// What goes on without being asked for.
fn background(service: &Service) -> Vec<JoinHandle<()>> {
    let Service {
        db,
        rooms,
        drives,
        connections,
        limits,
        ..
    } = service;
    let feed = Feed {
        db: db.clone(),
        rooms: rooms.clone(),
        drives: drives.clone(),
    };
    vec![
        tokio::spawn(feed.run()),
        tokio::spawn(connections.clone().keep_alive(limits.ping)),
        tokio::spawn(rooms.clone().send_presence()),
        tokio::spawn(rooms.clone().sweep(limits.linger)),
        tokio::spawn(recheck(rooms.clone(), drives.clone(), limits.recheck)),
    ]
}

/// Checks rights again that no event speaks of: credentials that expire.
async fn recheck(rooms: Arc<Rooms>, drives: Drives, every: Duration) {
    let mut ticks = tokio::time::interval(every);
    loop {
        ticks.tick().await;
        drives.recheck();
        rooms.review_forgotten(every).await;
    }
}

impl Running {
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many documents are in memory.
    pub fn open_documents(&self) -> usize {
        self.rooms.all().len()
    }

    /// Stops: no new connections, nothing more is read, what was read is stored and acknowledged,
    /// documents are projected, and clients are told to come back. Takes less than ten seconds, even
    /// if the database is away.
    pub async fn stop(self) {
        self.connections.drain();
        self.http.pause().await;
        let store = async {
            self.rooms.log.flush().await;
            self.rooms.projector.flush().await;
        };
        if tokio::time::timeout(STORE, store).await.is_err() {
            tracing::error!("stopped before everything was stored: the database did not answer");
        }
        self.connections.say_goodbye();
        let goodbye = async {
            while !self.connections.are_done() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        // Who does not read its last message does without.
        tokio::time::timeout(GOODBYE, goodbye).await.ok();
        self.http.stop(false).await;
        for task in self.tasks {
            task.abort();
        }
    }
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/collab", web::get().to(collab))
        .route("/ws", web::get().to(events))
        .route("/healthz", web::get().to(HttpResponse::NoContent))
        .route("/readyz", web::get().to(ready));
}

/// Ready to take connections: not stopping, and the database answers.
async fn ready(service: web::Data<Service>) -> HttpResponse {
    if service.connections.is_draining() {
        return HttpResponse::ServiceUnavailable().body("stopping");
    }
    match service.db.conn().await {
        Ok(_) => HttpResponse::NoContent().finish(),
        Err(_) => HttpResponse::ServiceUnavailable().body("the database does not answer"),
    }
}

async fn collab(
    request: HttpRequest,
    incoming: web::Payload,
    service: web::Data<Service>,
) -> actix_web::Result<HttpResponse> {
    let Some(link) = service.connections.open(Endpoint::Collab) else {
        return Ok(HttpResponse::ServiceUnavailable().body("stopping"));
    };
    let session = CollabSession {
        db: service.db.clone(),
        rooms: service.rooms.clone(),
        drives: service.drives.clone(),
        connections: service.connections.clone(),
        credentials: Credentials::of(&request, &service.origins),
        link: link.clone(),
        pace: Pace::new(std::time::Instant::now()),
        documents: Documents::default(),
    };
    socket::accept(
        &request,
        incoming,
        link,
        session,
        service.limits.unauthenticated,
    )
}

async fn events(
    request: HttpRequest,
    incoming: web::Payload,
    service: web::Data<Service>,
) -> actix_web::Result<HttpResponse> {
    let Some(link) = service.connections.open(Endpoint::Events) else {
        return Ok(HttpResponse::ServiceUnavailable().body("stopping"));
    };
    let session = EventSession {
        db: service.db.clone(),
        drives: service.drives.clone(),
        connections: service.connections.clone(),
        credentials: Credentials::of(&request, &service.origins),
        link: link.clone(),
        identity: None,
        topics: std::collections::HashMap::new(),
    };
    socket::accept(
        &request,
        incoming,
        link,
        session,
        service.limits.unauthenticated,
    )
}
