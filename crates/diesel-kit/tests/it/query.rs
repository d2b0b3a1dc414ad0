//! The emitted Diesel items at work: inserts, changes, enums, joins.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::generate::export;

use crate::example::*;
use crate::server;

async fn example() -> AsyncPgConnection {
    let url = server::database().await;
    let mut conn = server::connect(&url).await;
    conn.batch_execute(&export(&schema()).unwrap())
        .await
        .unwrap();
    conn
}

fn person(id: &str, name: &str) -> NewPerson {
    NewPerson {
        id: PersonId(id.to_owned()),
        name: name.to_owned(),
        mood: None,
        last_mood: None,
        moods: Some(vec![Mood::SoSo, Mood::VerySad]),
        home_id: None,
        office_id: None,
        kind: None,
        created_at: None,
        updated_at: None,
    }
}

async fn insert(conn: &mut AsyncPgConnection, new: NewPerson) -> Person {
    diesel::insert_into(people::table)
        .values(&new)
        .returning(Person::as_returning())
        .get_result(conn)
        .await
        .unwrap()
}

#[tokio::test]
async fn an_insert_takes_the_defaults_of_the_database() {
    let mut conn = example().await;
    let ada = insert(&mut conn, person("a", "Ada")).await;
    assert_eq!(ada.mood, Mood::Happy);
    assert_eq!(ada.moods, [Mood::SoSo, Mood::VerySad]);
    assert_eq!(
        (ada.kind.as_str(), ada.shout.as_deref()),
        ("plain", Some("ADA"))
    );
}

/// How often each prepared insert of this connection was executed. What is parsed for one use is gone.
async fn prepared_inserts(conn: &mut AsyncPgConnection) -> Vec<i64> {
    #[derive(QueryableByName)]
    struct Statement {
        #[diesel(sql_type = BigInt)]
        uses: i64,
    }
    let query = diesel::sql_query(
        "SELECT generic_plans + custom_plans AS uses FROM pg_prepared_statements \
         WHERE statement LIKE 'INSERT%' ORDER BY prepare_time",
    );
    let statements: Vec<Statement> = query.load(conn).await.unwrap();
    statements.iter().map(|statement| statement.uses).collect()
}

#[tokio::test]
async fn an_insert_is_parsed_once_whatever_it_leaves_out() {
    let mut conn = example().await;
    for round in 0..8 {
        let id = round.to_string();
        let given = |bit: u8| round & (1 << bit) != 0;
        let new = NewPerson {
            mood: given(0).then_some(Mood::VerySad),
            last_mood: given(1).then_some(Mood::SoSo),
            kind: given(2).then(|| "odd".to_owned()),
            ..person(&id, &id)
        };
        let row = insert(&mut conn, new).await;
        let mood = if given(0) { Mood::VerySad } else { Mood::Happy };
        let kind = if given(2) { "odd" } else { "plain" };
        assert_eq!((row.mood, row.kind.as_str()), (mood, kind));
        assert_eq!(row.last_mood, given(1).then_some(Mood::SoSo));
    }
    assert_eq!(prepared_inserts(&mut conn).await, [8]);
}

/// Diesel keeps the statement of an array; that of a `Vec` depends on its length and is not kept.
#[tokio::test]
async fn several_rows_leave_out_different_columns() {
    let mut conn = example().await;
    let odd = |id: &str| NewPerson {
        kind: Some("odd".to_owned()),
        moods: None,
        ..person(id, id)
    };
    for round in ["a", "b"] {
        let rows = [
            person(&format!("{round}1"), round),
            odd(&format!("{round}2")),
        ];
        diesel::insert_into(people::table)
            .values(rows)
            .execute(&mut conn)
            .await
            .unwrap();
    }
    assert_eq!(prepared_inserts(&mut conn).await, [2]);
    diesel::insert_into(people::table)
        .values(vec![odd("c"), person("d", "d"), odd("e")])
        .execute(&mut conn)
        .await
        .unwrap();
    let kinds: Vec<(String, Vec<Mood>)> = people::table
        .select((people::kind, people::moods))
        .order(people::id)
        .load(&mut conn)
        .await
        .unwrap();
    let plain = ("plain".to_owned(), vec![Mood::SoSo, Mood::VerySad]);
    let odd = ("odd".to_owned(), Vec::new());
    assert_eq!(
        kinds,
        [&plain, &odd, &plain, &odd, &odd, &plain, &odd].map(Clone::clone)
    );
}

#[tokio::test]
async fn a_change_touches_the_row_and_can_set_null() {
    let mut conn = example().await;
    let before = insert(
        &mut conn,
        NewPerson {
            last_mood: Some(Mood::SoSo),
            ..person("c", "Cleo")
        },
    )
    .await;
    let changes = PersonChanges {
        last_mood: Some(None),
        mood: Some(Mood::VerySad),
        ..PersonChanges::default()
    };
    let after: Person = diesel::update(people::table.find(&before.id))
        .set(&changes)
        .returning(Person::as_returning())
        .get_result(&mut conn)
        .await
        .unwrap();
    assert_eq!((after.mood, after.last_mood), (Mood::VerySad, None));
    assert!(after.updated_at > before.updated_at);
}

#[tokio::test]
async fn enums_filter_and_first_keys_join() {
    let mut conn = example().await;
    let place = NewPlace {
        id: 1,
        parent_id: None,
        kind: PlaceKind::Wood,
        name: "Grove".to_owned(),
        tags: Vec::new(),
        mayor_id: None,
    };
    diesel::insert_into(places::table)
        .values(&place)
        .execute(&mut conn)
        .await
        .unwrap();
    insert(
        &mut conn,
        NewPerson {
            home_id: Some(1),
            ..person("d", "Dora")
        },
    )
    .await;
    insert(&mut conn, person("e", "Emil")).await;
    let found: Vec<(Person, Place)> = people::table
        .inner_join(places::table)
        .filter(people::mood.eq_any([Mood::Happy, Mood::SoSo]))
        .filter(places::kind.eq(PlaceKind::Wood))
        .filter(people::last_mood.is_distinct_from(Some(Mood::Happy)))
        .select((Person::as_select(), Place::as_select()))
        .load(&mut conn)
        .await
        .unwrap();
    let names: Vec<&str> = found
        .iter()
        .map(|(person, _)| person.name.as_str())
        .collect();
    assert_eq!(names, ["Dora"]);
}

#[tokio::test]
async fn every_default_mapping_comes_back_as_it_went() {
    let mut conn = example().await;
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let new = NewMeasure {
        id: None,
        person_id: None,
        place_id: None,
        visited_at: None,
        small: 1,
        middle: 2,
        float: 0.5,
        double: None,
        yes: true,
        day,
        moment: day.and_hms_opt(1, 2, 3).unwrap(),
        json: serde_json::json!({ "a": [1] }),
        bytes: vec![0, 255],
        numbers: vec![1, 2],
        holes: vec![None, Some("x".to_owned())],
        maybe: Some(Vec::new()),
    };
    let stored: Measure = diesel::insert_into(measures::table)
        .values(&new)
        .returning(Measure::as_returning())
        .get_result(&mut conn)
        .await
        .unwrap();
    let read: Measure = measures::table
        .find(stored.id)
        .select(Measure::as_select())
        .first(&mut conn)
        .await
        .unwrap();
    assert_eq!(read, stored);
    assert_eq!((read.json, read.holes), (new.json, new.holes));
}
