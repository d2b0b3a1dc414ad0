use diesel_kit::Table;

struct Colour;

#[derive(Table)]
#[table(name = "cars")]
struct Car {
    #[column(pk)]
    id: i64,
    colour: Colour,
}

fn main() {
    let _ = cars::colour;
}
