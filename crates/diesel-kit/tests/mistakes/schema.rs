use diesel_kit::{Table, sql_object};

#[derive(Table)]
#[table(name = "cars")]
struct Car {
    #[column(pk)]
    id: i64,
}

diesel_kit::schema! {
    pub fn schema {
        table { cars => Car }
        tables { cars => Car, doors Door, cars => Car }
        schemas { legacy = existing, app(exists) }
        extensions { citext, uuid-ossp }
        roles { reader(super), app.reader }
        sequences { numbers(start = "one") }
        objects {
            sql_object!(function, "f", up = "CREATE FUNCTION …"),
            sql_object!("g", up = "", down = ""),
            sql_object!(function, "h", create = "", drop = ""),
            sql_object!(function, "i", up = "", down = "", depends_on = "cars"),
        }
    }
}

fn main() {}
