//! Compiles again when a migration is added, and names the set of migrations by a hash.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::{fs, io};

const MIGRATIONS: &str = "../../migrations";

fn main() -> io::Result<()> {
    // `embed_migrations!` does not see new directories by itself.
    println!("cargo:rerun-if-changed={MIGRATIONS}");
    let mut hasher = DefaultHasher::new();
    hash_directory(Path::new(MIGRATIONS), &mut hasher)?;
    println!("cargo:rustc-env=MIGRATIONS_HASH={:016x}", hasher.finish());
    Ok(())
}

fn hash_directory(dir: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    let mut paths = fs::read_dir(dir)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            hash_directory(&path, hasher)?;
        } else {
            path.hash(hasher);
            fs::read(&path)?.hash(hasher);
        }
    }
    Ok(())
}
