//! ID, SE: columns that number their rows, and sequences.

#![expect(clippy::too_many_lines, reason = "tables of cases")]

use diesel_kit::model::{Column, Identity, Model, Schema, Sequence, SequenceOptions, Table};

use super::{Case, one, two, users};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = identity_made();
    cases.extend(identity_dropped());
    cases.extend(identity_changed());
    cases.extend(identity_bounds());
    cases.extend(serial_and_identity());
    cases.extend(serial());
    cases.extend(numbered_tables());
    cases.extend(sequences());
    cases.extend(sequences_elsewhere());
    cases.extend(sequences_changed());
    cases.extend(sequences_renamed());
    cases
}

fn options() -> SequenceOptions {
    SequenceOptions::default()
}

fn some() -> SequenceOptions {
    options().start(100).increment(5)
}

fn all() -> SequenceOptions {
    options()
        .start(20)
        .increment(5)
        .min(10)
        .max(100)
        .cache(3)
        .cycle()
}

fn by_default(options: SequenceOptions) -> Identity {
    Identity::by_default().options(options)
}

fn always(options: SequenceOptions) -> Identity {
    Identity::always().options(options)
}

/// `users(id, note)`, where nothing but the id matters.
fn keyed(id: Column) -> Model {
    one(Table::new("users")
        .column(id)
        .column(Column::new("note", "text").nullable())
        .primary_key(&["id"]))
}

fn plain() -> Model {
    keyed(Column::new("id", "integer"))
}

fn numbered(identity: Identity) -> Model {
    keyed(Column::new("id", "integer").identity(identity))
}

/// Takes two numbers.
const ROWS: &str = "INSERT INTO users (note) VALUES ('a'), ('b')";
const NUMBERED_ROWS: &str = "INSERT INTO users VALUES (1, 'a'), (7, 'b')";

/// Whether the next row gets this number.
fn next(number: i64) -> String {
    format!("nextval(pg_get_serial_sequence('users', 'id')) = {number}")
}

fn identity_made() -> Vec<Case> {
    let both = |first: SequenceOptions| {
        two(
            Table::new("users")
                .column(Column::new("id", "bigint").identity(always(first)))
                .primary_key(&["id"]),
            Table::new("posts")
                .column(Column::new("id", "smallint").identity(by_default(first)))
                .primary_key(&["id"]),
        )
    };
    let added = |identity: Identity| {
        one(users().column(Column::new("number", "integer").identity(identity)))
    };
    let row = "INSERT INTO users VALUES (1, 'a'), (2, 'b')";
    vec![
        Case::new("ID01 new tables", Model::default(), both(options())).after(&next(1)),
        Case::new(
            "ID02 new tables, some options",
            Model::default(),
            both(some()),
        )
        .after(&next(100)),
        Case::new(
            "ID03 new tables, all options",
            Model::default(),
            both(all()),
        )
        .after(&next(20)),
        Case::new(
            "ID04 no options, unchanged",
            both(options()),
            both(options()),
        )
        .unchanged(),
        Case::new("ID05 some options, unchanged", both(some()), both(some())).unchanged(),
        Case::new("ID06 all options, unchanged", both(all()), both(all())).unchanged(),
        Case::new(
            "ID05 what PostgreSQL chooses, spelled out",
            numbered(always(options())),
            numbered(always(
                options()
                    .start(1)
                    .increment(1)
                    .min(1)
                    .max(2_147_483_647)
                    .cache(1),
            )),
        )
        .unchanged(),
        Case::new("ID14 a new column", one(users()), added(always(options())))
            .row(row)
            .after("(SELECT array_agg(number ORDER BY number) = '{1,2}' FROM users)"),
        Case::new(
            "ID14 a new column, all options",
            one(users()),
            added(by_default(all())),
        )
        .row(row)
        .after("(SELECT array_agg(number ORDER BY number) = '{20,25}' FROM users)"),
        Case::new(
            "ID15 for a column that is there",
            plain(),
            numbered(always(options())),
        )
        .row(NUMBERED_ROWS)
        .after(&next(8)),
        Case::new(
            "ID15 for a column without rows",
            plain(),
            numbered(by_default(some())),
        )
        .after(&next(100)),
        Case::new(
            "ID15 the rows end before the start",
            plain(),
            numbered(by_default(some())),
        )
        .row(NUMBERED_ROWS)
        .after(&next(100)),
        Case::new(
            "ID15 rows that the numbers never reach",
            plain(),
            numbered(by_default(options().max(5))),
        )
        .row(NUMBERED_ROWS)
        .after(&next(2)),
        Case::new(
            "ID15 counting down",
            plain(),
            numbered(by_default(options().increment(-1))),
        )
        .row("INSERT INTO users VALUES (-7, 'a'), (7, 'b')")
        .after(&next(-8)),
        Case::new(
            "ID15 for a column that may be null",
            one(users().column(Column::new("number", "bigint").nullable().default_to("0"))),
            one(users().column(Column::new("number", "bigint").identity(always(options())))),
        )
        .row("INSERT INTO users VALUES (1, 'a', 4)")
        .after("nextval(pg_get_serial_sequence('users', 'number')) = 5"),
        Case::new(
            "ID15 text becomes a number",
            keyed(Column::new("id", "text")),
            numbered(always(options())),
        )
        .row("INSERT INTO users VALUES ('7', 'a')")
        .after(&next(8))
        .loses_data(),
    ]
}

