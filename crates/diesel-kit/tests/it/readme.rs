//! The five minutes of the README: its files make a project, its commands print what it says.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::server;

const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

/// A fenced block: its language, and the lines in it.
struct Block<'a> {
    language: &'a str,
    text: &'a str,
}

/// The blocks of the section with this heading.
fn blocks<'a>(readme: &'a str, heading: &str) -> Vec<Block<'a>> {
    let (_, section) = readme.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let fenced = section.split("```").skip(1).step_by(2);
    let blocks = fenced.map(|block| {
        let (language, text) = block.split_once('\n').unwrap();
        Block { language, text }
    });
    blocks.collect()
}

/// The project that the reader makes. Its compiled dependencies stay for the next run.
struct Project {
    directory: PathBuf,
    target: PathBuf,
    url: String,
}

impl Project {
    fn new(url: String) -> Self {
        let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
        let directory = shared.join("guestbook");
        if directory.exists() {
            std::fs::remove_dir_all(&directory).unwrap();
        }
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::copy(
            Path::new(PACKAGE).join("../../Cargo.lock"),
            directory.join("Cargo.lock"),
        )
        .unwrap();
        Self {
            directory,
            target: shared.join("target"),
            url,
        }
    }

    /// A block whose first line is a comment with the path of the file.
    fn write(&self, block: &Block) {
        let (comment, text) = block.text.split_once('\n').unwrap();
        let path = comment.trim_start_matches(['#', '/', ' ']);
        let text = match path {
            "Cargo.toml" => manifest(text),
            _ => text.to_owned(),
        };
        let path = self.directory.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Commands after `$ `, each with what it prints.
    fn follow(&self, block: &Block) {
        for part in block.text.split("$ ").skip(1) {
            let (command, expected) = part.split_once('\n').unwrap();
            assert_eq!(
                without_numbers(&self.run(command)),
                without_numbers(expected),
                "{command}"
            );
        }
    }

    fn run(&self, command: &str) -> String {
        let path = std::env::var("PATH").unwrap();
        let output = Command::new("sh")
            .args(["-c", &format!("{command} 2>&1")])
            .current_dir(&self.directory)
            .env("PATH", format!("{path}:{}", server::binaries().display()))
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TARGET_DIR", &self.target)
            .env("DATABASE_URL", &self.url)
            .env_remove("RUST_BACKTRACE")
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }
}

/// The manifest with the package that is tested, outside of the workspace.
fn manifest(text: &str) -> String {
    let published = "{ git = \"https://github.com/pagespace/pagespace\" }";
    assert!(text.contains(published));
    let here = text.replace(published, &format!("{{ path = {PACKAGE:?} }}"));
    format!("{here}\n[workspace]\n\n[profile.dev]\ndebug = false\nincremental = false\n")
}

/// Times and durations differ from run to run: every number becomes a zero.
fn without_numbers(text: &str) -> String {
    let mut stable = String::new();
    for letter in text.trim_end().chars() {
        if !letter.is_ascii_digit() {
            stable.push(letter);
        } else if !stable.ends_with('0') {
            stable.push('0');
        }
    }
    stable
}

#[tokio::test]
async fn the_first_five_minutes_go_as_the_readme_says() {
    let readme = std::fs::read_to_string(Path::new(PACKAGE).join("README.md")).unwrap();
    let project = Project::new(server::database().await);
    let blocks = blocks(&readme, "Five minutes");
    for block in &blocks {
        match block.language {
            "console" => project.follow(block),
            _ => project.write(block),
        }
    }
    let commands = blocks.iter().filter(|block| block.language == "console");
    assert_eq!(commands.count(), 4);
}
