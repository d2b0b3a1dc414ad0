//! Lists the files of `ui/dist`, so that the binary carries them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let dist = Path::new("ui/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut list = String::from("&[\n");
    for name in served(dist)? {
        writeln!(
            list,
            "    ({name:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/ui/dist/\", {name:?}))),"
        )
        .map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    let target = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("OUT_DIR is not set"))?;
    fs::write(PathBuf::from(target).join("assets.rs"), list)
}

/// Names of the files that browsers may ask for, in order. A file without an extension describes
/// the build and is not served.
fn served(dist: &Path) -> io::Result<Vec<String>> {
    if !dist.is_dir() {
        println!("cargo::warning=ui/dist is missing: pages will have neither style nor editor");
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(dist)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && name.contains('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
