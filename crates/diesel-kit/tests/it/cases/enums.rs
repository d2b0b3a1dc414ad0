//! Enums and the columns that hold them.

use diesel_kit::model::{Column, EnumType, Index, Model};

use super::{Case, one, users};

const ROW: &str = "INSERT INTO users (id, email, mood) VALUES (1, 'a', 'good')";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = labels();
    cases.extend(labels_change());
    cases.extend(columns());
    cases
}

/// `users` with a column of an enum with these labels.
fn moody(labels: &[&str]) -> Model {
    one(users().column(Column::new("mood", "mood"))).enumeration("mood", EnumType::new(labels))
}

/// The same with everything that can depend on the enum.
fn dressed(labels: &[&str]) -> Model {
    let table = users()
        .column(Column::new("mood", "mood").default_to("'good'"))
        .column(Column::new("moods", "mood[]").default_to("'{good}'"))
        .check("mood_check", "mood <> 'bad'")
        .index(Index::new("mood_idx", "email").condition("mood = 'good'"));
    one(table).enumeration("mood", EnumType::new(labels))
}

fn labels() -> Vec<Case> {
    let still_good = "(SELECT mood::text FROM users) = 'good'";
    vec![
        Case::new(
            "an enum and its first column",
            one(users()),
            dressed(&["good", "bad"]),
        ),
        Case::new(
            "a label at the end",
            moody(&["good"]),
            moody(&["good", "bad"]),
        )
        .row(ROW)
        .after(still_good)
        .before(still_good),
        Case::new(
            "labels in between",
            moody(&["good", "bad"]),
            moody(&["best", "good", "so-so", "it's", "bad"]),
        )
        .row(ROW)
        .after(still_good),
        Case::new("a label that is used at once", moody(&["good"]), {
            let table = users()
                .column(Column::new("mood", "mood").default_to("'fine'"))
                .index(Index::new("fine_idx", "id").condition("mood = 'fine'"));
            one(table).enumeration("mood", EnumType::new(&["good", "fine"]))
        })
        .row(ROW),
    ]
}

fn labels_change() -> Vec<Case> {
    let still_good = "(SELECT mood::text FROM users) = 'good'";
    vec![
        Case::new(
            "a label goes",
            dressed(&["good", "ugly", "bad"]),
            dressed(&["good", "bad"]),
        )
        .row(ROW)
        .after("(SELECT mood::text || moods::text FROM users) = 'good{good}'")
        .before("(SELECT mood::text || moods::text FROM users) = 'good{good}'")
        .loses_data(),
        Case::new(
            "another order",
            dressed(&["good", "bad"]),
            dressed(&["bad", "good"]),
        )
        .row(ROW)
        .after(still_good),
        Case::new(
            "a label with a new name",
            moody(&["well"]),
            moody(&["good"]),
        )
        .rename("mood.well", "mood.good")
        .row("INSERT INTO users (id, email, mood) VALUES (1, 'a', 'well')")
        .after(still_good)
        .before("(SELECT mood::text FROM users) = 'well'"),
        Case::new(
            "a renamed label by attribute, and another one",
            moody(&["well"]),
            {
                let labels = EnumType::new(&["good", "bad"]).value_renamed_from("good", "well");
                one(users().column(Column::new("mood", "mood"))).enumeration("mood", labels)
            },
        )
        .row("INSERT INTO users (id, email, mood) VALUES (1, 'a', 'well')")
        .after(still_good),
    ]
}

fn columns() -> Vec<Case> {
    let text = || one(users().column(Column::new("mood", "text").default_to("'good'")));
    let array = |sql_type: &str| one(users().column(Column::new("mood", sql_type)));
    let mood = || EnumType::new(&["good", "bad"]);
    let feeling = || {
        one(users().column(Column::new("mood", "feeling").default_to("'good'")))
            .enumeration("feeling", EnumType::new(&["good", "ugly"]))
    };
    let good = "(SELECT mood::text FROM users) = 'good'";
    let enumerated = || {
        one(users().column(Column::new("mood", "mood").default_to("'good'")))
            .enumeration("mood", mood())
    };
    vec![
        Case::new("text becomes an enum", text(), enumerated())
            .row(ROW)
            .after(good)
            .before(good)
            .loses_data(),
        Case::new("an enum becomes text", enumerated(), text())
            .row(ROW)
            .after(good)
            .before(good),
        Case::new("an enum becomes another", enumerated(), feeling())
            .create("feeling")
            .row(ROW)
            .after(good)
            .loses_data(),
        Case::new("an enum with a new name", enumerated(), {
            let definition = mood().renamed_from("mood");
            one(users().column(Column::new("mood", "humour").default_to("'good'")))
                .enumeration("humour", definition)
        })
        .row(ROW)
        .after(good),
        Case::new(
            "arrays of text become arrays of an enum",
            array("text[]"),
            array("mood[]").enumeration("mood", mood()),
        )
        .row("INSERT INTO users (id, email, mood) VALUES (1, 'a', '{good,bad}')")
        .after("(SELECT mood::text FROM users) = '{good,bad}'")
        .loses_data(),
        Case::new("an enum goes with its column", enumerated(), one(users()))
            .row(ROW)
            .loses_data(),
    ]
}
