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
}

diesel_kit::schema! {
    pub fn schema {
        tables { cars => Door, doors => Door }
    }
}

fn main() {}
