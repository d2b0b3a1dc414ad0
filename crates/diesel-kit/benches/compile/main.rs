//! Prints what `cargo check` of 60 derived tables costs beside the same Diesel items by hand, and
//! what it costs that all tables may appear in one query instead of sets that belong together; then with two
//! views of each table, and a query of each.
//!
//! Writes throw-away crates into the target directory and checks them in turn; the least CPU time
//! counts. `cargo bench -p diesel-kit --bench compile`
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

mod by_hand;
mod derived;
mod shape;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use shape::Table;

const ROUNDS: usize = 5;

/// The crates: how the tables are declared, and who may appear with whom.
const DERIVED: &str = "derived";
const BY_HAND: &str = "by_hand";
const DERIVED_ALL: &str = "derived_all_to_all";
const BY_HAND_ALL: &str = "by_hand_all_to_all";
const WITH_VIEWS: &str = "derived_with_views";
const CRATES: [&str; 5] = [BY_HAND, DERIVED, BY_HAND_ALL, DERIVED_ALL, WITH_VIEWS];

const MANIFEST: &str = r#"
[dependencies]
chrono = { version = "0.4", default-features = false, features = ["clock", "serde", "std"] }
diesel-async = { version = "0.9", default-features = false, features = ["postgres"] }
diesel = { version = "2.3", default-features = false, features = ["32-column-tables", "chrono", "postgres_backend", "serde_json", "uuid"] }
serde_json = "1"
uuid = { version = "1", features = ["serde", "v7"] }
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let workspace = Workspace::write()?;
    for name in CRATES {
        workspace.check(name)?;
    }
    println!(
        "CPU seconds of `cargo check` of {} tables:",
        shape::tables().len()
    );
    print_row("", CRATES.map(|name| name.replace('_', " ")));
    let mut least = [f64::INFINITY; CRATES.len()];
    for round in 1..=ROUNDS {
        let mut times = [0.0; CRATES.len()];
        for ((name, time), least) in CRATES.iter().zip(&mut times).zip(&mut least) {
            workspace.touch(name)?;
            *time = workspace.check(name)?;
            *least = least.min(*time);
        }
        print_row(
            &format!("round {round}"),
            times.map(|time| format!("{time:.2}")),
        );
    }
    print_row("least", least.map(|time| format!("{time:.2}")));
    let [by_hand, derived, by_hand_all, derived_all, with_views] = least;
    println!(
        "derived / by hand: {:.2}, all to all: {:.2}",
        derived / by_hand,
        derived_all / by_hand_all
    );
    println!(
        "all to all / sets: {:.2}, derived: {:.2}",
        by_hand_all / by_hand,
        derived_all / derived
    );
    println!("with 120 views and as many queries: {with_views:.2} s");
    Ok(())
}

fn print_row(head: &str, cells: [String; CRATES.len()]) {
    let cells = cells.map(|cell| format!("{cell:>20}"));
    println!("{head:8}{}", cells.concat());
}

/// The throw-away crates, which share their dependencies.
struct Workspace {
    root: PathBuf,
}

impl Workspace {
    fn write() -> Result<Self, Box<dyn Error>> {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
        let tables = shape::tables();
        let groups: Vec<&[Table]> = tables
            .chunk_by(|one, next| one.group == next.group)
            .collect();
        for name in CRATES {
            let mut source = String::new();
            match name {
                BY_HAND => by_hand::write(&mut source, &tables, &groups)?,
                BY_HAND_ALL => by_hand::write(&mut source, &tables, &[&tables])?,
                DERIVED => derived::write(&mut source, &tables, &groups)?,
                WITH_VIEWS => derived::write_with_views(&mut source, &tables, &groups)?,
                _ => derived::write(&mut source, &tables, &[&tables])?,
            }
            let kit = if name.starts_with(DERIVED) {
                format!("diesel-kit = {{ path = '{}' }}", package.display())
            } else {
                String::new()
            };
            let manifest =
                format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n{MANIFEST}{kit}\n");
            fs::create_dir_all(root.join(name).join("src"))?;
            fs::write(root.join(name).join("Cargo.toml"), manifest)?;
            fs::write(root.join(name).join("src/lib.rs"), source)?;
        }
        let members = CRATES.map(|name| format!("{name:?}")).join(", ");
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n");
        fs::write(root.join("Cargo.toml"), manifest)?;
        // The versions that everything else here is built with.
        fs::copy(package.join("../../Cargo.lock"), root.join("Cargo.lock"))?;
        Ok(Self { root })
    }

    /// The next check does all the work again.
    fn touch(&self, name: &str) -> std::io::Result<()> {
        let path = self.root.join(name).join("src/lib.rs");
        fs::write(&path, fs::read(&path)?)
    }

    /// Seconds of CPU time, of Cargo and of what it started.
    fn check(&self, name: &str) -> Result<f64, Box<dyn Error>> {
        let output = Command::new("sh")
            .args([
                "-c",
                "\"$@\" && times",
                "sh",
                env!("CARGO"),
                "check",
                "--quiet",
                "--package",
                name,
            ])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .output()?;
        if !output.status.success() {
            let problem = String::from_utf8_lossy(&output.stderr);
            return Err(format!("cargo check of {name} failed:\n{problem}").into());
        }
        let text = String::from_utf8(output.stdout)?;
        let children = text.lines().nth(1).unwrap_or_default();
        let times: Option<Vec<f64>> = children.split_whitespace().map(seconds).collect();
        Ok(times
            .ok_or("`times` of the shell is not understood")?
            .iter()
            .sum())
    }
}

/// `1m2.34s`
fn seconds(text: &str) -> Option<f64> {
    let (minutes, seconds) = text.strip_suffix('s')?.split_once('m')?;
    Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
}
