use diesel_kit::Table;

#[derive(Debug, Clone)]
struct Colour;

#[derive(Table)]
#[table(name = "cars", new = NewCar)]
struct Car {
    #[column(pk)]
    id: i64,
    #[column(sql = diesel::sql_types::Text)]
    colour: Colour,
}

#[derive(Table)]
#[table(name = "doors")]
struct Door {
    #[column(pk)]
    id: i64,
    #[column(sql = Shape)]
    shape: String,
}

#[derive(diesel::sql_types::SqlType)]
struct Shape;

fn main() {}
