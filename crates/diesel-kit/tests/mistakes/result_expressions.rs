#[path = "support/tables.rs"]
mod tables;

use diesel::prelude::*;
use diesel_kit::View;
use tables::*;

#[derive(View)]
#[view(drive)]
struct OrderOfOther {
    id: i64,
    #[view(with, order = drives::name.desc())]
    pages: Vec<Page>,
}

#[derive(View)]
#[view(drive)]
struct FilterIsNoCondition {
    id: i64,
    #[view(with, filter = pages::title)]
    pages: Vec<Page>,
}

#[derive(View)]
#[view(drive)]
struct ComputedOfOther {
    #[view(expr = pages::title.concat("!"))]
    loud: String,
}

#[derive(View)]
#[view(drive)]
struct ComputedType {
    #[view(expr = drives::name.concat("!"))]
    loud: i64,
}

fn main() {}
