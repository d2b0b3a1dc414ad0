//! The way in: a pool for reads, transactions for writes, and a wake-up after each commit.

use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel_async::pooled_connection::bb8::{Pool as Bb8Pool, PooledConnection, RunError};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, PoolableConnection, RecyclingMethod,
};
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager};
use futures_util::FutureExt;

use crate::stream::StreamId;
use crate::wake::Wake;
use crate::{Error, Result};

/// How long a request waits for a free connection before it is told that the database is away.
const CHECKOUT_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection out of the pool.
pub type Conn = PooledConnection<'static, AsyncPgConnection>;

/// The database: cheap to clone, one per process.
#[derive(Clone)]
pub struct Db {
    pool: Bb8Pool<AsyncPgConnection>,
    wake: Wake,
    url: Arc<str>,
}

impl Db {
    /// A pool of at most `size` connections; about four per core is fastest, more is not faster.
    ///
    /// Connections are made when needed, so this succeeds while PostgreSQL is still starting.
    /// Must be called inside a tokio runtime: it starts the task that sends wake-ups.
    pub async fn connect(url: &str, size: u32) -> Result<Self> {
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
        let manager = AsyncDieselConnectionManager::new_with_config(url, config);
        let pool = Bb8Pool::builder()
            .max_size(size)
            .test_on_check_out(true)
            .connection_timeout(CHECKOUT_TIMEOUT)
            .build(manager)
            .await
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        let wake = Wake::start(pool.clone());
        Ok(Self {
            pool,
            wake,
            url: url.into(),
        })
    }

    /// The URL of this database, for a listening connection of its own.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A connection for reading.
    pub async fn conn(&self) -> Result<Conn> {
        self.pool.get_owned().await.map_err(|error| match error {
            RunError::TimedOut => Error::Unavailable("no free connection".to_owned()),
            RunError::User(error) => Error::Unavailable(error.to_string()),
        })
    }

    /// Runs `work` in a transaction: committed if it returns `Ok`, rolled back otherwise.
    ///
    /// Followers of the streams that it touched are woken after the commit. If this future is
    /// dropped half way, the connection is closed and PostgreSQL rolls back.
    pub async fn write<T, E>(
        &self,
        work: impl AsyncFnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Error>,
    {
        let mut conn = self.conn().await?;
        begin(&mut conn).await?;
        let mut tx = Tx {
            conn: &mut conn,
            touched: BTreeSet::new(),
        };
        let outcome = work(&mut tx).await;
        let touched = tx.touched;
        match outcome {
            Ok(value) => {
                commit(&mut conn).await?;
                self.wake.streams(touched);
                Ok(value)
            }
            Err(error) => {
                // The first error is the one to report; a connection that cannot roll back is
                // broken and leaves the pool.
                if let Err(rollback) = roll_back(&mut conn).await {
                    tracing::warn!(error = %rollback, "rollback failed");
                }
                Err(error)
            }
        }
    }
}

fn closed() -> DieselError {
    DieselError::DatabaseError(
        DatabaseErrorKind::ClosedConnection,
        Box::new("connection closed".to_owned()),
    )
}

async fn begin(conn: &mut AsyncPgConnection) -> Result<()> {
    Ok(AnsiTransactionManager::begin_transaction(conn).await?)
}

async fn commit(conn: &mut AsyncPgConnection) -> Result<()> {
    Ok(AnsiTransactionManager::commit_transaction(conn).await?)
}

async fn roll_back(conn: &mut AsyncPgConnection) -> Result<()> {
    Ok(AnsiTransactionManager::rollback_transaction(conn).await?)
}

/// An open transaction. Queries take it as the connection that it dereferences to.
pub struct Tx<'a> {
    conn: &'a mut AsyncPgConnection,
    touched: BTreeSet<StreamId>,
}

impl Tx<'_> {
    /// Wakes the followers of `stream` after the commit.
    pub(crate) fn touch(&mut self, stream: StreamId) {
        self.touched.insert(stream);
    }
}

impl Deref for Tx<'_> {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &AsyncPgConnection {
        self.conn
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut AsyncPgConnection {
        self.conn
    }
}
