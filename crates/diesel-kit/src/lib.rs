//! Schema-first migrations for Diesel: declare tables in Rust, generate, check and apply SQL.
