//! Derives of diesel-kit.
