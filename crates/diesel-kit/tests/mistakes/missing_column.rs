use diesel_kit::Table;

#[derive(Table)]
#[table(name = "cars")]
struct Car {
    #[column(pk)]
    id: i64,
}

#[derive(Table)]
#[table(name = "doors")]
struct Door {
    #[column(pk)]
    id: i64,
    #[column(references = cars(number))]
    car_id: i64,
}

fn main() {}
