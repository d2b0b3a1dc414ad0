//! A database that exists as long as its handle.

use crate::server;

/// Dropped from the server, with whoever is still connected, when dropped here.
pub(crate) struct Database {
    pub(crate) name: String,
    pub(crate) url: String,
}

impl Drop for Database {
    fn drop(&mut self) {
        server::shared().drop_database(&self.name);
    }
}
