//! Keys, checks and indexes on tables with rows.

use diesel_kit::model::{Action, Column, ForeignKey, Index, Model, Table, Unique};

use super::{Case, notes, one, two, users};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = uniques();
    cases.extend(foreign_keys());
    cases.extend(checks());
    cases.extend(indexes());
    cases.extend(primary_keys());
    for case in &mut cases {
        case.rows.insert(
            0,
            "INSERT INTO users (id, email) VALUES (1, 'a'), (2, 'b')".to_owned(),
        );
        "(SELECT count(*) FROM users) = 2".clone_into(&mut case.after);
        case.before.clone_from(&case.after);
    }
    cases
}

fn uniques() -> Vec<Case> {
    let by_email = || users().unique(Unique::new(&["email"]));
    vec![
        Case::new("unique", one(users()), one(by_email())),
        Case::new("unique no more", one(by_email()), one(users())),
        Case::new(
            "unique with nulls",
            one(users()),
            one(users().unique(Unique::new(&["id", "email"]).nulls_not_distinct())),
        ),
        Case::new(
            "a unique constraint with a new name",
            one(by_email()),
            one(users().unique(Unique::new(&["email"]).named("one_account_per_address"))),
        ),
        Case::new(
            "unique on other columns under the same name",
            one(users().unique(Unique::new(&["email"]).named("users_uniq"))),
            one(users().unique(Unique::new(&["email", "id"]).named("users_uniq"))),
        ),
    ]
}

fn foreign_keys() -> Vec<Case> {
    let key = || ForeignKey::new(&["owner_id"], "users", &["id"]);
    let to_email = |users: Table| {
        let notes = notes()
            .column(Column::new("address", "text").nullable())
            .foreign_key(ForeignKey::new(&["address"], "users", &["email"]));
        two(users.unique(Unique::new(&["email"])), notes)
    };
    let pair = ForeignKey::new(&["owner_id", "body"], "users", &["id", "email"]);
    let unkeyed = || two(users(), notes());
    let keyed = |key: ForeignKey| two(users(), notes().foreign_key(key));
    vec![
        Case::new("a foreign key", unkeyed(), keyed(key()))
            .row("INSERT INTO notes (id, owner_id) VALUES (1, 1)"),
        Case::new("a foreign key goes", keyed(key()), unkeyed()),
        Case::new(
            "a foreign key acts otherwise",
            keyed(key()),
            keyed(key().on_delete(Action::Cascade)),
        ),
        Case::new(
            "a foreign key becomes deferrable under another name",
            keyed(key()),
            keyed(key().deferrable().named("owner").on_update(Action::Cascade)),
        ),
        Case::new(
            "a foreign key to what becomes unique",
            unkeyed(),
            to_email(users()),
        ),
        Case::new(
            "a foreign key over two columns",
            two(users().unique(Unique::new(&["id", "email"])), notes()),
            two(
                users().unique(Unique::new(&["id", "email"])),
                notes().foreign_key(pair),
            ),
        )
        .row("INSERT INTO notes VALUES (1, 1, 'a')"),
        Case::new("a new column with a foreign key", one(users()), one(tree())),
        Case::new("a new table with a foreign key", one(users()), keyed(key())),
        Case::new("both ends of a foreign key go", keyed(key()), one(users()))
            .row("INSERT INTO notes (id, owner_id) VALUES (1, 1)")
            .loses_data(),
    ]
}

fn tree() -> Table {
    users()
        .column(Column::new("parent_id", "bigint").nullable())
        .foreign_key(ForeignKey::new(&["parent_id"], "users", &["id"]).on_delete(Action::Cascade))
        .index(Index::new("users_parent_id_idx", "parent_id"))
}

fn checks() -> Vec<Case> {
    let checked = |expression: &str| one(users().check("users_check", expression));
    vec![
        Case::new("a check", one(users()), checked("id > 0")),
        Case::new("another check", checked("id > 0"), checked("id > -1")),
        Case::new("a check goes", checked("id > 0"), one(users())),
        Case::new(
            "a check with a new name",
            checked("id > 0"),
            one(users().check("users_id_check", "id > 0")),
        ),
    ]
}

fn indexes() -> Vec<Case> {
    let indexed = |index: Index| one(users().index(index));
    let plain = || Index::new("users_idx", "email");
    vec![
        Case::new("an index", one(users()), indexed(plain())),
        Case::new("an index goes", indexed(plain()), one(users())),
        Case::new(
            "indexes of every kind",
            one(users()),
            one(users()
                .index(Index::new("part_idx", "email").condition("id > 0"))
                .index(Index::new(
                    "expression_idx",
                    "lower(email), id DESC NULLS LAST",
                ))
                .index(Index::new("hash_idx", "email").using("hash"))
                .index(Index::new("unique_idx", "lower(email)").unique())
                .index(
                    Index::new("wide_idx", "id")
                        .include("email")
                        .with("fillfactor", "70"),
                )),
        ),
        Case::new(
            "an index changes",
            indexed(plain()),
            indexed(plain().condition("id > 0")),
        ),
        Case::new(
            "an index with a new name",
            indexed(plain()),
            indexed(Index::new("by_email", "email")),
        ),
        Case::new(
            "indexes exchange their names",
            one(users()
                .index(plain())
                .index(Index::new("by_id", "id, email"))),
            one(users()
                .index(Index::new("users_idx", "id, email"))
                .index(Index::new("by_id", "email"))),
        ),
        Case::new(
            "an index over a column that goes",
            one(users()
                .column(Column::new("a", "text").nullable())
                .index(Index::new("a_idx", "a, email"))),
            indexed(Index::new("a_idx", "email")),
        )
        .loses_data(),
        Case::new(
            "an index over a column that comes",
            one(users()),
            one(users()
                .column(Column::new("a", "text").nullable())
                .index(Index::new("a_idx", "a"))),
        ),
    ]
}

fn primary_keys() -> Vec<Case> {
    let wide = || -> Model {
        let table = Table::new("users")
            .column(Column::new("id", "bigint"))
            .column(Column::new("email", "text"))
            .primary_key(&["id", "email"]);
        one(table)
    };
    vec![
        Case::new("a wider primary key", one(users()), wide()),
        Case::new("a narrower primary key", wide(), one(users())),
        Case::new(
            "a primary key that others refer to",
            two(
                users(),
                notes().foreign_key(ForeignKey::new(&["owner_id"], "users", &["id"])),
            ),
            {
                let table = Table::new("users")
                    .column(Column::new("id", "bigint"))
                    .column(Column::new("email", "text"))
                    .primary_key(&["email"])
                    .unique(Unique::new(&["id"]));
                two(
                    table,
                    notes().foreign_key(ForeignKey::new(&["owner_id"], "users", &["id"])),
                )
            },
        ),
    ]
}
