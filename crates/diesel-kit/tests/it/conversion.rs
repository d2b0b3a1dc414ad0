//! Changes of types, each to each: values survive, or somebody is told.

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::generate::{Options, Planned, between, export};
use diesel_kit::model::{Column, EnumType, Model, Table};
use diesel_kit::{Error, Hazard};

use crate::server;

/// Types, each with a value.
const TYPES: &[(&str, &str)] = &[
    ("smallint", "7"),
    ("integer", "70000"),
    ("bigint", "7000000000"),
    ("real", "1.5"),
    ("double precision", "0.1"),
    ("numeric", "1.25"),
    ("numeric(6,2)", "12.34"),
    ("numeric(8,2)", "123456.78"),
    ("money", "'7.50'"),
    ("boolean", "true"),
    ("text", "'it''s text'"),
    ("varchar(4)", "'abcd'"),
    ("varchar(9)", "'some text'"),
    ("char(3)", "'ab'"),
    ("bytea", r"'\x00ff'"),
    ("uuid", "'11111111-2222-3333-4444-555555555555'"),
    ("date", "'2024-02-29'"),
    ("timestamp", "'2024-02-29 01:02:03.456789'"),
    ("timestamp(0)", "'2024-02-29 01:02:03'"),
    ("timestamptz", "'2024-02-29 01:02:03.456789'"),
    ("time", "'01:02:03.456789'"),
    ("timetz", "'01:02:03+02'"),
    ("interval", "'1 day 02:03:04'"),
    ("interval day to hour", "'1 day 02:00:00'"),
    ("json", "'{\"a\": 1}'"),
    ("jsonb", "'\"2024-02-29\"'"),
    ("inet", "'10.0.0.1'"),
    ("cidr", "'10.0.0.0/8'"),
    ("macaddr", "'08:00:2b:01:02:03'"),
    ("macaddr8", "'08:00:2b:01:02:03:04:05'"),
    ("bit(4)", "'1010'"),
    ("varbit(6)", "'10101'"),
    ("point", "'(1,2)'"),
    ("circle", "'<(1,2),3>'"),
    ("tsvector", "'''cat'':1'"),
    ("int4range", "'[1,5)'"),
    ("oid", "70000"),
    ("mood", "'good'"),
    ("integer[]", "'{1,NULL,3}'"),
    ("text[]", "'{a,\"b c\"}'"),
    ("mood[]", "'{good}'"),
];

fn model(sql_type: &str) -> Model {
    let column = Column::new("a", sql_type).nullable();
    Model::default()
        .enumeration("mood", EnumType::new(&["good", "bad"]))
        .table(Table::new("things").column(column))
}

#[tokio::test]
async fn between_any_two_types_values_survive_or_somebody_is_told() {
    let mut conn = server::connect(&server::database().await).await;
    let mut failures = Vec::new();
    for (from, value) in TYPES {
        for (to, _) in TYPES.iter().filter(|(to, _)| to != from) {
            if let Err(message) = change(&mut conn, from, to, value).await {
                failures.push(format!("{from} to {to}: {message}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

async fn change(
    conn: &mut AsyncPgConnection,
    from: &str,
    to: &str,
    value: &str,
) -> Result<(), String> {
    let planned = match between(&model(from), &model(to), &Options::default()) {
        Ok(planned) => planned,
        Err(Error::Conversion(_)) => return Ok(()),
        Err(error) => return Err(error.to_string()),
    };
    let [planned] = planned.as_slice() else {
        return Err(format!("{} migrations", planned.len()));
    };
    conn.batch_execute("BEGIN").await.unwrap();
    let outcome = played(conn, from, value, planned).await;
    conn.batch_execute("ROLLBACK").await.unwrap();
    outcome
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Text)]
    value: String,
    #[diesel(sql_type = Text)]
    file: String,
}

async fn played(
    conn: &mut AsyncPgConnection,
    from: &str,
    value: &str,
    planned: &Planned,
) -> Result<(), String> {
    let setup = format!(
        "{}; INSERT INTO things VALUES ({value})",
        export(&model(from)).unwrap()
    );
    conn.batch_execute(&setup).await.unwrap();
    let before = stored(conn).await;
    let told = |hazard: Hazard| planned.up.iter().any(|step| step.hazards.contains(&hazard));
    if let Err(error) = conn.batch_execute(&planned.up_sql()).await {
        let expected = told(Hazard::NeedsData);
        return expected.then_some(()).ok_or_else(|| error.to_string());
    }
    let after = stored(conn).await;
    if !told(Hazard::Rewrite) && after.file != before.file {
        return Err("the table was written anew, and nobody was told".to_owned());
    }
    if told(Hazard::DataLoss) || told(Hazard::Irreversible) {
        return Ok(());
    }
    conn.batch_execute(&planned.down_sql())
        .await
        .map_err(|error| error.to_string())?;
    let back = stored(conn).await.value;
    if back == before.value {
        return Ok(());
    }
    Err(format!(
        "{} became {} and came back as {back}",
        before.value, after.value
    ))
}

async fn stored(conn: &mut AsyncPgConnection) -> Stored {
    let sql = "SELECT a::text AS value, pg_relation_filenode('things')::text AS file FROM things";
    diesel::sql_query(sql).get_result(conn).await.unwrap()
}

/// What is refused, and the sentence that says what to do.
#[test]
fn types_that_have_nothing_to_do_with_each_other_are_a_question() {
    let refused = |from: &str, to: &str| {
        let error = between(&model(from), &model(to), &Options::default());
        let Err(error @ Error::Conversion(_)) = error else {
            panic!("{from} to {to}: {error:?}");
        };
        assert_eq!(error.code(), "conversion");
        error.to_string()
    };
    assert_eq!(
        refused("bytea", "integer"),
        "things.a: PostgreSQL knows no way from bytea to integer; \
         say it with #[column(using = \"an expression over a\")]"
    );
    assert_eq!(
        refused("integer", "bigint[]"),
        "things.a: PostgreSQL knows no way from integer to bigint[]; \
         say it with #[column(using = \"ARRAY[a]::bigint[]\")]"
    );
    for (from, to) in [
        ("point", "integer"),
        ("jsonb", "text[]"),
        ("uuid", "bytea"),
        ("integer", "timestamptz"),
        ("date", "time"),
        ("uuid", "uuid[]"),
        ("integer[]", "integer"),
    ] {
        refused(from, to);
    }
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// An expression in the code means this change of the type only.
#[tokio::test]
async fn an_expression_for_the_change_is_used_once() {
    let old = model("bytea");
    let expression = Column::new("a", "integer")
        .nullable()
        .using("get_byte(a, 0)");
    let new = Model::default()
        .enumeration("mood", EnumType::new(&["good", "bad"]))
        .table(Table::new("things").column(expression));
    let planned = between(&old, &new, &Options::default()).unwrap();
    let [planned] = planned.as_slice() else {
        panic!("{planned:?}");
    };
    assert!(
        between(planned.model(), &new, &Options::default())
            .unwrap()
            .is_empty()
    );
    assert!(
        !serde_json::to_string(planned.model())
            .unwrap()
            .contains("get_byte")
    );

    let mut conn = server::connect(&server::database().await).await;
    conn.batch_execute(&export(&old).unwrap()).await.unwrap();
    conn.batch_execute(r"INSERT INTO things VALUES ('\x07')")
        .await
        .unwrap();
    conn.batch_execute(&planned.up_sql()).await.unwrap();
    let question = diesel::sql_query("SELECT a = 7 AS yes FROM things");
    assert!(question.get_result::<Answer>(&mut conn).await.unwrap().yes);
}
