//! A PostgreSQL cluster of our own, started on demand and shared by every process on its directory.
//!
//! Nothing to configure and nothing to install but the binaries: the cluster lives in one private
//! directory, listens on a unix socket in it and on no port. Two file locks coordinate processes,
//! because the kernel frees them however a process ends: `lock` is held while somebody starts or stops
//! the server, `clients` is shared by everybody who uses it. Who leaves last stops it; a cluster whose
//! users were all killed keeps running and is found by the next one.

mod account;
mod binaries;
mod cluster;
mod error;
mod home;
mod postmaster;

use std::fs::File;
use std::path::PathBuf;

pub use error::Error;

use account::Account;
use binaries::Binaries;
use cluster::Cluster;
use home::Home;

type Result<T> = std::result::Result<T, Error>;

/// Where a cluster is, and what runs it.
#[derive(Debug, Clone)]
pub struct Options {
    /// Holds the cluster, its socket, its locks and its log. Made if it does not exist.
    pub dir: PathBuf,
    /// Looked at before the usual places.
    pub bin_dir: Option<PathBuf>,
    /// Whether a commit survives a power cut. False only for databases that nobody will miss.
    pub durable: bool,
}

/// The cluster in use by this process, until dropped.
#[derive(Debug)]
pub struct Local {
    home: Home,
    cluster: Cluster,
    clients: Option<File>,
}

impl Local {
    /// Makes the cluster if there is none, starts it if it does not run, and joins its users.
    ///
    /// Blocks for up to a minute in bad cases: call it outside the async workers.
    pub fn start(options: &Options) -> Result<Self> {
        let home = Home::prepare(&options.dir)?;
        // One starter at a time; everybody else finds the server running afterwards.
        let _starting = home.lock()?;
        let account = Account::for_cluster(&home.data())?;
        home.give_to(account)?;
        let needed = home.data_version();
        let binaries = Binaries::choose(options.bin_dir.as_deref(), needed.as_deref(), &home)?;
        let cluster = Cluster::new(&home, binaries, account, options.durable);
        if needed.is_none() {
            cluster.create()?;
        }
        cluster.run()?;
        let clients = Some(home.join_clients()?);
        Ok(Self {
            home,
            cluster,
            clients,
        })
    }

    /// The URL of the cluster's default database.
    pub fn url(&self) -> String {
        self.cluster.url()
    }

    /// Leaves the server running when this process ends, for the next one to find.
    pub fn keep_running(&mut self) {
        if let Some(clients) = self.clients.take() {
            // The lock shall live as long as the process, so nobody else stops the server meanwhile.
            std::mem::forget(clients);
        }
    }

    fn leave(&mut self) -> Result<()> {
        let Some(clients) = self.clients.take() else {
            return Ok(());
        };
        let _stopping = self.home.lock()?;
        drop(clients);
        if self.home.has_clients()? {
            return Ok(());
        }
        self.cluster.stop()?;
        self.home.clean_up();
        Ok(())
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        if let Err(error) = self.leave() {
            tracing::warn!(%error, "the local PostgreSQL was left running");
        }
    }
}
