//! The way in: pools for reads, transactions for writes, and a wake-up after each commit.

mod checkout;
mod health;
mod replica;

use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use diesel_async::pooled_connection::bb8::PooledConnection;
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager};
use diesel_kit::connection::Server;
use tokio::sync::mpsc;

use crate::id::UserId;
use crate::stream::StreamId;
use crate::wake::{self, Heard, Wake};
use crate::{Error, Result};
pub(crate) use checkout::Checkout;
use replica::Replica;

/// A connection out of the pool.
pub type Conn = PooledConnection<'static, AsyncPgConnection>;

/// The servers of a database.
#[derive(Clone)]
pub struct Servers {
    /// Where everything is written, and read from unless it may be stale.
    pub primary: Server,
    /// The primary without a pooler in between, for whoever listens. Nobody listens without.
    pub direct: Option<Server>,
    /// A streaming replica of the primary.
    pub replica: Option<Server>,
}

/// The database: cheap to clone, one per process.
#[derive(Clone)]
pub struct Db {
    primary: Checkout,
    replica: Option<Replica>,
    direct: Option<Server>,
    wake: Wake,
    url: Arc<str>,
}

impl Db {
    /// A pool of at most `size` connections; about four per core is fastest, more is not faster.
    ///
    /// Connections are made when needed, so this succeeds while PostgreSQL is still starting.
    /// Must be called inside a tokio runtime: it starts the task that sends wake-ups.
    pub async fn connect(url: &str, size: u32) -> Result<Self> {
        let primary = server(url)?;
        let direct = Some(primary.clone()).filter(|primary| !primary.is_pooled());
        let servers = Servers {
            primary,
            direct,
            replica: None,
        };
        Self::connect_to(servers, url, size).await
    }

    /// The same for several servers; the URL is what [`Db::url`] shall say.
    pub async fn connect_to(servers: Servers, url: &str, size: u32) -> Result<Self> {
        let primary = Checkout::new(servers.primary, size).await?;
        let replica = match servers.replica {
            Some(server) => {
                let checkout = Checkout::new(server, size).await?;
                Some(Replica::start(checkout, primary.clone()))
            }
            None => None,
        };
        Ok(Self {
            wake: Wake::start(primary.clone()),
            primary,
            replica,
            direct: servers.direct,
            url: url.into(),
        })
    }

    /// The URL of this database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What others have written, as it happens. Ends at once where nobody can listen: through a pooler.
    pub fn listen(&self) -> mpsc::UnboundedReceiver<Heard> {
        wake::listen(self.direct.clone())
    }

    /// A connection for reading.
    pub async fn conn(&self) -> Result<Conn> {
        self.primary.get().await
    }

    /// A connection for reading what may be some seconds old: to a replica, if there is one that has
    /// everything the reader has written through this process, else to the primary.
    ///
    /// Not for anything that is decided on: permissions, revisions, what is written next.
    pub async fn stale(&self, reader: &UserId) -> Result<Conn> {
        if let Some(replica) = &self.replica
            && let Some(conn) = replica.get(reader).await
        {
            return Ok(conn);
        }
        self.conn().await
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
            writer: None,
        };
        let outcome = work(&mut tx).await;
        let committing = Committing {
            db: outcome.is_ok().then_some(self),
            touched: tx.touched,
            writer: tx.writer,
        };
        match outcome {
            Ok(value) => {
                commit(&mut conn).await?;
                drop(committing);
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

/// Reads a URL.
pub(crate) fn server(url: &str) -> Result<Server> {
    Server::new(url).map_err(|error| Error::Unavailable(error.to_string()))
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

/// Tells others of a commit when it is dropped: also if nobody waits for the commit any longer, which may
/// have happened all the same.
struct Committing<'a> {
    /// Nobody, if there is nothing to tell.
    db: Option<&'a Db>,
    touched: BTreeSet<StreamId>,
    writer: Option<UserId>,
}

impl Drop for Committing<'_> {
    fn drop(&mut self) {
        let Some(db) = self.db else { return };
        if let Some(replica) = &db.replica {
            replica.committed(self.writer.take());
        }
        db.wake.streams(std::mem::take(&mut self.touched));
    }
}

/// An open transaction. Queries take it as the connection that it dereferences to.
pub struct Tx<'a> {
    conn: &'a mut AsyncPgConnection,
    touched: BTreeSet<StreamId>,
    writer: Option<UserId>,
}

impl Tx<'_> {
    /// Wakes the followers of `stream` after the commit.
    pub(crate) fn touch(&mut self, stream: StreamId) {
        self.touched.insert(stream);
    }

    /// Says who alone has to see this write at once in [`Db::stale`]; unsaid, everybody has to.
    pub fn written_by(&mut self, writer: &UserId) {
        self.writer = Some(writer.clone());
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
