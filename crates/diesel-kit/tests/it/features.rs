//! What a program carries that only applies migrations.

use std::process::Command;

#[test]
fn without_the_commands_their_libraries_stay_out() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--package", "diesel-kit"])
        .args(["--no-default-features", "--edges", "normal"])
        .args(["--prefix", "none", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    let uses = |package: &str| tree.lines().any(|line| line.starts_with(package));
    assert!(uses("diesel-async "), "{tree}");
    for package in ["clap", "squawk", "rowan"] {
        assert!(!uses(package), "{package} is among\n{tree}");
    }
}
