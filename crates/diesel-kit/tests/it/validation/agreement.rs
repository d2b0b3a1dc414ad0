//! What passes validation is stored, and what does not is refused by the database as well.

use bigdecimal::BigDecimal;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::Table;
use diesel_kit::generate::export;
use diesel_kit::validate::Validate;
use ipnet::IpNet;
use serde_json::{Value, json};

use super::problems;
use crate::server;

/// One column for each kind of limit.
#[derive(Debug, Table)]
#[table(name = "samples", new = NewSample, validate)]
#[table(check(
    name = "samples_texts_check",
    expr = "text <> '' AND length(coded) = 3 AND kind IN ('a', 'it''s')"
))]
#[expect(dead_code, reason = "rows are made and stored, never loaded")]
pub(crate) struct Sample {
    #[column(pk, identity(always))]
    pub id: i32,
    pub text: Option<String>,
    #[column(db = "varchar(3)")]
    pub limited: Option<String>,
    #[column(db = "char(2)")]
    pub fixed: Option<String>,
    pub coded: Option<String>,
    pub kind: Option<String>,
    #[column(check = "word <> 'no'")]
    pub word: Option<String>,
    #[column(check = "(small > -3 AND small < 4)")]
    pub small: Option<i16>,
    #[column(check = "middle BETWEEN -10 AND 10")]
    pub middle: Option<i32>,
    #[column(check = "big IN (1, 2)")]
    pub big: Option<i64>,
    #[column(check = "odd <> 2")]
    pub odd: Option<i64>,
    #[column(check = "ratio >= 0.5")]
    pub ratio: Option<f64>,
    #[column(db = "numeric(5, 2)", check = "price >= 0")]
    pub price: Option<BigDecimal>,
    #[column(db = "numeric(3)[]")]
    pub prices: Option<Vec<Option<BigDecimal>>>,
    pub day: Option<NaiveDate>,
    pub moment: Option<NaiveDateTime>,
    pub instant: Option<DateTime<Utc>>,
    pub json: Option<Value>,
    #[column(db = "varchar(2)[]")]
    pub list: Option<Vec<String>>,
    #[column(non_finite)]
    pub any: Option<f32>,
    #[column(validate = |net: &IpNet| of_one_house(net))]
    pub net: Option<IpNet>,
}

fn of_one_house(net: &IpNet) -> Result<(), String> {
    let large = net.prefix_len() < 24;
    let message = || format!("must be a network of one house, is /{}", net.prefix_len());
    if large { Err(message()) } else { Ok(()) }
}

diesel_kit::schema! {
    pub(crate) fn schema { tables { samples => Sample } }
}

fn empty() -> NewSample {
    NewSample {
        text: None,
        limited: None,
        fixed: None,
        coded: None,
        kind: None,
        word: None,
        small: None,
        middle: None,
        big: None,
        odd: None,
        ratio: None,
        price: None,
        prices: None,
        day: None,
        moment: None,
        instant: None,
        json: None,
        list: None,
        any: None,
        net: None,
    }
}

/// `$field: values` into rows with that value in that field.
macro_rules! rows {
    ($($field:ident: [$($value:expr),* $(,)?]),* $(,)?) => {
        vec![$($(NewSample { $field: Some($value), ..empty() }),*),*]
    };
}

