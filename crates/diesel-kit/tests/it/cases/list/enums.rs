//! EN: enums, and the columns that hold them. Those of other schemas are with the schemas.

use diesel_kit::model::{Column, EnumType, Model};

use super::{Case, model, nothing, table};

pub(in crate::cases) fn cases() -> Vec<Case> {
    let mut cases = types();
    cases.extend(labels());
    cases.extend(rebuilt());
    cases.extend(rebuilt_arrays());
    cases.extend(from_and_to_enums());
    cases.extend(arrays_from_and_to_enums());
    cases.extend(standard_types());
    cases.extend(named());
    cases.extend(in_another_schema());
    cases
}

const ROW: &str = "INSERT INTO users (id, mood) VALUES (1, 'good')";
const GOOD: &str = "(SELECT mood::text FROM users) = 'good'";
const ARRAY_ROW: &str = "INSERT INTO users (id, mood) VALUES (1, '{good}')";
const GOODS: &str = "(SELECT mood::text FROM users) = '{good}'";

fn labelled(model: Model, labels: &[&str]) -> Model {
    model.enumeration("mood", EnumType::new(labels))
}

/// `users(id, mood)`, the column of this type and with this default.
fn of(sql_type: &str, default: Option<&str>) -> Model {
    let mut column = Column::new("mood", sql_type);
    if let Some(default) = default {
        column = column.default_to(default);
    }
    model([table("users", "id bigint").column(column)])
}

fn types() -> Vec<Case> {
    let pair = ["good", "bad"];
    let alone = || labelled(nothing(), &pair);
    vec![
        Case::new("EN01 EN33 an enum", nothing(), alone()),
        Case::new("EN03 an enum goes", alone(), nothing()),
        Case::new(
            "EN19 a quote in a label",
            nothing(),
            labelled(nothing(), &["it's", "\"so\""]),
        ),
        Case::new(
            "EN20 new columns, one of the enum",
            labelled(model([table("users", "id bigint")]), &pair),
            labelled(
                model([table("users", "id bigint; name text?; mood mood?")]),
                &pair,
            ),
        ),
        Case::new(
            "EN21 new columns, one an array of the enum",
            labelled(model([table("users", "id bigint")]), &pair),
            labelled(
                model([table("users", "id bigint; name text?; mood mood[]?")]),
                &pair,
            ),
        ),
        Case::new(
            "EN22 a new table with the enum",
            alone(),
            labelled(of("mood", None), &pair),
        ),
        Case::new(
            "EN23 a new table with an array of it",
            alone(),
            labelled(of("mood[]", None), &pair),
        ),
        Case::new(
            "EN73 a default in a new table, beside a second enum",
            nothing(),
            {
                labelled(of("mood", Some("'good'")), &pair)
                    .enumeration("other", EnumType::new(&["x"]))
            },
        ),
        Case::new(
            "EN13 EN16 an enum with a new name",
            labelled(of("mood", None), &pair),
            of("humour", None).enumeration("humour", EnumType::new(&pair).renamed_from("mood")),
        )
        .row(ROW)
        .after(GOOD),
    ]
}

fn labels() -> Vec<Case> {
    let with = |labels: &[&str]| labelled(of("mood", None), labels);
    vec![
        Case::new(
            "EN07 a label at the end",
            with(&["good"]),
            with(&["good", "bad"]),
        )
        .row(ROW)
        .after(GOOD),
        Case::new(
            "EN08 two labels at the end",
            with(&["good"]),
            with(&["good", "bad", "ugly"]),
        )
        .row(ROW),
        Case::new(
            "EN09 a label in the middle",
            with(&["good", "bad"]),
            with(&["good", "so", "bad"]),
        )
        .row(ROW),
        Case::new(
            "EN71 labels before different ones",
            with(&["good", "bad"]),
            with(&["best", "good", "so", "bad"]),
        )
        .row(ROW)
        .after("(SELECT enum_range(NULL::mood)::text) = '{best,good,so,bad}'"),
        Case::new(
            "EN25 a label of an unused enum goes",
            labelled(nothing(), &["a", "b"]),
            labelled(nothing(), &["a"]),
        )
        .loses_data(),
        Case::new(
            "PP03 labels replaced one for one",
            labelled(of("mood", Some("'good'")), &["good", "bad"]),
            labelled(of("mood", Some("'fine'")), &["fine", "poor"]),
        )
        .rename("mood.good", "mood.fine")
        .rename("mood.bad", "mood.poor")
        .row(ROW)
        .after("(SELECT mood::text FROM users) = 'fine'")
        .before(GOOD),
    ]
}