fn identity_dropped() -> Vec<Case> {
    let nullable = || one(users().column(Column::new("number", "integer").nullable()));
    let strict = |identity: Identity| {
        one(users().column(Column::new("number", "integer").identity(identity)))
    };
    let three = |first: Column, second: Column, third: Column| {
        one(Table::new("users")
            .column(first)
            .column(second)
            .column(third)
            .primary_key(&["id"]))
    };
    let column = |name: &str| Column::new(name, "bigint");
    vec![
        Case::new("ID07 dropped", numbered(always(options())), plain())
            .row(ROWS)
            .after("(SELECT max(id) = 2 FROM users)")
            .before(&next(3)),
        Case::new(
            "ID07 dropped, the column may be null then",
            strict(always(options())),
            nullable(),
        )
        .row("INSERT INTO users (id, email) VALUES (1, 'a')")
        .after("(SELECT number = 1 FROM users)"),
        Case::new(
            "ID08 dropped from three columns",
            three(
                column("id").identity(always(some())),
                column("second").identity(by_default(some())),
                column("third").identity(always(options().start(-5).min(-10))),
            ),
            three(column("id"), column("second"), column("third")),
        )
        .row("INSERT INTO users DEFAULT VALUES")
        .before("nextval(pg_get_serial_sequence('users', 'third')) = -4"),
        Case::new(
            "ID09 dropped, all options",
            numbered(by_default(all())),
            plain(),
        )
        .row(ROWS)
        .after("(SELECT max(id) = 25 FROM users)")
        .before(&next(30)),
        Case::new(
            "ID09 dropped, and text then",
            numbered(always(options())),
            keyed(Column::new("id", "text")),
        )
        .row(ROWS)
        .after("(SELECT max(id) = '2' FROM users)")
        .before(&next(3)),
        Case::new(
            "ID09 instead of a generated column",
            one(users().column(Column::new("number", "bigint").generated("id * 2"))),
            one(users().column(Column::new("number", "bigint").identity(by_default(options())))),
        )
        .row("INSERT INTO users VALUES (3, 'a')")
        .after("(SELECT number = 6 FROM users)"),
        Case::new(
            "ID09 a default instead",
            numbered(by_default(options())),
            keyed(Column::new("id", "integer").default_to("0")),
        )
        .row(ROWS)
        .before(&next(3)),
    ]
}

