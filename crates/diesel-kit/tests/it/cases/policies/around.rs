//! Policies stand in the way of changes to what they read.

use diesel_kit::model::{Column, EnumType, Extension, Model, Policy, SqlObject, Table};

use super::super::Case;
use super::super::list::{model, table};
use super::{ROW, docs, guarded};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = around_columns();
    cases.extend(around_other_tables());
    cases.extend(around_types());
    cases.extend(around_functions());
    cases
}

fn around_columns() -> Vec<Case> {
    let of_type = |sql_type: &str, policy: Policy| {
        model([docs()
            .column(Column::new("size", sql_type).default_to("1"))
            .policy(policy)])
    };
    let large = || Policy::new("large").using("size > 0").comment("Not empty.");
    vec![
        Case::new(
            "a policy reads a column whose type changes",
            of_type("integer", large()),
            of_type("bigint", large()),
        )
        .row(ROW)
        .after("(SELECT size FROM docs) = 1"),
        Case::new(
            "a policy reads a column that goes",
            of_type("integer", large()),
            guarded([Policy::new("large").using("id > 0")]),
        )
        .loses_data()
        .opens(),
    ]
}

fn around_other_tables() -> Vec<Case> {
    let through = |columns: &str, condition: &str| {
        let condition = format!("EXISTS (SELECT {condition})");
        model([
            table("docs", columns),
            table("notes", "id bigint; owner text")
                .policy(Policy::new("through").using(&condition)),
        ])
    };
    let by_size = "FROM docs d WHERE d.size = notes.id";
    let star = "* FROM docs d WHERE d.id = notes.id";
    vec![
        Case::new(
            "a policy of another table reads a column whose type changes",
            through("id bigint; size integer", by_size),
            through("id bigint; size bigint", by_size),
        ),
        Case::new(
            "a policy of another table reads a column that goes",
            through("id bigint; size integer", by_size),
            through("id bigint", "FROM docs d WHERE d.id = notes.id"),
        )
        .loses_data()
        .opens(),
        Case::new(
            "a policy reads all columns of a table that gets one",
            through("id bigint", star),
            through("id bigint; size integer?", star),
        ),
    ]
}

fn around_types() -> Vec<Case> {
    let mood = |labels: &[&str]| {
        let table = docs()
            .column(Column::new("mood", "mood").default_to("'good'"))
            .policy(Policy::new("good").using("mood = 'good'"));
        let note = table_of_notes().policy(Policy::new("good").using("'good'::mood::text = owner"));
        model([table, note]).enumeration("mood", EnumType::new(labels))
    };
    vec![
        Case::new(
            "policies around an enum that loses a label",
            mood(&["good", "ugly", "bad"]),
            mood(&["good", "bad"]),
        )
        .loses_data(),
        Case::new("a policy uses a label that is new", mood(&["good"]), {
            let mut model = mood(&["good", "fine"]);
            let docs = model.tables.get_mut(&"docs".into()).unwrap();
            docs.policies = vec![Policy::new("good").using("mood IN ('good', 'fine')")];
            model
        })
        .opens(),
        Case::new(
            "a policy calls a function of an extension that comes with it",
            guarded([]),
            guarded([Policy::new("own").using("similarity(owner, current_user) > 0.9")])
                .extension("pg_trgm", Extension::default()),
        ),
    ]
}

fn table_of_notes() -> Table {
    table("notes", "id bigint; owner text")
}

/// A table whose policy asks a function, which reads a table.
fn asking(read: &str, function: &str) -> Model {
    let up = format!(
        "CREATE OR REPLACE FUNCTION {function}() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER AS \
         'SELECT id FROM {read}'"
    );
    let reachable = SqlObject::new("function", &up, &format!("DROP FUNCTION {function}()"));
    let mine = Policy::new("mine").using(&format!("id IN (SELECT {function}())"));
    model([
        table(read, "id bigint; owner text").policy(mine.clone()),
        table_of_notes().policy(mine),
    ])
    .object(function, reachable.depends_on(&[read]))
}

fn around_functions() -> Vec<Case> {
    vec![
        Case::new(
            "policies ask a function that reads their tables",
            model([]),
            asking("docs", "reachable"),
        ),
        Case::new(
            "policies of tables that stay ask a function that comes",
            model([docs(), table_of_notes()]),
            asking("docs", "reachable"),
        ),
        Case::new(
            "policies ask another function",
            asking("docs", "reachable"),
            asking("docs", "visible"),
        )
        .opens(),
        Case::new(
            "the function that policies ask returns another type",
            asking("docs", "reachable"),
            {
                let mut model = asking("docs", "reachable");
                let function = model.objects.get_mut("reachable").unwrap();
                function.up = function.up.replace("SETOF bigint", "SETOF numeric");
                model
            },
        ),
        Case::new(
            "policies and the function they asked go, and their table has another name",
            asking("docs", "reachable"),
            model([table("papers", "id bigint; owner text"), table_of_notes()]),
        )
        .rename("docs", "papers")
        .opens(),
    ]
}