fn rebuilt() -> Vec<Case> {
    let with = |default: Option<&str>, labels: &[&str]| labelled(of("mood", default), labels);
    let good = Some("'good'");
    let again =
        |name, from: Model, to: Model| Case::new(name, from, to).row(ROW).after(GOOD).before(GOOD);
    let twice = |labels: &[&str]| {
        let one = table("one", "id bigint; mood mood");
        let two = table("two", "id bigint; mood mood; moods mood[]?");
        labelled(model([one, two]), labels)
    };
    vec![
        Case::new(
            "EN26 labels come and go, in two tables",
            twice(&["a", "b", "c"]),
            twice(&["x", "a", "c", "y"]),
        )
        .create("mood.x")
        .create("mood.y")
        .row("INSERT INTO one VALUES (1, 'a')")
        .row("INSERT INTO two VALUES (1, 'c', '{a,c}')")
        .after("(SELECT moods::text FROM two) = '{a,c}'")
        .loses_data(),
        again(
            "EN30 EN34 another order, and a default",
            with(good, &["good", "bad"]),
            with(good, &["bad", "good"]),
        ),
        again(
            "EN31 a label goes, and the default with it",
            with(good, &["good", "bad"]),
            with(None, &["good"]),
        )
        .loses_data(),
        again(
            "EN32 a label goes, the default stays",
            with(good, &["good", "bad"]),
            with(good, &["good"]),
        )
        .loses_data(),
        again(
            "EN44 a default comes",
            with(None, &["good"]),
            with(good, &["good"]),
        ),
        again(
            "EN69 rebuilt, changed to, and another default",
            labelled(of("text", Some("'good'")), &["good", "bad"]),
            labelled(of("mood", Some("'bad'")), &["bad", "good"]),
        )
        .loses_data(),
    ]
}

fn rebuilt_arrays() -> Vec<Case> {
    let case = |name, sql_type: &str, default: Option<&str>| {
        let with = |labels: &[&str]| labelled(of(sql_type, default), labels);
        Case::new(name, with(&["good", "bad"]), with(&["bad", "good"]))
            .row(ARRAY_ROW)
            .after(GOODS)
            .before(GOODS)
    };
    let nested = |name, sql_type: &str, default: Option<&str>| {
        let with = |labels: &[&str]| labelled(of(sql_type, default), labels);
        Case::new(name, with(&["good", "bad"]), with(&["bad", "good"]))
            .row("INSERT INTO users (id, mood) VALUES (1, '{{good},{bad}}')")
            .after("(SELECT mood::text FROM users) = '{{good},{bad}}'")
    };
    vec![
        case("EN35 an array with a default", "mood[]", Some("'{good}'")),
        case(
            "EN36 an array of fixed size with a default",
            "mood[3]",
            Some("'{good}'"),
        ),
        case("EN37 an array of fixed size", "mood[3]", None),
        nested("EN38 an array of arrays", "mood[3][2]", None),
        nested(
            "EN39 an array of arrays with a default",
            "mood[3][2]",
            Some("'{{good}}'"),
        ),
    ]
}

fn from_and_to_enums() -> Vec<Case> {
    let pair = ["good", "bad"];
    let (good, bad) = (Some("'good'"), Some("'bad'"));
    let text = |default| labelled(of("text", default), &pair);
    let mood = |default| labelled(of("mood", default), &pair);
    let feeling = |default| mood(default).enumeration("feeling", EnumType::new(&["good", "ugly"]));
    let felt = |default| {
        labelled(of("feeling", default), &pair)
            .enumeration("feeling", EnumType::new(&["good", "ugly"]))
    };
    let case =
        |name, from: Model, to: Model| Case::new(name, from, to).row(ROW).after(GOOD).before(GOOD);
    let typed = |name, from: Model, to: Model| case(name, from, to).loses_data();
    vec![
        typed("EN45 EN49 text becomes an enum", text(None), mood(None)),
        typed(
            "EN46 text with a default becomes an enum",
            text(good),
            mood(good),
        ),
        typed(
            "EN47 text becomes an enum with a default",
            text(None),
            mood(good),
        ),
        typed(
            "EN48 text becomes an enum, its default goes",
            text(good),
            mood(None),
        ),
        case("EN54 an enum becomes text", mood(None), text(None)),
        case(
            "EN55 an enum with a default becomes text",
            mood(good),
            text(good),
        ),
        case(
            "EN27 an enum goes, its column becomes text",
            mood(good),
            of("text", good),
        ),
        typed("EN66 an enum becomes another", feeling(None), felt(None)),
        typed(
            "EN67 an enum with a default becomes another",
            feeling(good),
            felt(good),
        ),
        typed(
            "EN68 the same with another default",
            feeling(bad),
            felt(Some("'ugly'")),
        ),
    ]
}

fn arrays_from_and_to_enums() -> Vec<Case> {
    let pair = ["good", "bad"];
    let with = |sql_type: &str, default: Option<&str>| labelled(of(sql_type, default), &pair);
    let case = |name, from: &str, to: &str, default| {
        Case::new(name, with(from, default), with(to, default))
            .row(ARRAY_ROW)
            .after(GOODS)
            .before(GOODS)
    };
    let goods = Some("'{good}'");
    let typed = |name, from, to, default| case(name, from, to, default).loses_data();
    let plain = case;
    vec![
        typed(
            "EN50 an array of text with a default",
            "text[]",
            "mood[]",
            goods,
        ),
        typed("EN51 an array of text", "text[]", "mood[]", None),
        typed(
            "EN52 of fixed size with a default",
            "text[3]",
            "mood[3]",
            goods,
        ),
        typed("EN53 of fixed size", "text[3]", "mood[3]", None),
        plain("EN56 an array of the enum", "mood[]", "text[]", None),
        plain("EN57 of fixed size, to text", "mood[3]", "text[3]", None),
        plain("EN58 with a default, to text", "mood[]", "text[]", goods),
        plain(
            "EN59 of fixed size with a default, to text",
            "mood[3]",
            "text[3]",
            goods,
        ),
    ]
}

