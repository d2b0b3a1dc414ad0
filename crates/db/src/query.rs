//! The queries, one file per noun. They take a connection, never the pool, and never begin a
//! transaction; what must not happen outside one takes [`Tx`](crate::Tx).

pub mod activity;
pub mod document;
pub mod drive;
pub mod favorite;
pub mod grant;
pub mod key;
pub mod member;
pub mod mention;
pub mod message;
pub mod notification;
pub mod page;
pub mod role;
pub mod search;
pub mod session;
pub mod tag;
pub mod task;
pub mod tree;
pub mod user;
pub mod view;
