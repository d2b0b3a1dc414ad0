//! Whether a server is there, known from the last attempt to reach it.
//!
//! Who asks for a connection while it is away is told at once. One task of the process goes on trying, so
//! that nobody has to wait for the attempt that succeeds either.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel_async::AsyncPgConnection;
use diesel_kit::connection::Server;
use tokio::sync::watch;

/// While a process is young, its server may be starting as well.
const GRACE: Duration = Duration::from_secs(4);
/// How long a server that has no connection to spare is asked again for one.
const PATIENCE: Duration = Duration::from_secs(4);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// `cannot_connect_now`: starting up, shutting down, recovering.
const NOT_NOW: &str = "57P03";
/// `too_many_connections`.
const FULL: &str = "53300";

/// A server and what is known of it.
#[derive(Clone)]
pub(super) struct Health {
    server: Arc<Server>,
    state: Arc<watch::Sender<State>>,
    made: Instant,
}

#[derive(Clone)]
enum State {
    /// Never reached so far.
    New,
    Up,
    /// Away, and why.
    Down(Arc<str>),
}

impl Health {
    pub(super) fn new(server: Server) -> Self {
        Self {
            server: Arc::new(server),
            state: Arc::new(watch::Sender::new(State::New)),
            made: Instant::now(),
        }
    }

    /// Why there is no server, if it is known to be away.
    pub(super) fn problem(&self) -> Option<Arc<str>> {
        match &*self.state.borrow() {
            State::Down(reason) => Some(Arc::clone(reason)),
            State::New | State::Up => None,
        }
    }

    /// Waits until the server is known to be away, and says why.
    pub(super) async fn failure(&self) -> Arc<str> {
        let mut state = self.state.subscribe();
        let is_down = |state: &State| matches!(state, State::Down(_));
        // The sender is ours: it lives as long as this waits.
        drop(state.wait_for(is_down).await);
        self.problem().unwrap_or_else(|| "it was away".into())
    }

    /// A new connection for the pool.
    pub(super) async fn connect(&self) -> Result<AsyncPgConnection, diesel_kit::Error> {
        let asked = Instant::now();
        loop {
            let error = match self.server.connect().await {
                Ok(conn) => {
                    self.is_up();
                    return Ok(conn);
                }
                Err(error) => error,
            };
            let is_starting = matches!(*self.state.borrow(), State::New)
                && is_temporary(&error)
                && self.made.elapsed() < GRACE;
            let is_full = is_full(&error) && asked.elapsed() < PATIENCE;
            if !is_starting && !is_full {
                self.is_down(&error);
                return Err(error);
            }
            tokio::time::sleep(FIRST_PAUSE).await;
        }
    }

    fn is_up(&self) {
        self.state.send_if_modified(|state| {
            let is_news = !matches!(state, State::Up);
            if matches!(state, State::Down(_)) {
                tracing::info!("the database is back");
            }
            *state = State::Up;
            is_news
        });
    }

    fn is_down(&self, error: &diesel_kit::Error) {
        let is_news = self.state.send_if_modified(|state| {
            let is_news = !matches!(state, State::Down(_));
            *state = State::Down(error.to_string().into());
            is_news
        });
        if is_news {
            tracing::warn!(%error, "the database is away");
            tokio::spawn(probe(self.clone()));
        }
    }
}

/// Tries until the server is back, or nobody is left who would like to know.
async fn probe(health: Health) {
    let mut pause = FIRST_PAUSE;
    // This task holds one; every pool that is still in use holds another.
    while Arc::strong_count(&health.state) > 1 {
        tokio::time::sleep(pause).await;
        match health.server.connect().await {
            Ok(_conn) => return health.is_up(),
            // It is there, and has no connection to spare for this question.
            Err(error) if is_full(&error) => return health.is_up(),
            Err(error) => health.is_down(&error),
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// The same attempt may succeed later.
fn is_temporary(error: &diesel_kit::Error) -> bool {
    match error {
        diesel_kit::Error::Connection { code, .. } => {
            code.as_deref().is_none_or(|code| code == NOT_NOW)
        }
        _ => false,
    }
}

fn is_full(error: &diesel_kit::Error) -> bool {
    matches!(error, diesel_kit::Error::Connection { code: Some(code), .. } if code == FULL)
}
