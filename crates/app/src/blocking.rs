//! Work that would keep a worker of the runtime from its other requests.

use crate::{Error, Result};

/// Runs `work` on a thread that may be busy.
pub(crate) async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Internal(error.to_string()))
}