/// At the limits, one beside them, and what else could differ.
fn samples() -> Vec<NewSample> {
    let text = str::to_owned;
    let number = |number: &str| number.parse::<BigDecimal>().unwrap();
    let first_day = NaiveDate::from_ymd_opt(-4713, 11, 24).unwrap();
    let before = first_day.pred_opt().unwrap();
    let noon = |day: NaiveDate| day.and_hms_opt(12, 0, 0).unwrap();
    let mut rows = rows! {
        text: [text(""), text(" "), text("a\0"), text("🦀"), "x".repeat(100_000)],
        limited: [text(""), text("abc"), text("abcd"), text("🦀🦀🦀"), text("🦀🦀🦀🦀")],
        fixed: [text("ab"), text("abc"), text("éé"), text("🦀🦀🦀")],
        coded: [text("ab"), text("abc"), text("abcd"), text("🦀éa"), text("")],
        kind: [text("a"), text("it's"), text("A"), text("b"), text("")],
        word: [text("no"), text("NO"), text("yes"), text("")],
        small: [-3, -2, 3, 4, i16::MIN, i16::MAX],
        middle: [-11, -10, 10, 11, i32::MIN, i32::MAX],
        big: [0, 1, 2, 3, i64::MIN, i64::MAX],
        odd: [1, 2, 3],
        ratio: [0.5, 0.499_999_999_999, 1e300],
        price: [number("0"), number("-0.01"), number("999.99"), number("1000"), number("1e2"), number("1e3")],
        prices: [
            vec![Some(number("999")), None],
            vec![Some(number("1000"))],
            vec![Some(number("-1e3"))],
        ],
        day: [first_day, before, NaiveDate::MIN, NaiveDate::MAX],
        moment: [noon(first_day), noon(before), NaiveDateTime::MIN],
        instant: [noon(first_day).and_utc(), noon(before).and_utc()],
        json: [json!("a\0"), json!({ "a\0": 1 }), json!([{ "a": ["\0"] }]), json!(null), json!([1.5, "\\u0000"])],
        list: [vec![], vec![text("ab"), text("abc")], vec![text("🦀🦀")], vec![text("\0")]],
        any: [f32::NAN, f32::INFINITY, f32::MIN],
    };
    rows.push(empty());
    rows
}

#[tokio::test]
async fn the_database_and_the_validation_agree() {
    let mut conn = server::connect(&server::database().await).await;
    let ddl = export(&schema()).unwrap();
    conn.batch_execute(&ddl).await.unwrap();
    let mut refused = 0;
    for row in samples() {
        let problems = problems(row.validate());
        let insert = diesel::insert_into(samples::table).values(&row);
        let stored = insert.execute(&mut conn).await;
        assert_eq!(
            problems.is_empty(),
            stored.is_ok(),
            "{row:?}: {problems:?}, {stored:?}"
        );
        refused += usize::from(stored.is_err());
    }
    assert_eq!(refused, 42);
}

/// What PostgreSQL would store as something else: rounded, padded, or as no number.
#[test]
fn what_would_be_stored_as_something_else_is_refused() {
    let rows = rows! {
        fixed: ["a".to_owned()],
        price: ["0.001".parse().unwrap()],
        limited: ["abc ".to_owned()],
        ratio: [f64::NAN, f64::INFINITY, f64::NEG_INFINITY],
    };
    let expected = [
        "fixed: must have exactly 2 characters, has 1",
        "price: must have at most 3 digits before the point and 2 behind it",
        "limited: must have at most 3 characters, has 4",
        "ratio: must be a finite number",
        "ratio: must be a finite number",
        "ratio: must be a finite number",
    ];
    let all: Vec<String> = rows
        .iter()
        .filter_map(|row| problems(row.validate()).into_iter().next())
        .collect();
    assert_eq!(all, expected);
}

#[test]
fn the_sentences_of_ranges_lists_and_own_rules() {
    let rows = rows! {
        small: [-3],
        middle: [11],
        big: [3],
        odd: [2],
        ratio: [0.1],
        kind: ["b".to_owned()],
        word: ["no".to_owned()],
        net: ["10.0.0.0/8".parse().unwrap(), "10.0.0.0/24".parse().unwrap()],
    };
    let expected = [
        "small: must be greater than -3",
        "middle: must be at least -10 and at most 10",
        "big: must be one of: 1, 2",
        "odd: must be none of: 2",
        "ratio: must be at least 0.5",
        "kind: must be one of: a, it's",
        "word: must not be \"no\"",
        "net: must be a network of one house, is /8",
    ];
    let all: Vec<String> = rows
        .iter()
        .flat_map(|row| problems(row.validate()))
        .collect();
    assert_eq!(all, expected);
}
