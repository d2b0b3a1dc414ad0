//! HTTP in, HTTP out: REST, MCP and the web UI.
//!
//! [`serve`] starts the service. `routes` is the interface for programs, `site` the pages for
//! people; both ask `app` for everything. `extract` decides who calls before a handler runs, `error`
//! is the only place that knows status codes, and `edge` surrounds every request.

mod assets;
pub mod config;
mod csrf;
mod edge;
mod error;
mod extract;
mod openapi;
mod origin;
mod routes;
mod server;
mod site;
mod wire;

pub use config::{Config, ConfigError};
pub use openapi::document;
pub use origin::{Origin, Realtime};
pub use server::{Running, serve};
