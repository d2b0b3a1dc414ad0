use diesel_kit::Table;

#[derive(Table)]
#[table(name = "cars", unique(id, plate), color = "red")]
struct Car {
    #[column(reference = makers(id), pk)]
    id: i64,
    #[column(on_delete = "cascade")]
    maker_id: i64,
    #[column(unique, unique)]
    plate_id: i64,
    #[column(serial = true)]
    number: i64,
}

#[derive(Table)]
#[table(name = "wheels", view = "SELECT 1", unlogged, unlogged)]
struct Wheel {
    #[column(pk)]
    id: i64,
    #[column(references = cars(number), on_delete = "explode")]
    car_id: i64,
    #[column(references = cars(id, number))]
    spare_id: i64,
    #[column(references = cars)]
    other_id: i64,
}

fn main() {}
