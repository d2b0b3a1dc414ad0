//! `.env.example` lists every variable that is read, and no other.

use std::collections::BTreeSet;

use crate::{read, root};

/// Read by the logging library.
const ELSEWHERE: [&str; 1] = ["RUST_LOG"];

fn is_name(text: &str) -> bool {
    text.len() > 2
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// Names of variables among the string literals of every `config.rs`, without its tests.
fn read_by_code() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for package in ["db", "app", "web", "realtime", "pagespace"] {
        let path = format!("crates/{package}/src/config.rs");
        if !root().join(&path).exists() {
            continue;
        }
        let source = read(&path);
        let code = source.split("#[cfg(test)]").next().unwrap();
        let literals = code.split('"').skip(1).step_by(2);
        names.extend(literals.filter(|text| is_name(text)).map(str::to_owned));
    }
    assert!(
        names.contains("DATABASE_URL") && names.contains("PORT"),
        "{names:?}"
    );
    names
}

/// `${NAME…}` in the compose file.
fn read_by_compose() -> BTreeSet<String> {
    let file = read("docker-compose.yml");
    let starts = file.split("${").skip(1);
    let names = starts.filter_map(|rest| rest.split([':', '}']).next());
    names.map(str::to_owned).collect()
}

fn explained() -> BTreeSet<String> {
    let file = read(".env.example");
    let mut names = BTreeSet::new();
    let mut previous = "";
    for line in file.lines() {
        let name = line.trim_start_matches('#').split('=').next().unwrap();
        if is_name(name) {
            assert!(
                previous.starts_with("# "),
                "{name} has no comment line above it"
            );
            assert!(names.insert(name.to_owned()), "{name} is listed twice");
        }
        previous = line;
    }
    names
}

#[test]
fn the_example_lists_every_variable_and_no_other() {
    let mut known = read_by_code();
    known.extend(read_by_compose());
    known.extend(ELSEWHERE.map(str::to_owned));
    assert_eq!(explained(), known);
}
