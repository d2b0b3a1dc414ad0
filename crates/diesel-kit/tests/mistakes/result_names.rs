#[path = "support/tables.rs"]
mod tables;

use diesel_kit::View;
use tables::*;

#[derive(View)]
#[view(page)]
struct WrongColumn {
    id: i64,
    titel: String,
}

#[derive(View)]
#[view(drive)]
struct WrongRelation {
    id: i64,
    #[view(with)]
    pagez: Vec<Page>,
}

#[derive(View)]
#[view(folder)]
struct WrongEntity {
    id: i64,
}

fn main() {}
