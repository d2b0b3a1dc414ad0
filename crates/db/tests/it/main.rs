//! The database as it is, on a real PostgreSQL.

// The attribute lets the lints know that helper functions are tests, too.
#[cfg(test)]
mod local;
