//! Arrows only point left: diesel-kit ← db ← app ← {web, realtime} ← pagespace.

use std::process::Command;

const WORKSPACE: [&str; 9] = [
    "diesel-kit",
    "diesel-kit-derive",
    "db",
    "app",
    "web",
    "realtime",
    "pagespace",
    "testkit",
    "test-server",
];

/// What a package names among its own dependencies, without those of its tests.
fn dependencies(package: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--package", package])
        .args([
            "--edges",
            "normal,build",
            "--depth",
            "1",
            "--prefix",
            "none",
        ])
        .args(["--format", "{p}", "--target", "all"])
        .current_dir(crate::root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = String::from_utf8(output.stdout).unwrap();
    let names = lines
        .lines()
        .skip(1)
        .filter_map(|line| line.split(' ').next());
    let names: Vec<String> = names.map(str::to_owned).collect();
    assert!(
        !names.is_empty(),
        "{package} depends on nothing: is this the right question?"
    );
    names
}

fn of_the_workspace(package: &str) -> Vec<String> {
    let mut found = dependencies(package);
    found.retain(|name| WORKSPACE.contains(&name.as_str()));
    found.sort_unstable();
    found
}

#[test]
fn packages_know_only_what_is_left_of_them() {
    for (package, expected) in [
        ("diesel-kit-derive", vec![]),
        ("diesel-kit", vec!["diesel-kit-derive"]),
        ("db", vec!["diesel-kit"]),
        ("app", vec!["db"]),
        ("web", vec!["app", "db"]),
        ("realtime", vec!["app", "db"]),
        ("pagespace", vec!["app", "db", "realtime", "web"]),
    ] {
        assert_eq!(of_the_workspace(package), expected, "{package}");
    }
}

#[test]
fn services_do_not_speak_sql() {
    for package in ["web", "realtime", "pagespace"] {
        let found = dependencies(package);
        for forbidden in ["diesel", "diesel-async", "tokio-postgres"] {
            assert!(
                !found.iter().any(|name| name == forbidden),
                "{package} uses {forbidden}"
            );
        }
    }
}

#[test]
fn operations_do_not_know_http() {
    for package in ["db", "app"] {
        let found = dependencies(package);
        assert!(
            !found.iter().any(|name| name.starts_with("actix")),
            "{package}: {found:?}"
        );
    }
}
