//! XT: options of columns, keys, indexes and tables.

#![expect(clippy::too_many_lines, reason = "tables of cases")]

use diesel_kit::model::{Column, Exclusion, ForeignKey, Index, Model, Table, Unique};

use super::{Case, notes, one, two, users};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = collated();
    cases.extend(deferred());
    cases.extend(nulls());
    cases.extend(unlogged());
    cases.extend(excluded());
    cases.extend(dropped_indexes());
    cases
}

fn collated() -> Vec<Case> {
    let column = |collation: Option<&str>, sql_type: &str| {
        let column = Column::new("note", sql_type).nullable();
        match collation {
            Some(collation) => column.collation(collation),
            None => column,
        }
    };
    let dressed = |collation: Option<&str>| {
        one(users()
            .column(column(collation, "text"))
            .column(
                Column::new("upper", "text")
                    .generated("upper(note)")
                    .nullable(),
            )
            .index(Index::new("note_idx", "note"))
            .unique(Unique::new(&["note", "email"]))
            .check("note_check", "note <> ''"))
    };
    let alone = |collation, sql_type| one(users().column(column(collation, sql_type)));
    let row = "INSERT INTO users (id, email, note) VALUES (1, 'a', 'b'), (2, 'b', 'A')";
    vec![
        Case::new("XT07 a collation comes", dressed(None), dressed(Some("C")))
            .row(row)
            .after("(SELECT count(note) = 2 FROM users)"),
        Case::new(
            "XT07 another collation",
            dressed(Some("C")),
            dressed(Some("POSIX")),
        )
        .row(row),
        Case::new("XT07 a collation goes", dressed(Some("C")), dressed(None)).row(row),
        Case::new("XT07 unchanged", dressed(Some("C")), dressed(Some("C"))).unchanged(),
        Case::new(
            "XT07 together with the type",
            alone(None, "text"),
            alone(Some("C"), "varchar(20)"),
        )
        .row(row)
        .after("(SELECT count(note) = 2 FROM users)")
        .loses_data(),
        Case::new(
            "XT07 a new column",
            one(users()),
            alone(Some("und-x-icu"), "text[]"),
        )
        .row("INSERT INTO users VALUES (1, 'a')"),
    ]
}

fn deferred() -> Vec<Case> {
    let key = || ForeignKey::new(&["owner_id"], "users", &["id"]);
    let with = |key: ForeignKey| two(users(), notes().foreign_key(key));
    vec![
        Case::new(
            "XT01 deferrable",
            Model::default(),
            with(key().deferrable()),
        ),
        Case::new(
            "XT01 initially deferred",
            Model::default(),
            with(key().initially_deferred()),
        ),
        Case::new(
            "XT01 initially deferred no longer",
            with(key().initially_deferred()),
            with(key()),
        ),
        Case::new(
            "XT01 becomes initially deferred",
            with(key()),
            with(key().initially_deferred()),
        ),
        Case::new(
            "XT01 deferrable on demand",
            with(key().initially_deferred()),
            with(key().deferrable()),
        ),
        Case::new(
            "XT01 under another name",
            with(key().deferrable()),
            with(key().named("notes_owner").initially_deferred()),
        ),
        Case::new(
            "XT01 unchanged",
            with(key().initially_deferred()),
            with(key().initially_deferred()),
        )
        .unchanged(),
    ]
}

fn nulls() -> Vec<Case> {
    let unique = |unique: Unique| one(notes().unique(unique));
    let index = |index: Index| one(notes().index(index.unique()));
    let row = "INSERT INTO notes VALUES (1, NULL, 'a'), (2, NULL, 'b')";
    vec![
        Case::new(
            "XT02 nulls count in a new constraint",
            one(notes()),
            unique(Unique::new(&["owner_id", "body"]).nulls_not_distinct()),
        )
        .row(row),
        Case::new(
            "XT02 nulls count from then on",
            unique(Unique::new(&["owner_id", "body"])),
            unique(Unique::new(&["owner_id", "body"]).nulls_not_distinct()),
        )
        .row(row),
        Case::new(
            "XT02 nulls count no longer",
            unique(Unique::new(&["owner_id"]).nulls_not_distinct()),
            unique(Unique::new(&["owner_id"])),
        )
        .row("INSERT INTO notes VALUES (1, NULL, 'a')"),
        Case::new(
            "XT02 nulls count in an index",
            one(notes()),
            index(Index::new("notes_idx", "owner_id, body").nulls_not_distinct()),
        )
        .row(row),
        Case::new(
            "XT02 nulls count in an index no longer",
            index(
                Index::new("notes_idx", "owner_id, body")
                    .nulls_not_distinct()
                    .condition("id > 0"),
            ),
            index(Index::new("notes_idx", "owner_id, body").condition("id > 0")),
        )
        .row(row),
    ]
}

