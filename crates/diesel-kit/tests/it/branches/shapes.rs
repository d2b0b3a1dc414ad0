//! Histories of more than two branches, and what the commands say about them.

use diesel_kit::cli::{Kit, Outcome};
use diesel_kit::model::{Column, ForeignKey, Index, Model, Table};
use serde_json::{Value, json};

use super::{End, copy, plain, postpone, read, sentences, take};
use crate::folder::Folder;
use crate::{output, server};

/// A table for each letter, and one column for each further one: `"ab c"` is `a(id, b)` and `c(id)`.
fn tables(text: &str) -> Model {
    let mut model = Model::default();
    for word in text.split(' ') {
        let (name, columns) = word.split_at(1);
        let mut table = Table::new(name)
            .column(Column::new("id", "bigint"))
            .primary_key(&["id"]);
        for column in columns.chars() {
            table = table.column(Column::new(column.to_string(), "text").nullable());
        }
        model = model.table(table);
    }
    model
}

fn run(model: &Model, folder: &Folder, arguments: &[&str]) -> Outcome {
    output::run(Kit::new(model.clone(), folder.path()), arguments)
}

/// A branch that goes on where another one is, on a day of its own.
fn branch(from: &Folder, title: &str, model: &Model, day: u32) -> Folder {
    let folder = copy(from);
    End::from(model.clone()).generate(&folder, title);
    postpone(&folder, from, day);
    folder
}

fn merged(folders: &[&Folder]) -> Folder {
    let all = Folder::new();
    for folder in folders {
        take(&all, folder);
    }
    all
}

fn heads(folder: &Folder) -> Vec<String> {
    read(folder).heads.iter().map(|head| plain(head)).collect()
}

fn start() -> Folder {
    let folder = Folder::new();
    End::from(tables("a b c")).generate(&folder, "start");
    let base = Folder::new();
    postpone(&folder, &base, 1);
    folder
}

/// CM16
#[test]
fn each_pair_of_three_branches_is_compared() {
    let start = start();
    let one = branch(&start, "one", &tables("ax b c"), 2);
    let two = branch(&start, "two", &tables("a bx c"), 3);
    let three = branch(&start, "three", &tables("ax bx c"), 4);
    let branches = read(&merged(&[&one, &two, &three]));
    assert_eq!(
        sentences(&branches),
        [
            "column a.x: one and three both make it",
            "column b.x: two and three both make it",
        ]
    );
    assert_eq!(branches.statements, Vec::<String>::new());
}

/// CM17, CM21; 9.07
#[test]
fn a_fork_inside_a_fork_meets_at_the_lowest_common_ancestor() {
    let start = start();
    let one = branch(&start, "one", &tables("ax b c"), 2);
    let inner = branch(&one, "inner", &tables("axy b c"), 3);
    let other = branch(&one, "other", &tables("ax bx c"), 4);
    let apart = branch(&start, "apart", &tables("a b cx"), 5);
    let all = merged(&[&inner, &other, &apart]);
    let branches = read(&all);
    assert_eq!(sentences(&branches), Vec::<String>::new());
    assert_eq!(heads(&all), ["inner", "other", "apart"]);
    assert_eq!(plain(&branches.parent.unwrap()), "start");
    assert_eq!(
        branches.statements,
        [
            "ALTER TABLE a ADD COLUMN x text",
            "ALTER TABLE a ADD COLUMN y text",
            "ALTER TABLE b ADD COLUMN x text",
            "ALTER TABLE c ADD COLUMN x text",
        ]
    );
    assert_eq!(
        run(&tables("axy bx cx"), &all, &["generate"]).text(),
        "no changes"
    );
}

