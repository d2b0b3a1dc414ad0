//! What `generate` leaves in the directory: whole folders, each with a version of its own.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Stdio;

use diesel_kit::model::Index;
use serde_json::Value;

use crate::command::run;
use crate::folder::Folder;
use crate::program::{command, users};

const FUTURE: &str = "2999-01-01-000000_start";

/// A folder whose only migration is of the far future, so that the names of the next ones are known.
fn in_the_future(columns: &[&str]) -> Folder {
    let folder = Folder::new();
    run(users(columns), &folder, &["generate", "start"]);
    let name = folder.names().remove(0);
    fs::rename(folder.path().join(name), folder.path().join(FUTURE)).unwrap();
    folder
}

fn snapshot(folder: &Folder, name: &str) -> Value {
    serde_json::from_str(&folder.read(name, "snapshot.json")).unwrap()
}

fn version(name: &str) -> &str {
    name.split_once('_').unwrap().0
}

#[test]
fn the_same_change_makes_the_same_files() {
    let first = in_the_future(&["name"]);
    let second = Folder::new();
    fs::create_dir(second.path().join(FUTURE)).unwrap();
    for file in ["up.sql", "down.sql", "metadata.toml", "snapshot.json"] {
        second.write(FUTURE, file, &first.read(FUTURE, file));
    }
    let mut model = users(&["name", "age"]);
    let table = model.tables.get_mut(&"users".into()).unwrap();
    table.indexes.push(Index::new("by_age", "age"));
    for folder in [&first, &second] {
        assert_eq!(run(model.clone(), folder, &["generate"]).exit_code(), 0);
    }
    assert_eq!(
        first.names(),
        [
            FUTURE,
            "2999-01-01-000001_change_users",
            "2999-01-01-000002_change_users_by_age"
        ]
    );
    assert_eq!(first.names(), second.names());
    for name in first.names() {
        for file in ["up.sql", "down.sql", "metadata.toml", "snapshot.json"] {
            assert_eq!(
                first.read(&name, file),
                second.read(&name, file),
                "{name}/{file}"
            );
        }
    }
}

#[test]
fn two_branches_that_make_the_same_change_have_two_snapshots() {
    let folder = in_the_future(&["name"]);
    let id = |title: &str| {
        run(users(&["name", "age"]), &folder, &["generate", title]);
        let name = folder.names().remove(1);
        let id = snapshot(&folder, &name)["id"].clone();
        fs::remove_dir_all(folder.path().join(name)).unwrap();
        id
    };
    assert_eq!(id("one"), id("one"));
    assert_ne!(id("one"), id("other"));
}

#[test]
fn processes_that_write_at_once_get_versions_of_their_own() {
    let folder = in_the_future(&[]);
    let started: Vec<_> = (0..6)
        .map(|at| {
            let title = format!("by_{at}");
            let mut command = command(&folder, &[], &["generate", "--custom", &title]);
            command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in started {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    let names = folder.names();
    let versions: BTreeSet<&str> = names.iter().map(|name| version(name)).collect();
    assert_eq!((names.len(), versions.len()), (7, 7), "{names:?}");
    for pair in names.windows(2) {
        assert_eq!(
            snapshot(&folder, &pair[1])["prev"][0],
            snapshot(&folder, &pair[0])["id"]
        );
    }
}

#[test]
fn of_processes_that_make_the_same_change_one_writes_it() {
    let folder = Folder::new();
    let started: Vec<_> = (0..4)
        .map(|_| {
            let mut command = command(&folder, &["name"], &["generate"]);
            command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in started {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    assert_eq!(folder.names().len(), 1, "{:?}", folder.names());
}

#[test]
fn a_folder_that_cannot_be_used_is_told_in_one_line() {
    let folder = Folder::new();
    fs::write(folder.path().join("file"), "").unwrap();
    let kit = diesel_kit::cli::Kit::new(users(&[]), folder.path().join("file/migrations"));
    let outcome = diesel_kit::cli::answer(kit, ["db", "generate"]).unwrap();
    assert_eq!(
        (outcome.exit_code(), outcome.text().lines().count()),
        (1, 1)
    );
    assert!(
        outcome.text().contains("file/migrations"),
        "{}",
        outcome.text()
    );
}

#[test]
fn a_folder_without_the_right_to_write_stays_as_it_was() {
    let folder = in_the_future(&["name"]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let mut command = command(&folder, &["name", "age"], &["generate"]);
    if nix::unistd::geteuid().is_root() {
        // Nobody, because everything is allowed to root.
        command.uid(65534).gid(65534);
    }
    let output = command.output().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), errors.lines().count()),
        (Some(1), 1),
        "{errors}"
    );
    assert!(errors.contains("nothing was written"), "{errors}");
    assert_eq!(folder.names(), [FUTURE]);
}

#[test]
fn of_several_folders_none_stays_when_one_cannot_be_written() {
    let folder = in_the_future(&["name"]);
    let mut model = users(&["name", "age"]);
    let table = model.tables.get_mut(&"users".into()).unwrap();
    table.indexes.push(Index::new("by_age", "age"));
    // In the way of the second folder.
    let obstacle = ".2999-01-01-000002_change_users_by_age";
    fs::write(folder.path().join(obstacle), "").unwrap();
    let outcome = run(model.clone(), &folder, &["generate"]);
    assert_eq!(outcome.exit_code(), 1, "{}", outcome.text());
    assert_eq!(folder.names(), [obstacle, FUTURE]);
    fs::remove_file(folder.path().join(obstacle)).unwrap();
    assert_eq!(run(model, &folder, &["generate"]).exit_code(), 0);
    assert_eq!(folder.names().len(), 3);
}

#[test]
fn a_folder_that_was_not_finished_is_in_nobodys_way() {
    let folder = in_the_future(&["name"]);
    fs::create_dir(folder.path().join(".2999-01-01-000001_change_users")).unwrap();
    fs::write(
        folder.path().join(".2999-01-01-000001_change_users/up.sql"),
        "DROP",
    )
    .unwrap();
    let outcome = run(users(&["name", "age"]), &folder, &["generate"]);
    assert_eq!(outcome.exit_code(), 0, "{}", outcome.text());
    assert_eq!(folder.names(), [FUTURE, "2999-01-01-000001_change_users"]);
}
