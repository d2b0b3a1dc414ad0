use diesel_kit::Table;

#[derive(Table)]
#[table(name = "houses")]
#[table(has_many(rooms(house, floor)))]
#[table(has_many(name = rooms(house)))]
#[table(has_many(doors = rooms(house)), has_many(doors = rooms(floor)))]
#[table(has_many(rooms))]
#[table(has_many(rooms, through = stays))]
#[table(has_many(rooms(house), trough = stays(house -> room)))]
#[table(has_one(guest = guests, through = stays(house -> guest)))]
#[table(has_many(stays(house), on(adress)))]
#[table(has_many(table = rooms(house)))]
struct House {
    #[column(pk)]
    id: i64,
    name: String,
    address: String,
}

#[derive(Table)]
#[table(name = "rooms")]
struct Room {
    #[column(pk)]
    id: i64,
    #[column(references = houses(id), relation = floor)]
    house: i64,
    #[column(relation = nothing)]
    floor: i64,
}

#[derive(Table)]
#[table(name = "stays")]
struct Stay {
    #[column(pk)]
    id: i64,
    house: i64,
    #[column(references = houses(id))]
    house_id: i64,
    #[column(references = houses(id), relation = house)]
    other_house_id: i64,
}

fn main() {}
