//! Tests of diesel-kit: what the derives emit, and what a real PostgreSQL makes of it.

mod entity;
mod example;