fn standard_types() -> Vec<Case> {
    let with = |sql_type: &str, default: Option<&str>| {
        let mut column = Column::new("a", sql_type);
        if let Some(default) = default {
            column = column.default_to(default);
        }
        model([table("users", "id bigint").column(column)])
    };
    let one = "INSERT INTO users (id, a) VALUES (1, 5)";
    let many = "INSERT INTO users (id, a) VALUES (1, '{5}')";
    vec![
        Case::new(
            "EN60 integer becomes bigint",
            with("integer", None),
            with("bigint", None),
        )
        .row(one),
        Case::new(
            "EN61 the same with a default",
            with("integer", Some("1")),
            with("bigint", Some("2")),
        )
        .row(one),
        Case::new(
            "EN62 arrays",
            with("integer[]", None),
            with("bigint[]", None),
        )
        .row(many),
        Case::new(
            "EN63 arrays of fixed size",
            with("integer[3]", None),
            with("bigint[3]", None),
        )
        .row(many),
        Case::new(
            "EN64 arrays with a default",
            with("integer[]", Some("'{1}'")),
            with("bigint[]", Some("'{1}'")),
        )
        .row(many),
        Case::new(
            "EN65 of fixed size with a default",
            with("integer[3]", Some("'{1}'")),
            with("bigint[3]", Some("'{1}'")),
        )
        .row(many),
    ]
}

/// The same in another schema; one case is over tables of two schemas.
fn in_another_schema() -> Vec<Case> {
    let app = |model: Model, labels: &[&str]| {
        let schema = diesel_kit::model::Schema::default();
        model
            .schema("app", schema)
            .enumeration(("app", "mood"), EnumType::new(labels))
    };
    let again = |name, sql_type: &str, default: Option<&str>, row: &'static str, after: &str| {
        let with = |labels: &[&str]| app(of(sql_type, default), labels);
        Case::new(name, with(&["good", "bad"]), with(&["bad", "good"]))
            .row(row)
            .after(after)
    };
    let twice = |labels: &[&str]| {
        let here = table("one", "id bigint; mood app.mood");
        let there = table("two", "id bigint; moods app.mood[]?").in_schema("app");
        let there = there.primary_key(&["id"]);
        app(model([here, there]), labels)
    };
    let row = "INSERT INTO one VALUES (1, 'good')";
    let good = "(SELECT mood::text FROM one) = 'good'";
    vec![
        Case::new(
            "EN24 a table in the schema of the enum",
            app(nothing(), &["good"]),
            {
                let users = table("users", "id bigint; mood app.mood").in_schema("app");
                app(model([users.primary_key(&["id"])]), &["good"])
            },
        ),
        Case::new(
            "EN28 a label goes, in two schemas",
            twice(&["good", "bad"]),
            twice(&["good"]),
        )
        .row(row)
        .after(good)
        .loses_data(),
        Case::new(
            "EN29 another order, in two schemas",
            twice(&["good", "bad"]),
            twice(&["bad", "good"]),
        )
        .row(row)
        .after(good),
        again("EN40 with a default", "app.mood", Some("'good'"), ROW, GOOD),
        again(
            "EN41 an array with a default",
            "app.mood[]",
            Some("'{good}'"),
            ARRAY_ROW,
            GOODS,
        ),
        again(
            "EN42 of fixed size with a default",
            "app.mood[3]",
            Some("'{good}'"),
            ARRAY_ROW,
            GOODS,
        ),
        again(
            "EN43 an array of fixed size",
            "app.mood[3]",
            None,
            ARRAY_ROW,
            GOODS,
        ),
    ]
}

fn named() -> Vec<Case> {
    let cased = || {
        let column = Column::new("pageType", "\"pageType\"").default_to("'fileList'");
        model([table("users", "id bigint").column(column)])
            .enumeration("pageType", EnumType::new(&["fileList", "Other"]))
    };
    vec![
        Case::new(
            "EN70 ST06 a column with the name of its enum",
            labelled(nothing(), &["good"]),
            labelled(of("mood", None), &["good"]),
        ),
        Case::new("EN74 mixed letters", nothing(), cased()),
        Case::new("EN75 mixed letters go", cased(), nothing()).loses_data(),
        Case::new(
            "OW12 a label that is used at once",
            labelled(of("mood", Some("'good'")), &["good"]),
            labelled(of("mood", Some("'best'")), &["good", "best"]),
        )
        .row(ROW),
    ]
}
