use diesel_kit::View;

#[derive(View)]
#[view(name = "no_query")]
struct NoQuery {
    id: i64,
}

#[derive(View)]
#[view(query = "SELECT 1 AS id")]
struct NoName {
    id: i64,
}

#[derive(View)]
#[view(name = "plain", query = "SELECT 1 AS id", no_data, materialised)]
#[view(index(name = "plain_idx", on = "id"), unique(id))]
struct Plain {
    #[column(default = "1")]
    id: i64,
    #[column(references = plain(id))]
    other_id: i64,
}

#[derive(View)]
#[view(name = "tuple", query = "SELECT 1")]
struct Tuple(i64);

fn main() {}