fn unlogged() -> Vec<Case> {
    let table = |table: Table, unlogged: bool| if unlogged { table.unlogged() } else { table };
    let related = |unlogged: bool| {
        let key = ForeignKey::new(&["owner_id"], "users", &["id"]);
        let own = ForeignKey::new(&["id"], "notes", &["id"]).named("notes_self");
        let users =
            users().foreign_key(ForeignKey::new(&["id"], "notes", &["id"]).named("users_note"));
        let notes = notes().foreign_key(key).foreign_key(own);
        two(table(users, unlogged), table(notes, unlogged))
    };
    let row = "INSERT INTO users VALUES (1, 'a')";
    vec![
        Case::new(
            "XT03 a new unlogged table",
            Model::default(),
            one(users().unlogged()),
        ),
        Case::new("XT03 switched on", one(users()), one(users().unlogged()))
            .row(row)
            .after("(SELECT email = 'a' FROM users)"),
        Case::new("XT03 switched off", one(users().unlogged()), one(users()))
            .row(row)
            .after("(SELECT email = 'a' FROM users)"),
        Case::new(
            "XT03 switched on for tables that refer to each other",
            related(false),
            related(true),
        ),
        Case::new(
            "XT03 unchanged",
            one(users().unlogged()),
            one(users().unlogged()),
        )
        .unchanged(),
    ]
}

fn excluded() -> Vec<Case> {
    let bookings = || {
        Table::new("bookings")
            .column(Column::new("room", "integer"))
            .column(Column::new("during", "tsrange"))
    };
    let of = |exclusion: Exclusion| one(bookings().exclusion(exclusion));
    let overlap = |name: &str| Exclusion::new(name, "gist", "during WITH &&");
    let in_a_room = || Exclusion::new("no_overlap", "gist", "room WITH =, during WITH &&");
    let row = "INSERT INTO bookings VALUES (1, '[2024-01-01, 2024-01-02)')";
    vec![
        Case::new(
            "XT14 a new table with one",
            Model::default(),
            of(overlap("no_overlap")),
        ),
        Case::new("XT14 it comes", one(bookings()), of(overlap("no_overlap"))).row(row),
        Case::new("XT14 it goes", of(overlap("no_overlap")), one(bookings())).row(row),
        Case::new(
            "XT14 another name",
            of(overlap("no_overlap")),
            of(overlap("once")),
        )
        .row(row),
        Case::new(
            "XT14 a condition",
            of(overlap("no_overlap")),
            of(overlap("no_overlap").condition("room > 0")),
        )
        .row(row),
        Case::new(
            "XT14 two columns",
            of(overlap("no_overlap")),
            of(in_a_room()),
        )
        .elsewhere("CREATE EXTENSION btree_gist")
        .row(row),
        Case::new(
            "XT14 rows that clash",
            one(bookings()),
            of(overlap("no_overlap")),
        )
        .row(row)
        .row(row)
        .up_after("DELETE FROM bookings"),
        Case::new(
            "XT14 another type below",
            of(in_a_room()),
            one(Table::new("bookings")
                .column(Column::new("room", "bigint"))
                .column(Column::new("during", "tsrange"))
                .exclusion(in_a_room())),
        )
        .elsewhere("CREATE EXTENSION btree_gist")
        .row(row),
        Case::new(
            "XT14 a renamed column below",
            of(in_a_room()),
            one(Table::new("bookings")
                .column(Column::new("place", "integer").renamed_from("room"))
                .column(Column::new("during", "tsrange"))
                .exclusion(Exclusion::new(
                    "no_overlap",
                    "gist",
                    "place WITH =, during WITH &&",
                ))),
        )
        .elsewhere("CREATE EXTENSION btree_gist")
        .row(row),
    ]
}

fn dropped_indexes() -> Vec<Case> {
    let body = || Index::new("notes_body_idx", "body");
    vec![
        Case::new("an index goes", one(notes().index(body())), one(notes())),
        Case::new(
            "an index goes, and a unique constraint takes its name",
            one(notes().index(body().unique())),
            one(notes().unique(Unique::new(&["body"]).named("notes_body_idx"))),
        ),
        Case::new(
            "an index goes with the key that relied on it",
            two(
                users().index(Index::new("users_email_idx", "email").unique()),
                notes().foreign_key(ForeignKey::new(&["body"], "users", &["email"])),
            ),
            two(users(), notes()),
        ),
        Case::new(
            "an index goes, another table takes its name",
            two(users(), notes().index(body())),
            two(
                users().index(Index::new("notes_body_idx", "email")),
                notes(),
            ),
        ),
        Case::new(
            "an index goes together with its column",
            one(notes().index(body())),
            one(Table::new("notes")
                .column(Column::new("id", "bigint"))
                .column(Column::new("owner_id", "bigint").nullable())
                .primary_key(&["id"])),
        )
        .loses_data(),
    ]
}
