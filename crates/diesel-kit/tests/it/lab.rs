//! The kinds beyond plain tables at work: types, numbered columns, other schemas, views.

use std::collections::Bound;

use bigdecimal::BigDecimal;
use diesel::data_types::PgInterval;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::{Json, Lexeme, Position, TsVector, Weight};

use crate::example::lab::*;
use crate::server;

async fn laboratory() -> AsyncPgConnection {
    let url = server::database().await;
    let mut conn = server::connect(&url).await;
    conn.batch_execute(include_str!("example/lab.sql"))
        .await
        .unwrap();
    conn
}

fn amount(text: &str) -> BigDecimal {
    text.parse().unwrap()
}

fn interval(months: i32, days: i32) -> PgInterval {
    PgInterval::new(1, days, months)
}

fn settings(tag: &str) -> Settings {
    Settings {
        tags: vec![tag.to_owned()],
        limit: Some(3),
    }
}

fn words() -> TsVector {
    let at = |at, weight| Position { at, weight };
    let lexeme = |text: &str, positions: &[Position]| Lexeme {
        text: text.to_owned(),
        positions: positions.to_vec(),
    };
    TsVector(vec![
        lexeme("blue", &[at(1, Weight::A), at(16383, Weight::D)]),
        lexeme("grün", &[at(2, Weight::B), at(7, Weight::C)]),
        lexeme("x", &[]),
    ])
}

fn specimen(short: Option<&str>) -> NewSpecimen {
    NewSpecimen {
        id: None,
        number: None,
        lot: None,
        code: None,
        shelf_id: None,
        shade: None,
        shades: vec![Shade::Dark, Shade::Light],
        short: short.map(str::to_owned),
        fixed: "ab".to_owned(),
        folded: "Mixed Case".to_owned(),
        sorted: "z".to_owned(),
        amount: amount("12.34"),
        amounts: vec![amount("0.001"), amount("-5")],
        at: chrono::NaiveTime::from_hms_milli_opt(1, 2, 3, 4).unwrap(),
        span: interval(14, 3),
        spans: vec![Some(interval(0, 1)), None],
        address: "192.168.0.7/24".parse().unwrap(),
        network: "fe80::/16".parse().unwrap(),
        card: [1, 2, 3, 4, 5, 255],
        plain: serde_json::json!({ "b": 1, "a": [null] }),
        settings: None,
        more: Some(Json(vec![settings("x")])),
        range: (Bound::Included(1), Bound::Excluded(5)),
        words: Some(words()),
        note: None,
    }
}

async fn insert(conn: &mut AsyncPgConnection, new: &NewSpecimen) -> Specimen {
    diesel::insert_into(specimens::table)
        .values(new)
        .returning(Specimen::as_returning())
        .get_result(conn)
        .await
        .unwrap()
}

#[tokio::test]
async fn every_type_comes_back_as_it_went() {
    let mut conn = laboratory().await;
    let new = specimen(Some("a Word"));
    let stored = insert(&mut conn, &new).await;
    let read: Specimen = specimens::table
        .filter(specimens::folded.eq("mixed case"))
        .filter(
            specimens::settings
                .eq(Json(Settings {
                    tags: vec!["new".to_owned()],
                    limit: None,
                }))
                .or(specimens::id.eq(stored.id)),
        )
        .select(Specimen::as_select())
        .first(&mut conn)
        .await
        .unwrap();
    assert_eq!(read, stored);
    assert_eq!(
        (read.shades, read.amount, read.amounts),
        (new.shades, new.amount, new.amounts)
    );
    assert_eq!(
        (read.at, read.span, read.spans),
        (new.at, new.span, new.spans)
    );
    assert_eq!(
        (read.address, read.network, read.card),
        (new.address, new.network, new.card)
    );
    assert_eq!(
        (read.plain, read.more, read.range),
        (new.plain, new.more, new.range)
    );
    assert_eq!(
        (read.folded, read.sorted, read.words),
        (new.folded, new.sorted, new.words)
    );
    assert_eq!(read.fixed, "ab  ", "PostgreSQL fills a char(n) up");
    let found = |text: &str| Lexeme {
        text: text.to_owned(),
        positions: vec![],
    };
    let texts: Vec<Lexeme> = read
        .search
        .0
        .iter()
        .map(|lexeme| found(&lexeme.text))
        .collect();
    assert_eq!(texts, [found("a"), found("word")]);
}

#[tokio::test]
async fn numbers_and_defaults_fill_what_is_left_out() {
    let mut conn = laboratory().await;
    let first = insert(&mut conn, &specimen(None)).await;
    let second = insert(&mut conn, &specimen(None)).await;
    assert_eq!((first.id, first.number, first.ticket), (1, 1000, 1));
    assert_eq!((second.id, second.number, second.ticket), (2, 995, 2));
    assert_eq!(
        (first.short.as_str(), first.shade),
        ("unnamed", Shade::Light)
    );
    assert_eq!(first.settings.tags, ["new"]);
    assert_eq!(first.note.as_deref(), Some("here"));
    assert_eq!(first.code.len(), 32);
    assert_ne!(first.code, second.code, "made anew for each row");
}