fn identity_changed() -> Vec<Case> {
    vec![
        Case::new(
            "ID10 another start",
            numbered(always(options())),
            numbered(always(options().start(100))),
        )
        .row(ROWS)
        .after(&next(3)),
        Case::new(
            "ID11 largest number, step, cache",
            numbered(by_default(options())),
            numbered(by_default(options().max(1000).increment(10).cache(5))),
        )
        .row(ROWS)
        .after(&next(12)),
        Case::new(
            "ID11 all options go",
            numbered(by_default(all())),
            numbered(by_default(options())),
        )
        .row(ROWS),
        Case::new(
            "ID12 by default becomes always, with options",
            numbered(by_default(some())),
            numbered(always(options().start(100).increment(1).cache(2))),
        )
        .row(ROWS)
        .after(&next(106)),
        Case::new(
            "ID13 always becomes by default",
            numbered(always(options())),
            numbered(by_default(options())),
        )
        .row(ROWS)
        .after(&next(3)),
    ]
}

fn identity_bounds() -> Vec<Case> {
    let big =
        |options: SequenceOptions| keyed(Column::new("id", "bigint").identity(always(options)));
    vec![
        Case::new(
            "ID11 a least number that is not reached yet",
            numbered(always(options())),
            numbered(always(options().min(50))),
        )
        .row(ROWS)
        .after(&next(50)),
        Case::new(
            "ID11 a least number that is passed already",
            numbered(always(options().start(60))),
            numbered(always(options().start(60).min(50))),
        )
        .row(ROWS)
        // Looking where it stands costs a number.
        .after(&next(63)),
        Case::new(
            "ID11 other bounds altogether",
            numbered(always(options().max(5))),
            numbered(always(options().min(100).max(200).start(110))),
        )
        .row(ROWS)
        .after(&next(110))
        .down_after(
            "ALTER TABLE users ALTER COLUMN id SET MINVALUE 1 SET START WITH 1 RESTART WITH 3",
        ),
        Case::new(
            "ID11 a largest number that is passed",
            numbered(always(options())),
            numbered(always(options().max(100))),
        )
        .row("INSERT INTO users OVERRIDING SYSTEM VALUE VALUES (200, 'a')")
        .row("SELECT setval(pg_get_serial_sequence('users', 'id'), 200)")
        .up_after("ALTER TABLE users ALTER COLUMN id RESTART WITH 50")
        .after(&next(50)),
        Case::new(
            "ID11 counting down from then on",
            numbered(always(options())),
            numbered(always(options().increment(-1))),
        )
        .row(ROWS)
        .after(&next(-1))
        .before(&next(3)),
        Case::new(
            "ID11 a larger type",
            numbered(always(options())),
            big(options()),
        )
        .row(ROWS)
        .after(&next(3))
        .before(&next(4)),
        Case::new(
            "ID11 a larger type, the bounds spelled out",
            numbered(always(options().max(2_147_483_647))),
            big(options().max(2_147_483_647)),
        )
        .row(ROWS)
        .after(&next(3)),
    ]
}

fn serial_and_identity() -> Vec<Case> {
    let serial = || keyed(Column::new("id", "serial"));
    vec![
        Case::new(
            "ID16 serial becomes identity",
            serial(),
            numbered(by_default(options())),
        )
        .row(ROWS)
        .after(&next(3))
        .before(&next(4)),
        Case::new(
            "ID16 serial that has given no number yet",
            serial(),
            numbered(always(options())),
        )
        .row("INSERT INTO users VALUES (7, 'a')")
        .after(&next(1))
        .before(&next(2)),
        Case::new(
            "ID16 serial becomes identity, of another type, after a rename",
            serial(),
            one(Table::new("people")
                .column(Column::new("number", "bigint").identity(always(options().cache(2))))
                .column(Column::new("note", "text").nullable())
                .primary_key(&["number"])),
        )
        .rename("users", "people")
        .rename("users.id", "people.number")
        .row(ROWS)
        .after("nextval(pg_get_serial_sequence('people', 'number')) = 3")
        .before(&next(5)),
        Case::new(
            "ID16 numbers from a hundred on",
            serial(),
            numbered(always(options().min(100))),
        )
        .row(ROWS)
        .after(&next(100)),
        Case::new(
            "ID16 numbers below zero become serial",
            numbered(always(options().min(-10))),
            serial(),
        )
        .row(ROWS)
        .after(&next(1)),
        Case::new(
            "ID16 serial becomes identity that counts down",
            serial(),
            numbered(always(options().increment(-2))),
        )
        .row(ROWS)
        .after(&next(-1))
        .before(&next(3)),
        Case::new(
            "ID17 in another schema, unchanged",
            elsewhere(Column::new("id", "bigint").identity(always(all()))),
            elsewhere(Column::new("id", "bigint").identity(always(all()))),
        )
        .elsewhere("CREATE SCHEMA app")
        .unchanged(),
        Case::new(
            "ID16 ID17 serial becomes identity in another schema",
            elsewhere(Column::new("id", "bigserial")),
            elsewhere(Column::new("id", "bigint").identity(always(options()))),
        )
        .elsewhere("CREATE SCHEMA app")
        .row("INSERT INTO app.\"Users\" DEFAULT VALUES")
        .after("nextval(pg_get_serial_sequence('app.\"Users\"', 'id')) = 2"),
    ]
}

