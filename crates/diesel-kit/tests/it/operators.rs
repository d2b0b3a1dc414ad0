//! The functions of `ops` on a real PostgreSQL: what they find.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::QueryFragment;
use diesel::sql_types::{Bool, Integer, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::generate::export;
use diesel_kit::ops::*;
use diesel_kit::{Table, TsVector};
use serde_json::{Value, json};

use crate::server;

#[derive(Debug, Table)]
#[table(name = "notes", new = NewNote)]
#[expect(dead_code, reason = "rows are made and searched, never loaded whole")]
pub(crate) struct Note {
    #[column(pk)]
    pub id: i32,
    #[column(references = notes(id))]
    pub parent_id: Option<i32>,
    pub title: String,
    pub subtitle: Option<String>,
    pub tags: Vec<String>,
    pub settings: Value,
    #[column(generated = "to_tsvector('english'::regconfig, title)")]
    pub search: TsVector,
}

diesel::alias!(notes as children: Children);

diesel_kit::schema! {
    pub(crate) fn schema { tables { notes => Note } }
}

fn note(id: i32, parent: Option<i32>, title: &str, tags: &[&str], settings: Value) -> NewNote {
    NewNote {
        id,
        parent_id: parent,
        title: title.to_owned(),
        subtitle: parent.map(|parent| format!("under {parent}")),
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        settings,
    }
}

async fn stocked() -> AsyncPgConnection {
    let mut conn = server::connect(&server::database().await).await;
    let ddl = export(&schema()).unwrap();
    conn.batch_execute(&ddl).await.unwrap();
    let rows = [
        note(
            1,
            None,
            "Blue cars",
            &["a"],
            json!({ "theme": "dark", "list": [1, 2] }),
        ),
        note(
            2,
            Some(1),
            "The car is blue",
            &["a", "b"],
            json!({ "theme": "light" }),
        ),
        note(3, Some(1), "100% wool", &["b", "c"], json!(["theme"])),
        note(
            4,
            Some(2),
            "100 sheep",
            &[],
            json!({ "deep": { "er": [7] } }),
        ),
    ];
    let insert = diesel::insert_into(notes::table).values(rows);
    insert.execute(&mut conn).await.unwrap();
    conn
}

/// The ids of the rows that pass.
async fn found<F>(conn: &mut AsyncPgConnection, filter: F) -> Vec<i32>
where
    F: Expression + AppearsOnTable<notes::table> + QueryFragment<Pg> + Send + 'static,
    F: diesel::expression::NonAggregate + diesel::query_builder::QueryId,
    F::SqlType: diesel::sql_types::BoolOrNullableBool,
{
    let query = notes::table.filter(filter).select(notes::id);
    query.order(asc(notes::id)).load(conn).await.unwrap()
}

#[tokio::test]
async fn comparisons_find_what_they_say() {
    let conn = &mut stocked().await;
    assert_eq!(found(conn, eq(notes::id, 2)).await, [2]);
    assert_eq!(found(conn, ne(notes::id, 2)).await, [1, 3, 4]);
    assert_eq!(found(conn, gt(notes::id, 2)).await, [3, 4]);
    assert_eq!(found(conn, gte(notes::id, 2)).await, [2, 3, 4]);
    assert_eq!(found(conn, lt(notes::id, 2)).await, [1]);
    assert_eq!(found(conn, lte(notes::id, 2)).await, [1, 2]);
    assert_eq!(found(conn, between(notes::id, 2, 3)).await, [2, 3]);
    assert_eq!(found(conn, not_between(notes::id, 2, 3)).await, [1, 4]);
    assert_eq!(found(conn, is_null(notes::parent_id)).await, [1]);
    assert_eq!(found(conn, is_not_null(notes::parent_id)).await, [2, 3, 4]);
    let subject = lt(notes::parent_id.assume_not_null(), notes::id);
    assert_eq!(found(conn, subject).await, [2, 3, 4]);
}

#[tokio::test]
async fn lists_and_queries_are_searched() {
    let conn = &mut stocked().await;
    assert_eq!(found(conn, in_array(notes::id, [1, 4, 9])).await, [1, 4]);
    assert_eq!(
        found(conn, not_in_array(notes::id, vec![1, 4])).await,
        [2, 3]
    );
    assert!(
        found(conn, in_array(notes::id, Vec::<i32>::new()))
            .await
            .is_empty()
    );
    let all = found(conn, not_in_array(notes::id, Vec::<i32>::new())).await;
    assert_eq!(all, [1, 2, 3, 4]);
    let child = children.field(notes::parent_id);
    let has_child = |child| eq(child, notes::id.nullable());
    let query = children.filter(has_child(child)).select(child);
    assert_eq!(found(conn, exists(query)).await, [1, 2]);
    assert_eq!(found(conn, not_exists(query)).await, [3, 4]);
    let some = children
        .filter(is_not_null(child))
        .select(child.assume_not_null());
    assert_eq!(found(conn, in_array(notes::id, some)).await, [1, 2]);
}

#[tokio::test]
async fn null_is_what_is_asked_for() {
    let conn = &mut stocked().await;
    let none = None::<i32>;
    assert!(found(conn, eq(notes::parent_id, none)).await.is_empty());
    assert_eq!(
        found(conn, eq_or_is_null(notes::parent_id, none)).await,
        [1]
    );
    assert_eq!(
        found(conn, eq_or_is_null(notes::parent_id, Some(1))).await,
        [2, 3]
    );
    assert_eq!(found(conn, ne(notes::parent_id, 1)).await, [4]);
    assert_eq!(
        found(conn, is_distinct_from(notes::parent_id, 1)).await,
        [1, 4]
    );
    assert_eq!(
        found(conn, is_distinct_from(notes::parent_id, none)).await,
        [2, 3, 4]
    );
    assert_eq!(
        found(conn, is_not_distinct_from(notes::parent_id, none)).await,
        [1]
    );
    assert_eq!(
        found(conn, is_not_distinct_from(notes::parent_id, 1)).await,
        [2, 3]
    );
    assert!(
        found(conn, is_distinct_from(notes::parent_id, notes::parent_id))
            .await
            .is_empty()
    );
}

/// With an index, and statements that stay prepared.
#[tokio::test]
async fn null_safe_equality_uses_an_index() {
    let conn = &mut stocked().await;
    conn.batch_execute("CREATE INDEX ON notes (parent_id); SET enable_seqscan = off")
        .await
        .unwrap();
    for value in [Some(1), None] {
        let query = notes::table
            .select(notes::id)
            .filter(eq_or_is_null(notes::parent_id, value));
        let plan = query.explain_text(conn).await;
        assert!(plan.contains("Index Cond"), "{plan}");
    }
}

trait Explain: QueryFragment<Pg> + Send + Sized {
    async fn explain_text(self, conn: &mut AsyncPgConnection) -> String {
        #[derive(QueryableByName)]
        struct Line {
            #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
            line: String,
        }
        let sql = diesel::debug_query::<Pg, _>(&self).to_string();
        let (sql, binds) = sql.split_once(" -- binds: [").unwrap();
        let sql = sql.replace("$1", binds.trim_end_matches(']'));
        let lines = diesel::sql_query(format!("EXPLAIN {sql}"));
        let lines: Vec<Line> = lines.load(conn).await.unwrap();
        lines.iter().map(|line| line.line.as_str()).collect()
    }
}

impl<Q: QueryFragment<Pg> + Send> Explain for Q {}

#[tokio::test]
async fn patterns_find_texts() {
    let conn = &mut stocked().await;
    assert_eq!(found(conn, like(notes::title, "%blue%")).await, [2]);
    assert_eq!(
        found(conn, not_like(notes::title, "%blue%")).await,
        [1, 3, 4]
    );
    assert_eq!(found(conn, ilike(notes::title, "%BLUE%")).await, [1, 2]);
    assert_eq!(found(conn, not_ilike(notes::title, "%BLUE%")).await, [3, 4]);
    assert_eq!(
        found(conn, like(notes::subtitle, "under _")).await,
        [2, 3, 4]
    );
    let typed = format!("{}%", escape_like("100%"));
    assert_eq!(found(conn, like(notes::title, typed)).await, [3]);
    let typed = format!("%{}%", escape_like(r"_\"));
    assert!(found(conn, ilike(notes::title, typed)).await.is_empty());
}

#[tokio::test]
async fn conditions_combine() {
    let conn = &mut stocked().await;
    let both = and((gt(notes::id, 1), eq(notes::parent_id, 1)));
    assert_eq!(found(conn, both).await, [2, 3]);
    let three = and((
        gt(notes::id, 1),
        lt(notes::id, 4),
        like(notes::title, "%w%"),
    ));
    assert_eq!(found(conn, three).await, [3]);
    let either = or((eq(notes::id, 1), eq(notes::parent_id, 2)));
    assert_eq!(found(conn, either).await, [1, 4]);
    let nested = and((lt(notes::id, 4), or((eq(notes::id, 1), eq(notes::id, 4)))));
    assert_eq!(found(conn, nested).await, [1]);
    let id = || gt(notes::id, 0);
    let twelve = or((
        id(),
        id(),
        id(),
        id(),
        id(),
        id(),
        id(),
        id(),
        id(),
        id(),
        id(),
        id(),
    ));
    assert_eq!(found(conn, not(twelve)).await, [0; 0]);
    let methods = notes::id
        .gt(1)
        .and(not(eq(notes::id, 2)))
        .or(is_null(notes::parent_id));
    assert_eq!(found(conn, methods).await, [1, 3, 4]);
}

type Notes<'a> = Filter<'a, notes::table>;

#[tokio::test]
async fn filters_are_put_together_at_run_time() {
    let conn = &mut stocked().await;
    let title = |title: Option<&'static str>| {
        Notes::optional(title, |title| ilike(notes::title, format!("%{title}%")))
    };
    assert_eq!(found(conn, title(Some("BLUE"))).await, [1, 2]);
    assert_eq!(found(conn, title(None)).await, [1, 2, 3, 4]);
    let root = || Notes::of(is_null(notes::parent_id));
    let all = Notes::all_of([title(Some("BLUE")), root()]).unwrap();
    assert_eq!(found(conn, all).await, [1]);
    let any = Notes::any_of([title(Some("wool")), root()]).unwrap();
    assert_eq!(found(conn, any).await, [1, 3]);
    // What filters nothing does not let everything through.
    let any = Notes::any_of([title(None), root()]).unwrap();
    assert_eq!(found(conn, any).await, [1]);
    let none = Notes::any_of([title(None), Notes::unfiltered()]).unwrap();
    assert_eq!(found(conn, none).await, [1, 2, 3, 4]);
    let child = eq(children.field(notes::parent_id), notes::id.nullable());
    let with_child = Notes::of(exists(children.filter(child)));
    let nested = Notes::any_of([root(), Notes::of(eq(notes::id, 2))]).unwrap();
    let all = Notes::all_of([with_child, nested]).unwrap();
    assert_eq!(found(conn, and((all, ne(notes::id, 1)))).await, [2]);
}

#[test]
fn empty_lists_of_filters_are_errors() {
    assert_eq!(Notes::all_of([]).err(), Some(EmptyList));
    assert_eq!(Notes::any_of([]).err(), Some(EmptyList));
    assert_eq!(
        EmptyList.to_string(),
        "an empty list of conditions has no meaning: give one, or say that nothing is filtered"
    );
}

#[tokio::test]
async fn arrays_and_json_are_looked_into() {
    let conn = &mut stocked().await;
    assert_eq!(
        found(conn, array_contains(notes::tags, vec!["a", "b"])).await,
        [2]
    );
    assert_eq!(
        found(conn, array_contained_by(notes::tags, vec!["a", "b"])).await,
        [1, 2, 4]
    );
    assert_eq!(
        found(conn, array_overlaps(notes::tags, vec!["b", "x"])).await,
        [2, 3]
    );
    let settings = notes::settings;
    let dark = eq(json_get_text(settings, "theme").nullable(), "dark");
    assert_eq!(found(conn, dark).await, [1]);
    let light = eq(json_get(settings, "theme"), json!("light"));
    assert_eq!(found(conn, light).await, [2]);
    assert_eq!(
        found(conn, eq(json_at_text(settings, -1), "theme")).await,
        [3]
    );
    assert_eq!(
        found(conn, eq(json_at(settings, 0), json!("theme"))).await,
        [3]
    );
    let seven = eq(json_path(settings, vec!["deep", "er", "0"]), json!(7));
    assert_eq!(found(conn, seven).await, [4]);
    let seven = eq(json_path_text(settings, vec!["deep", "er", "0"]), "7");
    assert_eq!(found(conn, seven).await, [4]);
    assert_eq!(
        found(conn, json_contains(settings, json!({ "list": [2] }))).await,
        [1]
    );
    let whole = json!({ "theme": "light", "more": 1 });
    assert_eq!(found(conn, json_contained_by(settings, whole)).await, [2]);
    assert_eq!(
        found(conn, json_has_key(settings, "theme")).await,
        [1, 2, 3]
    );
    assert_eq!(
        found(conn, json_any_key(settings, vec!["list", "deep"])).await,
        [1, 4]
    );
    assert_eq!(
        found(conn, json_all_keys(settings, vec!["list", "theme"])).await,
        [1]
    );
}

#[tokio::test]
async fn json_is_changed_in_place() {
    let conn = &mut stocked().await;
    let of = |id: i32| notes::table.find(id);
    let selected = |id| of(id).select(notes::settings);
    let set = notes::settings.eq(json_concat(notes::settings, json!(["more"])));
    diesel::update(of(3)).set(set).execute(conn).await.unwrap();
    let read: Value = selected(3).first(conn).await.unwrap();
    assert_eq!(read, json!(["theme", "more"]));
    let query = of(1).select(json_remove(notes::settings, "list"));
    let read: Value = query.first(conn).await.unwrap();
    assert_eq!(read, json!({ "theme": "dark" }));
    let query = of(4).select(json_remove_path(notes::settings, vec!["deep", "er"]));
    let read: Value = query.first(conn).await.unwrap();
    assert_eq!(read, json!({ "deep": {} }));
}

/// What the aggregates of one row are.
type Totals = (
    i64,
    i64,
    i64,
    Option<i64>,
    Option<bigdecimal::BigDecimal>,
    Option<i32>,
    Option<String>,
);

#[tokio::test]
async fn rows_are_counted_and_ordered() {
    let conn = &mut stocked().await;
    let query = notes::table.select((
        count(notes::parent_id),
        count_distinct(notes::parent_id),
        count_star(),
        sum(notes::id),
        avg(notes::id),
        max(notes::parent_id),
        min(notes::title),
    ));
    let row: Totals = query.first(conn).await.unwrap();
    let mean = Some("2.5".parse().unwrap());
    let first = Some("100 sheep".to_owned());
    assert_eq!(row, (3, 2, 4, Some(10), mean, Some(2), first));
    let query = notes::table.select(notes::id);
    let order = (desc(notes::parent_id).nulls_last(), asc(notes::title));
    let ids: Vec<i32> = query.order(order).load(conn).await.unwrap();
    assert_eq!(ids, [4, 3, 2, 1]);
}

#[tokio::test]
async fn words_are_searched() {
    let conn = &mut stocked().await;
    let cars = || plainto_tsquery("english", "car blue");
    assert_eq!(found(conn, matches(notes::search, cars())).await, [1, 2]);
    let indexed = matches(to_tsvector("english", notes::title), cars());
    assert_eq!(found(conn, indexed).await, [1, 2]);
    let phrase = matches(notes::search, phraseto_tsquery("english", "blue cars"));
    assert_eq!(found(conn, phrase).await, [1]);
    let web = websearch_to_tsquery("english", "car or wool -\"blue cars\"".to_owned());
    assert_eq!(found(conn, matches(notes::search, web)).await, [1, 2, 3]);
    let absent = matches(
        to_tsvector("simple", notes::subtitle),
        plainto_tsquery("simple", "2"),
    );
    assert_eq!(found(conn, absent).await, [4]);
    let query = notes::table
        .filter(matches(notes::search, cars()))
        .select(notes::id);
    let order = (desc(ts_rank(notes::search, cars())), asc(notes::id));
    let ids: Vec<i32> = query.order(order).load(conn).await.unwrap();
    assert_eq!(ids, [1, 2]);
    let rank = notes::table.find(3).select(ts_rank(notes::search, cars()));
    assert!(rank.first::<f32>(conn).await.unwrap().abs() < 1e-6);
}

/// `a OR b` stays one condition, whatever stands beside it.
#[tokio::test]
async fn sql_is_put_together_of_texts_values_and_columns() {
    let conn = &mut stocked().await;
    let either = || {
        sql::<Bool>("")
            .expression(notes::id)
            .text(" = ")
            .bind::<Integer, _>(1)
            .text(" OR ")
            .expression(notes::title)
            .text(" = ")
            .bind::<Text, _>("'; DROP TABLE notes; --")
    };
    assert_eq!(found(conn, either()).await, [1]);
    assert_eq!(found(conn, and((either(), gt(notes::id, 1)))).await, [0; 0]);
    let length = || sql::<Integer>("length(").expression(notes::title).text(")");
    let query = notes::table.select((notes::id, length()));
    let lengths: Vec<(i32, i32)> = query
        .order(desc(length()))
        .limit(1)
        .load(conn)
        .await
        .unwrap();
    assert_eq!(lengths, [(2, 15)]);
    let longest = notes::table.select(
        sql::<Nullable<Integer>>("max(length(")
            .expression(notes::title)
            .text("))"),
    );
    assert_eq!(longest.first::<Option<i32>>(conn).await.unwrap(), Some(15));
}
