use diesel_kit::Table;

diesel::table! {
    cars (id) {
        id -> BigInt,
    }
}

#[derive(Table)]
#[table(name = "doors")]
struct Door {
    #[column(pk)]
    id: i64,
    #[column(references = cars(id))]
    car_id: i64,
}

fn main() {}
