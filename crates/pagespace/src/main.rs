//! Everything in one process with an embedded PostgreSQL, for a laptop or a small team.

fn main() {}
