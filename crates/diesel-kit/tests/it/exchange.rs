//! Things that take each other's names in one migration.

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use diesel_kit::model::{Column, EnumType, Index, Model, Sequence, Table, Unique};
use diesel_kit::{Fingerprint, Kind, Rename, Style, diff, generate};

use crate::server;

/// From one model to the other and back, with a question before and after.
async fn play(from: &Model, to: &Model, renames: &[Rename], rows: &str, after: &str) {
    let goal = built(to).await;
    let mut conn = server::connect(&server::database().await).await;
    conn.batch_execute(&generate::export(from).unwrap())
        .await
        .unwrap();
    conn.batch_execute(rows).await.unwrap();
    let before = Fingerprint::of(&mut conn).await.unwrap();
    run(&mut conn, from, to, renames).await;
    assert_eq!(
        goal.difference(&Fingerprint::of(&mut conn).await.unwrap()),
        [""; 0]
    );
    let holds = format!("DO $$ BEGIN ASSERT ({after}); END $$");
    conn.batch_execute(&holds).await.unwrap();
    let back: Vec<Rename> = renames
        .iter()
        .map(|rename| Rename::new(rename.kind, &rename.to, &rename.from))
        .collect();
    run(&mut conn, to, from, &back).await;
    assert_eq!(
        before.difference(&Fingerprint::of(&mut conn).await.unwrap()),
        [""; 0]
    );
}

async fn built(model: &Model) -> Fingerprint {
    let mut conn = server::connect(&server::database().await).await;
    conn.batch_execute(&generate::export(model).unwrap())
        .await
        .unwrap();
    Fingerprint::of(&mut conn).await.unwrap()
}

async fn run(conn: &mut AsyncPgConnection, from: &Model, to: &Model, renames: &[Rename]) {
    let steps = diff(from, to, renames, Style::Transaction);
    let sql: Vec<&str> = steps.iter().map(|step| step.sql.as_str()).collect();
    let sql = sql.join(";\n");
    conn.batch_execute(&sql)
        .await
        .unwrap_or_else(|error| panic!("{error}\n{sql}"));
}

fn rename(kind: Kind, from: &str, to: &str) -> Rename {
    Rename::new(kind, from, to)
}

#[tokio::test]
async fn columns_exchange_their_names() {
    let table = |first: &str, second: &str, third: &str| {
        Table::new("users")
            .column(Column::new(first, "text"))
            .column(Column::new(second, "text").nullable())
            .column(Column::new(third, "integer").default_to("0"))
            .index(Index::new(
                "users_idx",
                &format!("lower({first}), {second}"),
            ))
            .check(
                "users_check",
                &format!("{first} <> {second} AND {third} > 0"),
            )
    };
    let from = Model::default().table(table("a", "b", "c"));
    let to = Model::default().table(table("b", "c", "a"));
    let renames = [
        rename(Kind::Column, "users.a", "users.b"),
        rename(Kind::Column, "users.b", "users.c"),
        rename(Kind::Column, "users.c", "users.a"),
    ];
    let rows = "INSERT INTO users VALUES ('x', 'y', 3)";
    play(
        &from,
        &to,
        &renames,
        rows,
        "SELECT b = 'x' AND c = 'y' AND a = 3 FROM users",
    )
    .await;
}

#[tokio::test]
async fn tables_exchange_their_names_and_those_of_their_keys() {
    let users = |name: &str, column: &str| {
        Table::new(name)
            .column(Column::new("id", "bigserial"))
            .column(Column::new(column, "text"))
            .column(
                Column::new("seen_at", "timestamptz")
                    .default_to("now()")
                    .touched(),
            )
            .primary_key(&["id"])
            .unique(Unique::new(&[column]))
            .index(Index::new(&format!("{name}_idx"), column))
    };
    let from = Model::default()
        .table(users("new", "first"))
        .table(users("old", "second"));
    let to = Model::default()
        .table(users("old", "name"))
        .table(users("new", "name"));
    let renames = [
        rename(Kind::Table, "new", "old"),
        rename(Kind::Table, "old", "new"),
        rename(Kind::Column, "new.first", "old.name"),
        rename(Kind::Column, "old.second", "new.name"),
    ];
    let rows = "INSERT INTO new (first) VALUES ('x'); INSERT INTO old (second) VALUES ('y')";
    let after = "SELECT new.name = 'y' AND old.name = 'x' FROM new, old";
    play(&from, &to, &renames, rows, after).await;
}

#[tokio::test]
async fn labels_and_sequences_exchange_their_names() {
    let model = |labels: &[&str], first: Sequence, second: Sequence| {
        let column = Column::new("mood", "mood");
        Model::default()
            .enumeration("mood", EnumType::new(labels))
            .sequence("first", first)
            .sequence("second", second)
            .table(Table::new("days").column(column))
    };
    let small = || Sequence::default().of_type("smallint");
    let from = model(&["good", "bad"], small(), Sequence::default());
    let to = model(&["bad", "good"], Sequence::default(), small());
    let renames = [
        rename(Kind::EnumValue, "mood.good", "mood.bad"),
        rename(Kind::EnumValue, "mood.bad", "mood.good"),
        rename(Kind::Sequence, "first", "second"),
        rename(Kind::Sequence, "second", "first"),
    ];
    let rows = "INSERT INTO days VALUES ('good'); SELECT nextval('first'), nextval('first')";
    let after = "SELECT mood = 'bad' AND nextval('second') = 3 FROM days";
    play(&from, &to, &renames, rows, after).await;
}
