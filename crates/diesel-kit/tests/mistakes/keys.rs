use diesel_kit::Table;

#[derive(Table)]
#[table(name = "cars", unique(id, plate), color = "red")]
struct Car {
    #[column(pk, reference = makers(id))]
    id: i64,
    #[column(on_delete = "cascade")]
    maker_id: i64,
}

#[derive(Table)]
#[table(name = "wheels")]
struct Wheel {
    #[column(pk)]
    id: i64,
    #[column(references = cars(number), on_delete = "explode")]
    car_id: i64,
}

fn main() {}
