//! SQL text: names, lists, statements, scripts.

pub(crate) mod expression;
pub(crate) mod name;
pub(crate) mod policy;
pub(crate) mod role;
pub(crate) mod script;
pub(crate) mod split;
pub(crate) mod statement;
pub(crate) mod token;
