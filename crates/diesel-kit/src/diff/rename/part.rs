//! New names for constraints, indexes and policies.

use super::{Rename, split_child};
use crate::model::{Kind, Model, ObjectName, Table};
use crate::sql::name::name;
use crate::sql::statement::{rename_constraint, rename_index};

/// Renames it in the model, and returns the statement.
pub(super) fn rename(model: &mut Model, rename: &Rename) -> String {
    let (_, old) = split_child(&rename.from);
    let (owner, new) = split_child(&rename.to);
    let table = model.tables.get_mut(&owner);
    let names = match table {
        Some(table) => names(table, rename.kind),
        None => view_indexes(model, &owner),
    };
    for found in names.into_iter().filter(|found| **found == old) {
        found.clone_from(&new);
    }
    match rename.kind {
        Kind::Index => rename_index(&owner, &old, &new),
        Kind::Policy => {
            let (old, new) = (name(&old), name(&new));
            format!("ALTER POLICY {old} ON {owner} RENAME TO {new}")
        }
        _ => rename_constraint(&owner, &old, &new),
    }
}

fn names(table: &mut Table, kind: Kind) -> Vec<&mut String> {
    fn of<T>(list: &mut [T], name: impl Fn(&mut T) -> &mut String) -> Vec<&mut String> {
        list.iter_mut().map(name).collect()
    }
    match kind {
        Kind::PrimaryKey => vec![&mut table.primary_key.name],
        Kind::Unique => of(&mut table.uniques, |one| &mut one.name),
        Kind::Check => of(&mut table.checks, |one| &mut one.name),
        Kind::ForeignKey => of(&mut table.foreign_keys, |one| &mut one.name),
        Kind::Exclusion => of(&mut table.exclusions, |one| &mut one.name),
        Kind::Index => of(&mut table.indexes, |one| &mut one.name),
        Kind::Policy => of(&mut table.policies, |one| &mut one.name),
        _ => Vec::new(),
    }
}

/// A materialised view has indexes, too.
fn view_indexes<'a>(model: &'a mut Model, view: &ObjectName) -> Vec<&'a mut String> {
    let indexes = model.views.get_mut(view).map(|view| &mut view.indexes);
    let indexes = indexes.into_iter().flatten();
    indexes.map(|index| &mut index.name).collect()
}
