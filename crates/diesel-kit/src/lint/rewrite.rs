//! Statements that write whole tables anew, or lock them for as long as they work.

use squawk_syntax::ast::{self, AstNode};

use super::finding::Found;
use super::known::{Known, altered, plain};
use super::rule;
use crate::diff::{Style, diff};
use crate::hazard::Hazard;
use crate::model::{Column, Model, ObjectName, Table};

pub(super) fn look(statement: &ast::Stmt, known: &Known) -> Vec<Found> {
    let what = match statement {
        ast::Stmt::AlterTable(alter) => return alters(alter, known),
        ast::Stmt::Cluster(_) => "CLUSTER",
        ast::Stmt::Vacuum(vacuum) if vacuum.is_full() => "VACUUM FULL",
        ast::Stmt::Refresh(refresh) if refresh.concurrently_token().is_none() => {
            let message = "nobody can read the view until it is filled";
            return vec![Found::new(&rule::REFRESH, message)];
        }
        _ => return Vec::new(),
    };
    vec![rewrites(what)]
}

fn alters(alter: &ast::AlterTable, known: &Known) -> Vec<Found> {
    let Some(table) = altered(alter).filter(|table| !known.is_new_table(table)) else {
        return Vec::new();
    };
    let actions = alter.actions();
    actions
        .filter_map(|action| acts(&table, &action, known))
        .collect()
}

fn acts(table: &ObjectName, action: &ast::AlterTableAction, known: &Known) -> Option<Found> {
    match action {
        ast::AlterTableAction::AlterColumn(alter) => match alter.option()? {
            ast::AlterColumnOption::SetType(to) => {
                retypes(table, &plain(alter.column_name_ref()?.syntax()), &to, known)
            }
            _ => None,
        },
        ast::AlterTableAction::SetLogged(_) => Some(rewrites("SET LOGGED")),
        ast::AlterTableAction::SetUnlogged(_) => Some(rewrites("SET UNLOGGED")),
        ast::AlterTableAction::SetTablespace(_) => Some(rewrites("SET TABLESPACE")),
        ast::AlterTableAction::SetAccessMethod(_) => Some(rewrites("SET ACCESS METHOD")),
        _ => None,
    }
}

fn rewrites(what: &str) -> Found {
    let message = format!("{what} copies the table while nobody can use it");
    Found::new(&rule::REWRITES_TABLE, message)
}

/// With the type the column had, the differ knows what the change does to values.
fn retypes(table: &ObjectName, column: &str, to: &ast::SetType, known: &Known) -> Option<Found> {
    let message = format!("{table} is written anew while nobody can read it");
    let found = Found::new(&rule::CHANGE_TYPE, message);
    let (Some(old), Some(model), Some(new)) = (known.column(table, column), known.model(), to.ty())
    else {
        return Some(found);
    };
    let with = |sql_type: &str| {
        let column = Column::new("column", sql_type).nullable();
        let mut with = Model::default().table(Table::new("table").column(column));
        with.enums.clone_from(&model.enums);
        with
    };
    let new = new.syntax().text().to_string();
    let steps = diff(&with(&old.sql_type), &with(&new), &[], Style::Transaction);
    let mut hazards: Vec<Hazard> = steps.into_iter().flat_map(|step| step.hazards).collect();
    hazards.sort();
    hazards.dedup();
    if hazards.is_empty() {
        return None;
    }
    let lossy = hazards.contains(&Hazard::DataLoss);
    let message = format!("values of {table}.{column} may not fit {new}");
    let found = if lossy {
        Found::new(&rule::CHANGE_TYPE, message)
    } else {
        found
    };
    Some(found.hazards(hazards))
}
