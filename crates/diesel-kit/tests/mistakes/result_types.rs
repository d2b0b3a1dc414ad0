#[path = "support/tables.rs"]
mod tables;

use diesel_kit::View;
use tables::*;

#[derive(View)]
#[view(page)]
struct WrongType {
    id: i64,
    revision: String,
}

#[derive(View)]
#[view(page)]
struct MissingOption {
    id: i64,
    ai_model: String,
}

#[derive(View)]
#[view(drive)]
struct WrongChild {
    id: i64,
    #[view(with)]
    pages: Vec<User>,
}

#[derive(View)]
#[view(page)]
struct OptionalRelation {
    id: i64,
    #[view(with)]
    parent: Page,
}

#[derive(View)]
#[view(drive)]
struct ManyOfOne {
    id: i64,
    #[view(with)]
    owner: Vec<User>,
}

#[derive(View)]
#[view(drive)]
struct OneOfMany {
    id: i64,
    #[view(with)]
    pages: Page,
}

struct NoView {
    id: i64,
}

#[derive(View)]
#[view(drive)]
struct ChildIsNoView {
    id: i64,
    #[view(with)]
    pages: Vec<NoView>,
}

#[derive(View)]
#[view(drive)]
struct RowOfOther {
    #[view(row)]
    user: User,
}

#[derive(View)]
#[view(drive)]
struct WithOwner {
    #[view(with)]
    owner: User,
}

#[derive(View)]
#[view(drive)]
struct RowWithRelations {
    #[view(row)]
    drive: WithOwner,
}

#[derive(View)]
#[view(drive)]
struct RecursionElsewhere {
    #[view(with, recursive)]
    pages: Vec<Page>,
}

#[derive(View)]
#[view(drive)]
struct CountIsNoText {
    #[view(count)]
    pages: String,
}

fn main() {}
