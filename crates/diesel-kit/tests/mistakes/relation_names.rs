use diesel_kit::Table;

#[derive(Table)]
#[table(name = "houses")]
#[table(has_many(rooms(hause)))]
#[table(has_many(walls(house)))]
struct House {
    #[column(pk)]
    id: i64,
}

#[derive(Table)]
#[table(name = "rooms")]
struct Room {
    #[column(pk)]
    id: i64,
    house: i64,
}

fn main() {}
