//! What tables use of objects given as SQL.

use diesel_kit::model::{Column, EnumType, Index, Model, SqlObject, View};

use super::{Case, model, nothing, table, users};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = functions();
    cases.extend(functions_and_tables());
    cases.extend(domains());
    cases.extend(enums());
    cases
}

/// A function that tables can use: `twice(n)`.
fn twice(arguments: &str, options: &str) -> SqlObject {
    let up = format!(
        "CREATE OR REPLACE FUNCTION twice({arguments}) RETURNS bigint {options} IMMUTABLE \
         LANGUAGE sql AS $$ SELECT 2 * n::bigint $$"
    );
    SqlObject::new(
        "function",
        &up,
        &format!("DROP FUNCTION twice({arguments})"),
    )
}

/// A table that uses it wherever it can, and a view that does.
fn using(function: SqlObject) -> Model {
    let users = table("users", "id bigint")
        .column(Column::new("number", "bigint").default_to("twice(2)"))
        .column(
            Column::new("double", "bigint")
                .nullable()
                .generated("twice(id)"),
        )
        .check("even", "number <= twice(number)")
        .index(Index::new("double_idx", "twice(number)").condition("twice(id) > 0"));
    model([users])
        .object("twice", function)
        .view("v", View::new("SELECT twice(number) AS four FROM users"))
}

fn functions() -> Vec<Case> {
    let first = || twice("n bigint", "");
    let all = "(SELECT number = 4 AND double = 2 FROM users) AND (SELECT four = 8 FROM v)";
    vec![
        Case::new("a function that a table uses", nothing(), using(first())),
        Case::new("a function goes with the table", using(first()), nothing()).loses_data(),
        Case::new("a function and its uses come", users(), {
            let checked = table("users", super::USERS).check("even", "twice(id) > 0");
            model([checked]).object("twice", first())
        })
        .row(super::ROW),
        Case::new(
            "another argument",
            using(first()),
            using(twice("n numeric", "STRICT")),
        )
        .row("INSERT INTO users (id) VALUES (1)")
        .after(all)
        .before(all),
    ]
}

fn functions_and_tables() -> Vec<Case> {
    let number = |table_name: &str, columns: &str, body: &str| {
        let up = format!("CREATE FUNCTION number() RETURNS bigint {body}");
        let object = SqlObject::new("function", &up, "DROP FUNCTION number()");
        let table = table(table_name, columns).renamed_from("users");
        model([table]).object("number", object.depends_on(&[table_name]))
    };
    let stored = "BEGIN ATOMIC SELECT max(number) FROM users; END";
    let quoted = |table: &str| format!("LANGUAGE sql AS $$ SELECT max(number) FROM {table} $$");
    vec![
        Case::new(
            "a function whose body PostgreSQL has understood, and a type changes",
            number("users", "id bigint; number integer", stored),
            number("users", "id bigint; number bigint", stored),
        ),
        Case::new(
            "a function that names its table in a string, and the table has another name",
            number("users", "id bigint; number bigint", &quoted("users")),
            number("people", "id bigint; number bigint", &quoted("people")),
        )
        .row("INSERT INTO users VALUES (1, 7)")
        .after("number() = 7")
        .before("number() = 7"),
    ]
}

/// A table with a column of a domain.
fn mailed(condition: &str) -> Model {
    let up = format!("CREATE DOMAIN mail AS text CHECK ({condition})");
    let users = table("users", "id bigint")
        .column(Column::new("mail", "mail").default_to("'a@b'"))
        .column(Column::new("mails", "mail[]").nullable())
        .check("mail_check", "mail <> 'nobody@nowhere'")
        .index(Index::new("mail_idx", "lower(mail)"));
    model([users])
        .object("mail", SqlObject::new("domain", &up, "DROP DOMAIN mail"))
        .view("v", View::new("SELECT mail FROM users"))
}

fn domains() -> Vec<Case> {
    let with_sign = || mailed("VALUE LIKE '%@%'");
    let row = "INSERT INTO users VALUES (1, 'c@d', '{e@f}')";
    let kept = "(SELECT mail = 'c@d' AND mails::text = '{e@f}' FROM users)";
    vec![
        Case::new("XT15 a domain with a check", nothing(), with_sign()),
        Case::new("XT15 a domain goes with its table", with_sign(), nothing()).loses_data(),
        Case::new(
            "XT15 a domain has another check",
            with_sign(),
            mailed("VALUE ~ '^.+@.+$'"),
        )
        .row(row)
        .after(kept)
        .before(kept),
        Case::new(
            "XT15 a domain has another check, which a row breaks",
            with_sign(),
            mailed("length(VALUE) > 3"),
        )
        .row("INSERT INTO users VALUES (1, 'c@d', NULL)")
        .up_after("UPDATE users SET mail = 'cc@d'"),
        Case::new(
            "XT15 a column leaves a domain, which goes",
            model([table("users", "id bigint").column(Column::new("mail", "mail"))]).object(
                "mail",
                SqlObject::new("domain", "CREATE DOMAIN mail AS text", "DROP DOMAIN mail"),
            ),
            model([table("users", "id bigint; mail text")]),
        )
        .row("INSERT INTO users VALUES (1, 'c@d')")
        .after("(SELECT mail FROM users) = 'c@d'"),
    ]
}

fn enums() -> Vec<Case> {
    let moody = |labels: &[&str], check: bool| {
        let up = "CREATE FUNCTION level(m mood) RETURNS integer IMMUTABLE LANGUAGE sql AS $$ \
                  SELECT length(m::text) $$";
        let level =
            SqlObject::new("function", up, "DROP FUNCTION level(mood)").depends_on(&["mood"]);
        let users = table("users", "id bigint").column(Column::new("mood", "mood"));
        let users = if check {
            users.check("mood_check", "level(mood) > 0")
        } else {
            users
        };
        let model = model([users]).enumeration("mood", EnumType::new(labels));
        if check {
            model.object("level", level)
        } else {
            model
        }
    };
    let row = "INSERT INTO users VALUES (1, 'good')";
    vec![
        Case::new(
            "an enum is rebuilt below a function",
            moody(&["good", "bad"], true),
            moody(&["bad", "good"], true),
        )
        .row(row),
        Case::new(
            "an enum is rebuilt while its function goes",
            moody(&["good", "bad"], true),
            moody(&["bad", "good"], false),
        )
        .row(row),
    ]
}