#[tokio::test]
async fn what_is_given_goes_before_numbers_and_defaults() {
    let mut conn = laboratory().await;
    let new = NewSpecimen {
        id: Some(70),
        number: Some(71),
        // Not a number that a double can hold, although the default is a double.
        lot: Some(i64::MAX - 1),
        code: Some("mine".to_owned()),
        shade: Some(Shade::Dark),
        settings: Some(Json(settings("y"))),
        note: Some(Some("there".to_owned())),
        ..specimen(Some(""))
    };
    let row = insert(&mut conn, &new).await;
    assert_eq!((row.id, row.number, row.lot), (70, 71, i64::MAX - 1));
    assert_eq!((row.code.as_str(), row.short.as_str()), ("mine", ""));
    assert_eq!(
        (row.shade, row.settings),
        (Shade::Dark, Json(settings("y")))
    );
    assert_eq!(row.note.as_deref(), Some("there"));
}

#[tokio::test]
async fn changes_leave_out_what_only_the_database_sets() {
    let mut conn = laboratory().await;
    let before = insert(&mut conn, &specimen(Some("old"))).await;
    let changes = SpecimenChanges {
        short: Some("new".to_owned()),
        words: Some(None),
        number: Some(3),
        ..SpecimenChanges::default()
    };
    let after: Specimen = diesel::update(specimens::table.find(before.id))
        .set(&changes)
        .returning(Specimen::as_returning())
        .get_result(&mut conn)
        .await
        .unwrap();
    let expected = Specimen {
        short: "new".to_owned(),
        words: None,
        number: 3,
        search: TsVector(vec![Lexeme {
            text: "new".to_owned(),
            positions: vec![Position {
                at: 1,
                weight: Weight::D,
            }],
        }]),
        ..before
    };
    assert_eq!(after, expected);
}

#[tokio::test]
async fn views_and_odd_names_are_queried_like_tables() {
    let mut conn = laboratory().await;
    let shelf = NewShelf {
        id: 5,
        room: 1,
        label: None,
        period: (Bound::Unbounded, Bound::Unbounded),
        keeper_id: None,
    };
    diesel::insert_into(shelves::table)
        .values(&shelf)
        .execute(&mut conn)
        .await
        .unwrap();
    let new = NewSpecimen {
        shelf_id: Some(5),
        ..specimen(None)
    };
    insert(&mut conn, &new).await;
    insert(&mut conn, &specimen(None)).await;
    let counted: Vec<(ShelfCount, Option<i32>)> = shelf_counts::table
        .left_join(shelves::table.on(shelf_counts::shelf_id.eq(shelves::id.nullable())))
        .select((ShelfCount::as_select(), shelves::room.nullable()))
        .order(shelf_counts::shelf_id)
        .load(&mut conn)
        .await
        .unwrap();
    let count = |shelf_id| ShelfCount {
        shelf_id,
        specimens: 1,
    };
    assert_eq!(counted, [(count(Some(5)), Some(1)), (count(None), None)]);
    let joined: Vec<(i32, Shade)> = shelves::table
        .inner_join(specimens::table)
        .select((shelves::id, specimens::shade))
        .load(&mut conn)
        .await
        .unwrap();
    assert_eq!(joined, [(5, Shade::Light)]);
}

#[tokio::test]
async fn null_is_inserted_beside_a_default() {
    let mut conn = laboratory().await;
    let with = |note| NewSpecimen {
        note,
        ..specimen(None)
    };
    let notes = [None, Some(None), Some(Some("there".to_owned()))];
    for (note, stored) in notes.into_iter().zip([Some("here"), None, Some("there")]) {
        let row = insert(&mut conn, &with(note)).await;
        assert_eq!(row.note.as_deref(), stored);
    }
    let owned = diesel::insert_into(specimens::table).values(with(Some(None)));
    let row = owned.returning(Specimen::as_returning());
    assert_eq!(row.get_result(&mut conn).await.unwrap().note, None);
}

#[cfg(feature = "vector")]
#[tokio::test]
async fn vectors_are_sent_as_pgvector_reads_them() {
    use diesel_kit::Vector;
    use diesel_kit::sql_types::Vector as VectorSql;

    let mut conn = laboratory().await;
    // The extension may be missing: its bytes are looked at instead.
    conn.batch_execute("CREATE DOMAIN vector AS bytea")
        .await
        .unwrap();
    let vector = Vector(vec![1.0, -2.5]);
    let query = diesel::select((
        vector.clone().into_sql::<VectorSql>(),
        diesel::dsl::sql::<diesel::sql_types::Text>("encode(")
            .bind::<VectorSql, _>(vector.clone())
            .sql("::bytea, 'hex')"),
    ));
    let (back, bytes): (Vector, String) = query.get_result(&mut conn).await.unwrap();
    assert_eq!(back, vector);
    assert_eq!(bytes, "000200003f800000c0200000");
}
