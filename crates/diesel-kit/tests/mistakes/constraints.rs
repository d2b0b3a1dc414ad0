use diesel_kit::Table;

#[derive(Table)]
#[table(name = "cars", schema = "my cars")]
#[table(unique(plate, plate), unique(plate, nane = "x"), unique(name = "y"))]
#[table(index(name = "cars_plate_idx"), index(on = "plate"))]
#[table(index(name = "cars_idx", on = "plate", nulls_not_distinct))]
#[table(index(name = "cars_size_idx", on = "plate", with = "fillfactor"))]
#[table(check(name = "cars_check", expression = "true"))]
#[table(exclude(using = "gist"))]
#[table(policy(using = "true"))]
#[table(policy(name = "a", for_ = "truncate"))]
#[table(policy(name = "b", for_ = "select", check = "true"))]
#[table(policy(name = "c", for_ = "insert", using = "true"))]
#[table(policy(name = "d", to = "reader"))]
#[table(rls(always))]
#[table(foreign_key(columns(plate, plate), references = cars(id, id)))]
#[table(foreign_key(columns(plate), references = cars(id, plate)))]
#[table(foreign_key(columns(plate)))]
struct Car {
    #[column(pk)]
    id: i64,
    plate: String,
}

fn main() {}