/// CM20, CM24; 9.02, 9.05
#[test]
fn a_fork_that_a_merge_has_closed_is_over() {
    let start = start();
    let one = branch(&start, "one", &tables("ax b c"), 2);
    let two = branch(&start, "two", &tables("a bx c"), 3);
    let all = merged(&[&one, &two]);
    let parents = read(&all).heads.len();
    assert_eq!(parents, 2);
    let joined = branch(&all, "joined", &tables("ax bx cx"), 4);
    let branches = read(&joined);
    assert_eq!(heads(&joined), ["joined"]);
    assert_eq!((branches.parent, branches.statements), (None, Vec::new()));
    assert_eq!(
        run(&tables("ax bx cx"), &joined, &["check", "--offline"]).exit_code(),
        0
    );
    let last = joined.names().pop().unwrap();
    let snapshot: Value = serde_json::from_str(&joined.read(&last, "snapshot.json")).unwrap();
    assert_eq!(snapshot["prev"].as_array().unwrap().len(), 2);
    assert_eq!(snapshot.get("conflicts"), None);
}

/// 9.06
#[test]
fn after_a_merge_only_the_open_heads_count() {
    let start = start();
    let one = branch(&start, "one", &tables("ax b c"), 2);
    let two = branch(&start, "two", &tables("a bx c"), 3);
    let joined = branch(&merged(&[&one, &two]), "joined", &tables("ax bx cx"), 4);
    let again = branch(&joined, "again", &tables("axy bx cx"), 5);
    let apart = branch(&joined, "apart", &tables("ax bxy cx"), 6);
    let branches = read(&merged(&[&again, &apart]));
    assert_eq!(plain(&branches.parent.unwrap()), "joined");
    assert_eq!(branches.statements.len(), 2);
}

/// CM22
#[test]
fn children_of_a_merge_still_compose() {
    let start = start();
    let one = branch(&start, "one", &tables("ax b c"), 2);
    let two = branch(&start, "two", &tables("a bx c"), 3);
    let joined = branch(&merged(&[&one, &two]), "joined", &tables("axy bx c"), 5);
    // It was generated beside the merge, on one of its parents.
    let late = branch(&two, "late", &tables("a bx cx"), 4);
    let wrong = branch(&two, "wrong", &tables("ay bx c"), 4);
    let branches = read(&merged(&[&joined, &late]));
    assert_eq!(sentences(&branches), Vec::<String>::new());
    assert_eq!(plain(&branches.parent.unwrap()), "two");
    let all = merged(&[&joined, &late]);
    assert_eq!(
        run(&tables("axy bx cx"), &all, &["generate"]).text(),
        "no changes"
    );
    assert_eq!(
        sentences(&read(&merged(&[&joined, &wrong]))),
        ["column a.y: wrong and joined both make it"]
    );
}

/// 9.01, 9.08
#[test]
fn a_deep_and_a_shallow_branch_make_a_working_history() {
    let start = start();
    let owned = |model: Model| {
        let table = Table::new("d")
            .column(Column::new("id", "bigint"))
            .column(Column::new("owner", "bigint").nullable())
            .primary_key(&["id"])
            .foreign_key(ForeignKey::new(&["owner"], "a", &["id"]));
        model.table(table)
    };
    let mut deep = branch(&start, "deep", &owned(tables("a b c")), 2);
    deep = branch(&deep, "deeper", &owned(tables("ax b c")), 3);
    let shallow = branch(&start, "shallow", &tables("a b c e"), 4);
    let all = merged(&[&deep, &shallow]);
    let code = owned(tables("ax b c e"));
    let checked = run(
        &code,
        &all,
        &["check", "--database-url", server::admin_url()],
    );
    assert_eq!(checked.exit_code(), 0, "{}", checked.text());
    assert!(
        checked.text().contains("are branches that commute"),
        "{}",
        checked.text()
    );
    let json = checked.json();
    assert_eq!(plain(json["branches"]["parent"].as_str().unwrap()), "start");
    let first = json["branches"]["statements"][0].as_str().unwrap();
    assert!(first.starts_with("CREATE TABLE d"), "{first}");
    // Only the last change is new, and the migration for it builds on both branches.
    let next = owned(tables("ax by c e"));
    let written = run(&next, &all, &["generate", "next"]);
    assert_eq!(written.exit_code(), 0, "{}", written.text());
    let last = all.names().pop().unwrap();
    assert_eq!(
        all.read(&last, "up.sql"),
        "ALTER TABLE b ADD COLUMN y text;\n"
    );
    let again = run(
        &next,
        &all,
        &["check", "--database-url", server::admin_url()],
    );
    assert_eq!(again.text(), "files, code and PostgreSQL agree");
}