/// `app."Users"(id)`
fn elsewhere(id: Column) -> Model {
    let table = Table::new("Users").in_schema("app").column(id);
    one(table.primary_key(&["id"])).schema("app", Schema::existing())
}

fn serial() -> Vec<Case> {
    let column = |sql_type: &str| keyed(Column::new("id", sql_type));
    let beside = |column: Column| one(users().column(column));
    vec![
        Case::new("CO35 integer becomes serial", plain(), column("serial"))
            .row(NUMBERED_ROWS)
            .after(&next(8)),
        Case::new(
            "XT08 integer becomes bigserial",
            plain(),
            column("bigserial"),
        )
        .row(NUMBERED_ROWS)
        .after(&next(8)),
        Case::new("XT08 serial becomes integer", column("serial"), plain())
            .row(ROWS)
            .after("pg_get_serial_sequence('users', 'id') IS NULL")
            .before(&next(3)),
        Case::new(
            "XT08 serial becomes bigserial",
            column("serial"),
            column("bigserial"),
        )
        .row(ROWS)
        .after(&next(3))
        .before(&next(4)),
        Case::new(
            "XT08 bigserial becomes smallserial",
            column("bigserial"),
            column("smallserial"),
        )
        .row(ROWS)
        .after(&next(3))
        .loses_data(),
        Case::new("XT08 serial becomes text", column("serial"), column("text"))
            .row(ROWS)
            .before(&next(3)),
        Case::new(
            "DE07 a serial column comes",
            one(users()),
            beside(Column::new("n", "smallserial")),
        )
        .row("INSERT INTO users VALUES (5, 'a'), (6, 'b')")
        .after("(SELECT array_agg(n ORDER BY n) = '{1,2}' FROM users)"),
        Case::new(
            "DE07 serial, unchanged",
            two(
                Table::new("a")
                    .column(Column::new("a", "serial"))
                    .column(Column::new("b", "bigserial")),
                Table::new("b")
                    .column(Column::new("a", "serial4"))
                    .column(Column::new("c", "smallserial")),
            ),
            two(
                Table::new("a")
                    .column(Column::new("a", "serial4"))
                    .column(Column::new("b", "serial8")),
                Table::new("b")
                    .column(Column::new("a", "serial"))
                    .column(Column::new("c", "serial2")),
            ),
        )
        .unchanged(),
        Case::new(
            "CO35 nullable and with a default before",
            beside(Column::new("n", "integer").nullable().default_to("0")),
            beside(Column::new("n", "serial")),
        )
        .row("INSERT INTO users VALUES (5, 'a', 9)")
        .after("nextval(pg_get_serial_sequence('users', 'n')) = 10"),
        Case::new(
            "CO35 a name with capitals and a quote",
            beside(Column::new("It's", "integer")),
            beside(Column::new("It's", "serial")),
        )
        .row("INSERT INTO users VALUES (5, 'a', 9)")
        .after("nextval(pg_get_serial_sequence('users', 'It''s')) = 10"),
        Case::new(
            "XT08 an unlogged table",
            one(Table::new("users")
                .column(Column::new("id", "integer"))
                .unlogged()),
            one(Table::new("users")
                .column(Column::new("id", "serial"))
                .unlogged()),
        ),
    ]
}

