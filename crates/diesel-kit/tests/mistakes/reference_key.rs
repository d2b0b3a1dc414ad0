use diesel_kit::Table;

#[derive(Table)]
#[table(name = "cars")]
struct Car {
    #[column(pk)]
    id: String,
    #[column(unique)]
    plate: String,
}

#[derive(Table)]
#[table(name = "doors")]
struct Door {
    #[column(pk)]
    id: i64,
    #[column(references = cars(plate))]
    plate: String,
}

fn main() {}
