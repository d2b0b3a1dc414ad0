//! CPU time per operation, of the client and of PostgreSQL.

use std::time::Duration;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// What one arm did in one round.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) operations: u64,
    /// CPU of the client process in microseconds.
    pub(crate) client: f64,
    /// CPU of the connections' server processes in microseconds.
    pub(crate) server: f64,
}

impl Measured {
    /// Microseconds per operation: client, server.
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        reason = "counts of operations are far below 2^53"
    )]
    pub(crate) fn per_operation(&self) -> [f64; 2] {
        let operations = self.operations as f64;
        [self.client / operations, self.server / operations]
    }
}

/// CPU time of processes, in microseconds: what the kernel counts in hundredths of a second.
pub(crate) fn cpu(processes: &[i32]) -> Result<f64> {
    const MICROSECONDS_PER_TICK: f64 = 10_000.0;
    let mut ticks = 0.0;
    for process in processes {
        let path = format!("/proc/{process}/stat");
        let text = std::fs::read_to_string(&path).with_context(|| path.clone())?;
        // The name of the program may hold anything; it ends with the last parenthesis.
        let (_, fields) = text.rsplit_once(')').with_context(|| path.clone())?;
        for time in fields.split_whitespace().skip(11).take(2) {
            ticks += time.parse::<f64>().with_context(|| path.clone())?;
        }
    }
    Ok(ticks * MICROSECONDS_PER_TICK)
}

/// When to warm up until, and when to stop.
#[derive(Clone, Copy)]
pub(crate) struct Times {
    pub(crate) warm_up: Duration,
    pub(crate) measured: Duration,
}