fn numbered_tables() -> Vec<Case> {
    let table = |name: &str, id: Column| {
        one(Table::new(name)
            .column(id)
            .primary_key(&["id"])
            .primary_key_named("users_pkey"))
    };
    let identity = || Column::new("id", "bigint").identity(always(options()));
    let serial = || Column::new("id", "bigserial");
    let row = "INSERT INTO users DEFAULT VALUES";
    vec![
        Case::new(
            "TA52 a table with an identity column is renamed",
            table("users", identity()),
            table("people", identity()),
        )
        .rename("users", "people")
        .row(row)
        .after("nextval(pg_get_serial_sequence('people', 'id')) = 2"),
        Case::new(
            "TA52 a table with a serial column is renamed",
            table("users", serial()),
            table("people", serial()),
        )
        .rename("users", "people")
        .row(row)
        .after("nextval(pg_get_serial_sequence('people', 'id')) = 2"),
        Case::new(
            "TA52 and serial no longer",
            table("users", serial()),
            table("people", Column::new("id", "bigint")),
        )
        .rename("users", "people")
        .row(row)
        .then(table("people", serial()))
        .after("nextval(pg_get_serial_sequence('people', 'id')) = 2"),
    ]
}

fn counting(name: &str, sequence: Sequence) -> Model {
    Model::default().sequence(name, sequence)
}

fn in_app(sequence: Sequence) -> Model {
    Model::default()
        .schema("app", Schema::existing())
        .sequence(("app", "orders"), sequence)
}

fn everything() -> Sequence {
    Sequence::new(all()).of_type("integer")
}

fn sequences() -> Vec<Case> {
    let from = |start| Sequence::new(options().start(start));
    let by_hand = |default: &str| {
        let table =
            Table::new("orders").column(Column::new("number", "bigint").default_to(default));
        one(table).sequence("numbers", Sequence::default())
    };
    vec![
        Case::new(
            "SE01 a sequence",
            Model::default(),
            counting("orders", from(100)),
        )
        .after("nextval('orders') = 100"),
        Case::new(
            "SE02 all options",
            Model::default(),
            counting("orders", everything()),
        )
        .after("nextval('orders') = 20"),
        Case::new(
            "SE05 a sequence goes",
            counting("orders", from(100)),
            Model::default(),
        )
        .before("nextval('orders') = 100")
        .loses_data(),
        Case::new(
            "SE12 all options, unchanged",
            counting("orders", everything()),
            counting("orders", everything()),
        )
        .unchanged(),
        Case::new(
            "SE16 one option, unchanged",
            counting("orders", from(100)),
            counting("orders", from(100).of_type("int8")),
        )
        .unchanged(),
        Case::new(
            "SE01 used by a default",
            Model::default(),
            by_hand("nextval('numbers')"),
        ),
        Case::new(
            "SE05 no longer used by a default",
            by_hand("nextval('numbers')"),
            one(Table::new("orders").column(Column::new("number", "bigint"))),
        )
        .row("INSERT INTO orders DEFAULT VALUES")
        .loses_data(),
    ]
}

