use diesel_kit::Table;

#[derive(Table)]
#[table(name = "cars")]
struct Car {
    #[column(pk, identity(always))]
    id: String,
    #[column(serial)]
    number: Option<i64>,
    #[column(db = "bigserial")]
    count: i64,
    #[column(identity)]
    first: i64,
    #[column(identity = "sometimes")]
    second: i64,
    #[column(identity(always, begin = 1))]
    third: i64,
    #[column(identity(by_default, start = 99999999999999999999))]
    fourth: i64,
    #[column(default = "now()", generated = "upper(x)")]
    name: String,
    #[column(default_with = String::new, default = "''")]
    nick: String,
    #[column(on_update_now)]
    changed: String,
    #[column(deferrable)]
    maker_id: i64,
    #[column(sql_name = "nick")]
    nickname: String,
    #[column(sql_name = "a_name_that_is_longer_than_the_sixty_three_bytes_that_postgresql_keeps")]
    long: String,
    #[column(pk)]
    maybe: Option<i64>,
}

fn main() {}
