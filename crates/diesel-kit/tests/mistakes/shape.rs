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

#[derive(Table)]
#[table(name = "type")]
struct Keyword {
    #[column(pk)]
    id: i64,
}

#[derive(Table)]
#[table(name = "units")]
struct Unit;

#[derive(PgEnum)]
#[pg_enum(name = "mood", sql = MoodSql)]
enum Mood {
    Good,
    Bad(String),
    #[pg_enum(rename = "good")]
    Fine,
    #[pg_enum(name = "ugly", renamed_from = "nasty")]
    Ugly,
}

#[derive(PgEnum)]
enum Nameless {
    One,
}

fn main() {}
