//! What the product does: every operation, checked, written and recorded.
pub mod document;
