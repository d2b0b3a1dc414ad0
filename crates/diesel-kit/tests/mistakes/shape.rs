use diesel_kit::{PgEnum, Table};

#[derive(Table)]
#[table(name = "cars")]
struct NoKey {
    id: i64,
}

#[derive(Table)]
struct NoName {
    #[column(pk)]
    id: i64,
}

#[derive(PgEnum)]
#[pg_enum(name = "mood")]
enum Mood {
    Good,
    Bad(String),
}

#[derive(PgEnum)]
enum Nameless {
    One,
}

fn main() {}
