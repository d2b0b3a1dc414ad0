#[path = "support/tables.rs"]
mod tables;

use diesel::prelude::*;
use diesel_kit::View;
use tables::*;

#[derive(View)]
#[view(drive)]
struct DriveView {
    id: i64,
    #[view(with)]
    pages: Vec<Page>,
}

fn filter_of_another_table() {
    let _ = DriveView::query().filter(users::name.eq("x"));
}

fn filter_is_no_condition() {
    let _ = DriveView::query().filter(drives::name);
}

fn limit_is_no_number() {
    let _ = DriveView::query().limit("ten");
}

fn relation_without_a_field() {
    let _ = DriveView::query().with(drive::owner, |q| q);
}

fn relation_of_another_table() {
    let _ = DriveView::query().with(page::children, |q| q.limit(1));
}

fn order_of_another_table() {
    let _ = DriveView::query().order(pages::title.desc());
}

fn not_on_demand() {
    let _ = DriveView::query().with_if(true, drive::pages);
}

fn pages_by_a_column_that_can_be_null() {
    let _ = Page::query().keyset((pages::ai_model.asc(),), Some(("x",)));
}

fn a_place_of_another_type() {
    let _ = Page::query().keyset((pages::id.asc(),), Some(("x",)));
}

fn main() {}
