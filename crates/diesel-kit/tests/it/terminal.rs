//! Questions, on a real terminal and where there is none.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::process::{ExitStatus, Stdio};

use nix::pty::openpty;

use crate::folder::Folder;
use crate::program::{command, users};

/// A folder whose newest snapshot has these columns.
fn generated(columns: &[&str]) -> Folder {
    let folder = Folder::new();
    let outcome = crate::command::run(users(columns), &folder, &["generate", "start"]);
    assert_eq!(outcome.exit_code(), 0);
    folder
}

/// Runs the program at a terminal on which this is typed, and returns what can be seen there.
fn at_terminal(
    folder: &Folder,
    columns: &[&str],
    arguments: &[&str],
    typed: &str,
) -> (ExitStatus, String) {
    let pair = openpty(None, None).unwrap();
    let end = || Stdio::from(pair.slave.try_clone().unwrap());
    let mut command = command(folder, columns, arguments);
    command.stdin(end()).stdout(end()).stderr(end());
    let mut child = command.spawn().unwrap();
    drop((command, pair.slave));
    let mut screen = File::from(pair.master);
    screen.write_all(typed.as_bytes()).unwrap();
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match screen.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => seen.extend(buffer.iter().take(count)),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // The last end of the other side is closed.
            Err(_) => break,
        }
    }
    (child.wait().unwrap(), String::from_utf8(seen).unwrap())
}

#[test]
fn a_rename_is_chosen_and_written() {
    let folder = generated(&["name"]);
    let (status, seen) = at_terminal(&folder, &["full_name"], &["generate", "x"], "1\n");
    assert!(
        seen.contains("column users.full_name is new. What was it before?"),
        "{seen}"
    );
    assert!(seen.contains("1  users.name: rename it"), "{seen}");
    assert!(
        seen.contains("2  nothing: users.full_name is made anew"),
        "{seen}"
    );
    assert_eq!(status.code(), Some(0), "{seen}");
    let up = folder.read(&folder.names()[1], "up.sql");
    assert!(up.contains("RENAME COLUMN name TO full_name"), "{up}");
}

#[test]
fn a_loss_is_confirmed_by_a_yes_after_the_question_of_the_rename() {
    let folder = generated(&["name"]);
    let (status, seen) = at_terminal(&folder, &["full_name"], &["generate"], "2\ny\n");
    assert!(seen.contains("column users.name loses data"), "{seen}");
    assert!(seen.contains("[y/N]"), "{seen}");
    assert_eq!(status.code(), Some(0), "{seen}");
    let name = &folder.names()[1];
    assert!(folder.read(name, "up.sql").contains("DROP COLUMN name"));
    assert!(
        folder
            .read(name, "metadata.toml")
            .contains("accept = [\"data_loss\"]")
    );
}

#[test]
fn without_a_yes_nothing_is_written() {
    // Return, no, and the end of the input.
    for typed in ["\n", "n\n", "\u{4}"] {
        let folder = generated(&["name"]);
        let (status, seen) = at_terminal(&folder, &[], &["generate"], typed);
        assert_eq!(
            (status.code(), folder.names().len()),
            (Some(3), 1),
            "{seen}"
        );
        assert!(seen.contains("--accept users.name"), "{seen}");
    }
}

#[test]
fn explaining_asks_for_renames_only() {
    let folder = generated(&["name"]);
    let arguments = ["generate", "--explain"];
    let (status, seen) = at_terminal(&folder, &["full_name"], &arguments, "2\n");
    assert_eq!(
        (status.code(), folder.names().len()),
        (Some(0), 1),
        "{seen}"
    );
    assert!(seen.contains("DROP COLUMN name"), "{seen}");
}

#[test]
fn who_reads_json_is_not_asked() {
    let folder = generated(&["name"]);
    for option in [["--json"].as_slice(), &["--output", "json"]] {
        let arguments = [&["generate"], option].concat();
        let (status, seen) = at_terminal(&folder, &["full_name"], &arguments, "");
        assert_eq!(status.code(), Some(3), "{seen}");
        assert!(seen.contains("\"state\":\"missing_hints\""), "{seen}");
        assert!(!seen.contains("[1-2]"), "{seen}");
    }
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    let folder = generated(&["name"]);
    let output = command(&folder, &["full_name"], &["generate"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), folder.names().len()), (Some(3), 1));
    assert!(
        errors.contains("--rename users.name:users.full_name"),
        "{errors}"
    );
    assert!(
        !errors.contains("[1-2]") && !errors.contains('\u{1b}'),
        "{errors}"
    );
}

#[test]
fn programs_get_one_object_and_nothing_else() {
    let folder = generated(&["name"]);
    let output = command(&folder, &["full_name"], &["generate", "--json"])
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let object = printed.lines().find(|line| line.starts_with('{')).unwrap();
    let object: serde_json::Value = serde_json::from_str(object).unwrap();
    assert_eq!(object["state"], "missing_hints");
    assert!(
        output.stderr.is_empty(),
        "{:?}",
        String::from_utf8(output.stderr)
    );
}
