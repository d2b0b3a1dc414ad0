//! Connections to one server, kept and lent.

use std::time::Duration;

use diesel::ConnectionError;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::bb8::{Pool, RunError};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, PoolableConnection, RecyclingMethod,
};
use diesel_kit::connection::Server;
use futures_util::FutureExt;

use super::Conn;
use super::health::Health;
use crate::{Error, Result};

/// How long a request waits for a free connection before it is told that the database is away.
const TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub(crate) struct Checkout {
    pool: Pool<AsyncPgConnection>,
    health: Health,
}

impl Checkout {
    /// Of at most `size` connections, which are made when needed.
    pub(super) async fn new(server: Server, size: u32) -> Result<Self> {
        let health = Health::new(server.patience(TIMEOUT));
        let mut config = ManagerConfig::<AsyncPgConnection>::default();
        // No round trip per checkout: a connection that broke is known without asking the server.
        config.recycling_method = RecyclingMethod::CustomFunction(Box::new(|conn| {
            let state = if conn.is_broken() {
                Err(closed())
            } else {
                Ok(())
            };
            std::future::ready(state).boxed()
        }));
        let connecting = health.clone();
        config.custom_setup = Box::new(move |_url| {
            let health = connecting.clone();
            async move {
                let connected = health.connect().await;
                connected.map_err(|error| ConnectionError::BadConnection(error.to_string()))
            }
            .boxed()
        });
        // The setup above knows where to connect to.
        let manager = AsyncDieselConnectionManager::new_with_config("", config);
        let pool = Pool::builder()
            .max_size(size)
            .test_on_check_out(true)
            .connection_timeout(TIMEOUT)
            // `Health` knows when to try again, and tells those who wait.
            .retry_connection(false)
            .build(manager)
            .await
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self { pool, health })
    }

    /// A connection; costs no round trip if one is free.
    pub(crate) async fn get(&self) -> Result<Conn> {
        if let Some(reason) = self.health.problem()
            && self.pool.state().idle_connections == 0
        {
            return Err(Error::Unavailable(reason.to_string()));
        }
        tokio::select! {
            // Connections that were made before may be as good as ever.
            biased;
            got = self.pool.get_owned() => got.map_err(|error| match error {
                RunError::TimedOut => Error::Unavailable("no free connection".to_owned()),
                RunError::User(error) => Error::Unavailable(error.to_string()),
            }),
            reason = self.health.failure() => Err(Error::Unavailable(reason.to_string())),
        }
    }
}

fn closed() -> DieselError {
    DieselError::DatabaseError(
        DatabaseErrorKind::ClosedConnection,
        Box::new("connection closed".to_owned()),
    )
}