fn contradicting() -> Folder {
    let start = start();
    let one = branch(&start, "one", &tables("ax b c"), 2);
    let two = branch(&start, "two", &tables("ax b cx"), 3);
    merged(&[&one, &two])
}

/// 8.14, 8.15, 9.03
#[test]
fn a_conflict_is_an_error_with_all_that_belongs_to_it() {
    let folder = contradicting();
    let before = folder.names();
    let (one, two) = (before[1].clone(), before[2].clone());
    let code = tables("ax b cxy");
    let conflict = json!({
        "folders": [one, two],
        "kind": "column",
        "schema": "public",
        "object": "a.x",
        "reason": format!("{one} and {two} both make it"),
    });
    let checked = run(&code, &folder, &["check", "--offline"]);
    assert_eq!(checked.exit_code(), 1);
    assert_eq!(checked.json()["branches"]["conflicts"], json!([conflict]));
    assert_eq!(checked.json()["branches"]["statements"], json!([]));
    assert_eq!(
        plain(checked.text()),
        "branches contradict each other: delete the folders of one of them, and generate them again on \
         top of the other\n    column a.x: one and two both make it"
    );
    let ignoring = run(
        &code,
        &folder,
        &["check", "--offline", "--ignore-conflicts"],
    );
    assert_eq!(ignoring.exit_code(), 0, "{}", ignoring.text());
    assert_eq!(ignoring.json()["branches"]["conflicts"], json!([conflict]));
    for arguments in [
        &["generate"][..],
        &["generate", "--explain"],
        &["generate", "x", "--custom"],
    ] {
        let refused = run(&code, &folder, arguments);
        assert_eq!(refused.exit_code(), 1);
        assert_eq!(refused.json()["code"], "branches");
        assert_eq!(refused.json()["conflicts"], json!([conflict]));
        assert!(refused.text().contains("column a.x"), "{}", refused.text());
    }
    assert_eq!(folder.names(), before);
}

/// 9.04
#[test]
fn ignored_conflicts_are_closed_by_the_next_migration() {
    let cases = [
        ("ax b cxy", "ALTER TABLE c ADD COLUMN y text;\n"),
        (
            "ax b cx",
            "-- joins branches, and changes nothing\nSELECT 1;\n",
        ),
    ];
    for (code, sql) in cases {
        let folder = contradicting();
        let code = tables(code);
        let written = run(&code, &folder, &["generate", "--ignore-conflicts"]);
        assert_eq!(written.exit_code(), 0, "{}", written.text());
        let warnings = written.json()["warnings"].clone();
        assert!(
            warnings[0].as_str().unwrap().contains("column a.x"),
            "{warnings}"
        );
        let last = folder.names().pop().unwrap();
        assert_eq!(folder.read(&last, "up.sql"), sql);
        let snapshot: Value = serde_json::from_str(&folder.read(&last, "snapshot.json")).unwrap();
        assert_eq!(snapshot["prev"].as_array().unwrap().len(), 2);
        assert_eq!(snapshot["conflicts"][0]["object"], "a.x");
        assert_eq!(run(&code, &folder, &["check", "--offline"]).exit_code(), 0);
        // A later fork is looked at as any other.
        let last = copy(&folder);
        let mut later = tables("ax b cxy");
        later
            .tables
            .get_mut(&"b".into())
            .unwrap()
            .indexes
            .push(Index::new("i", "id"));
        let one = branch(&last, "one", &later, 28);
        let two = branch(&last, "two", &later, 29);
        assert!(!read(&merged(&[&one, &two])).conflicts.is_empty());
    }
}

/// By hand, too.
#[test]
fn a_custom_migration_builds_on_all_heads() {
    let start = start();
    let one = branch(&start, "one", &tables("ax b c"), 2);
    let two = branch(&start, "two", &tables("a bx c"), 3);
    let all = merged(&[&one, &two]);
    let code = tables("ax bx c");
    assert_eq!(
        run(&code, &all, &["generate", "by_hand", "--custom"]).exit_code(),
        0
    );
    assert_eq!(heads(&all), ["by_hand"]);
    assert_eq!(run(&code, &all, &["generate"]).text(), "no changes");
}
