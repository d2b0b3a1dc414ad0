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

struct Window;

diesel_kit::schema! {
    pub fn schema {
        tables { cars => Car, doors => Window }
        enums { Car }
        objects { Window }
    }
}

diesel_kit::schema! {
    pub fn second {
        views { doors => Door }
    }
}

fn main() {}