fn sequences_elsewhere() -> Vec<Case> {
    let empty = || Model::default().schema("app", Schema::existing());
    let here = || {
        Model::default()
            .schema("app", Schema::existing())
            .sequence("orders", everything())
    };
    let cases = vec![
        Case::new(
            "SE03 in another schema",
            empty(),
            in_app(Sequence::default()),
        )
        .after("nextval('app.orders') = 1"),
        Case::new(
            "SE04 in another schema, all options",
            empty(),
            in_app(everything()),
        ),
        Case::new(
            "SE06 in another schema, goes",
            in_app(everything()),
            empty(),
        )
        .loses_data(),
        Case::new(
            "SE08 in another schema, renamed",
            in_app(everything()),
            Model::default()
                .schema("app", Schema::existing())
                .sequence(("app", "bills"), everything()),
        )
        .rename("app.orders", "app.bills")
        .row("SELECT nextval('app.orders')")
        .after("nextval('app.bills') = 25"),
        Case::new("SE09 moved to another schema", here(), in_app(everything()))
            .rename("orders", "app.orders")
            .row("SELECT nextval('orders')")
            .after("nextval('app.orders') = 25"),
        Case::new("SE10 moved back", in_app(everything()), here())
            .rename("app.orders", "orders")
            .row("SELECT nextval('app.orders')")
            .after("nextval('orders') = 25"),
    ];
    let cases = cases.into_iter();
    cases
        .map(|case| case.elsewhere("CREATE SCHEMA app"))
        .collect()
}

fn sequences_changed() -> Vec<Case> {
    let of = |options| counting("orders", Sequence::new(options));
    let integers = |options| counting("orders", Sequence::new(options).of_type("integer"));
    let two_taken = "SELECT nextval('orders'), nextval('orders')";
    vec![
        Case::new("SE11 another start", of(options()), of(options().start(50)))
            .row(two_taken)
            .after("nextval('orders') = 3"),
        Case::new(
            "SE13 several options",
            of(all()),
            of(options().start(12).increment(2).max(200)),
        )
        .row(two_taken)
        // Three numbers were taken at once.
        .after("nextval('orders') = 32"),
        Case::new(
            "SE13 a least number that is not reached yet",
            of(options()),
            of(options().min(10).start(15)),
        )
        .row(two_taken)
        .after("nextval('orders') = 15"),
        Case::new(
            "SE13 down instead of up",
            of(options()),
            of(options().increment(-1)),
        )
        .row(two_taken)
        .after("nextval('orders') = -1"),
        Case::new("SE13 a smaller type", of(options()), integers(options()))
            .row(two_taken)
            .after("nextval('orders') = 3"),
        Case::new(
            "SE13 a larger type, the bounds of the smaller one",
            integers(options()),
            of(options().max(2_147_483_647)),
        )
        .row(two_taken)
        .after("nextval('orders') = 3"),
        Case::new(
            "SE13 a smaller type that is too small",
            of(options()),
            integers(options()),
        )
        .row("SELECT setval('orders', 3000000000)")
        .up_after("SELECT setval('orders', 3)")
        .after("nextval('orders') = 4"),
    ]
}

fn sequences_renamed() -> Vec<Case> {
    let both = |sequence: &str, default: &str| {
        let column = Column::new("number", "bigint").default_to(default);
        one(Table::new("orders").column(column)).sequence(sequence, Sequence::default())
    };
    vec![
        Case::new(
            "SE07 a new name",
            counting("orders", everything()),
            counting("bills", everything().renamed_from("orders")),
        )
        .row("SELECT nextval('orders')")
        .after("nextval('bills') = 25")
        .before("nextval('orders') = 30"),
        Case::new(
            "SE14 a new name by an answer",
            counting("orders", everything()),
            counting("bills", everything()),
        )
        .rename("orders", "bills"),
        Case::new(
            "SE15 a new name and other options",
            counting("orders", everything()),
            counting("bills", Sequence::new(options().increment(2))),
        )
        .rename("orders", "bills")
        .row("SELECT nextval('orders')")
        .after("nextval('bills') = 32"),
        Case::new(
            "SE07 a new name for what a default uses",
            both("numbers", "nextval('numbers')"),
            both("counter", "nextval('counter')"),
        )
        .rename("numbers", "counter")
        .row("INSERT INTO orders DEFAULT VALUES")
        .after("nextval('counter') = 2"),
        Case::new(
            "SE14 no rename, but another one",
            counting("orders", Sequence::default()),
            counting("bills", Sequence::default()),
        )
        .create("bills")
        .loses_data(),
    ]
}
