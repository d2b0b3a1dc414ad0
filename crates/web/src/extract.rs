//! What handlers ask of a request: who calls, which id, which query, which body.

mod body;
mod caller;
mod credential;
mod form;
mod id;
mod input;
mod query;
mod visitor;

pub(crate) use body::{Body, LIMIT, double_option};
pub(crate) use caller::{Caller, KeyCaller, SessionCaller};
pub(crate) use credential::SESSION_COOKIE;
pub(crate) use form::{Anonymous, SignedIn};
pub(crate) use id::Id;
pub(crate) use query::{Query, from_text};
pub(crate) use visitor::Visitor;

use std::future::Future;
use std::pin::Pin;

/// The future of an extractor.
pub(crate) type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, actix_web::Error>>>>;
