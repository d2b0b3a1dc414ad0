use diesel_kit::Table;

#[derive(Table)]
#[table(name = "houses")]
#[table(has_many(rooms(house)))]
#[table(has_one(only_room = rooms(owner)))]
#[table(has_many(guests, through = stays(house -> guest)))]
struct House {
    #[column(pk)]
    id: i64,
}

#[derive(Table)]
#[table(name = "rooms")]
struct Room {
    #[column(pk)]
    id: i64,
    house: String,
    owner: i64,
}

#[derive(Table)]
#[table(name = "guests")]
struct Guest {
    #[column(pk)]
    id: i64,
}

#[derive(Table)]
#[table(name = "stays")]
struct Stay {
    #[column(pk)]
    house: i64,
    #[column(pk)]
    guest: String,
}

fn main() {}
