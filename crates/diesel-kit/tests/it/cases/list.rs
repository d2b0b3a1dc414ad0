//! The list of migration cases, code by code. `docs/cases.md` says which codes are elsewhere, and
//! which do not apply.

mod columns;
mod constraints;
mod enums;
mod indexes;
mod keys;
mod objects;
mod ours;
mod tables;
mod views;

use diesel_kit::model::{Column, Model, Table};

use super::Case;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = tables::cases();
    cases.extend(columns::cases());
    cases.extend(constraints::cases());
    cases.extend(keys::cases());
    cases.extend(indexes::cases());
    cases.extend(enums::cases());
    cases.extend(ours::cases());
    cases.extend(views::cases());
    cases.extend(objects::cases());
    cases
}

/// A table written short: `id bigint; note text?`. The question mark means nullable. Its key is `id`,
/// where there is one.
pub(super) fn table(name: &str, columns: &str) -> Table {
    let mut table = Table::new(name);
    for column in columns
        .split(';')
        .filter(|column| !column.trim().is_empty())
    {
        let (column_name, sql_type) = column.trim().split_once(' ').unwrap();
        let column = match sql_type.strip_suffix('?') {
            Some(sql_type) => Column::new(column_name, sql_type).nullable(),
            None => Column::new(column_name, sql_type),
        };
        table = table.column(column);
    }
    if table.find("id").is_some() {
        table.primary_key(&["id"])
    } else {
        table
    }
}

pub(super) fn model(tables: impl IntoIterator<Item = Table>) -> Model {
    tables.into_iter().fold(Model::default(), Model::table)
}

fn nothing() -> Model {
    Model::default()
}
