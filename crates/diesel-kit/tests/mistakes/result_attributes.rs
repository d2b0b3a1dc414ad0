#[path = "support/tables.rs"]
mod tables;

use diesel_kit::View;
use tables::*;

#[derive(View)]
struct NoEntity {
    id: i64,
}

#[derive(View)]
#[view(page)]
struct Empty {}

#[derive(View)]
#[view(page)]
struct Tuple(i64);

#[derive(View)]
#[view(page)]
struct Generic<T> {
    id: T,
}

#[derive(View)]
#[view(drive)]
struct Misspelt {
    id: i64,
    #[view(with, limt = 5)]
    pages: Vec<Page>,
}

#[derive(View)]
#[view(drive)]
struct Mixed {
    #[view(row, with)]
    drive: Drive,
    #[view(limit = 5)]
    name: String,
    #[view(count = pages, limit = 5)]
    count: i64,
    #[view(with = pages, steps = 3)]
    steps: Vec<Page>,
}

#[derive(View)]
#[view(page)]
struct Shapes {
    #[view(with, on_demand)]
    drive: Drive,
    #[view(with = parent, recursive)]
    ancestors: Option<Page>,
    #[view(with)]
    children: Option<Vec<Page>>,
}

#[derive(View)]
#[view(drive)]
struct Twice {
    #[view(with)]
    pages: Vec<Page>,
    #[view(with = pages, limit = 5)]
    newest: Vec<Page>,
}

fn main() {}
