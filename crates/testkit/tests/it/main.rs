//! The house itself: which crate may know which, and files that must agree with each other.

// The attributes let the lints know that helper functions are tests, too.
#[cfg(test)]
mod agreement;
#[cfg(test)]
mod arrows;
#[cfg(test)]
mod environment;
#[cfg(test)]
mod worlds;

#[cfg(test)]
fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[cfg(test)]
fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
