//! SQL text: names, lists, statements, scripts.

pub(crate) mod expression;
pub(crate) mod name;
pub(crate) mod policy;
pub(crate) mod query;
pub(crate) mod role;
pub(crate) mod script;
pub(crate) mod sequence;
pub(crate) mod split;
pub(crate) mod statement;
pub(crate) mod token;
pub(crate) mod touch;
pub(crate) mod view;
