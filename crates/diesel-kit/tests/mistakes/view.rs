use diesel_kit::SqlView;

#[derive(SqlView)]
#[sql_view(name = "no_query")]
struct NoQuery {
    id: i64,
}

#[derive(SqlView)]
#[sql_view(query = "SELECT 1 AS id")]
struct NoName {
    id: i64,
}

#[derive(SqlView)]
#[sql_view(name = "plain", query = "SELECT 1 AS id", no_data, materialised)]
#[sql_view(index(name = "plain_idx", on = "id"), unique(id))]
struct Plain {
    #[column(default = "1")]
    id: i64,
    #[column(references = plain(id))]
    other_id: i64,
}

#[derive(SqlView)]
#[sql_view(name = "tuple", query = "SELECT 1")]
struct Tuple(i64);

fn main() {}
