use diesel_kit::Table;

#[derive(Table)]
#[table(name = "cars")]
struct Car {
    #[column(pk)]
    id: i64,
    #[column(unique)]
    plate: String,
}

#[derive(Table)]
#[table(name = "doors")]
#[table(foreign_key(columns(id, plate), references = cars(id, plate)))]
struct Door {
    #[column(pk)]
    id: i64,
    #[column(references = cars(id), no_join)]
    car_id: Option<i32>,
    #[column(references = cars(plate), no_join)]
    plate: Option<String>,
}

fn main() {}
