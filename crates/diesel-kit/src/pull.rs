//! `pull`: an existing database as entities in Rust and a first migration.
//!
//! What is written describes the database as it is: `generate` finds nothing to do afterwards.

mod entity;
mod enumeration;
mod fit;
mod key;
mod module;
mod names;
mod rust_type;
mod text;
mod view;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::introspect::Catalog;
use crate::model::Model;
use names::Names;
use rust_type::Types;

/// Rust files, and what is worth knowing about them.
#[derive(Debug)]
pub(crate) struct Pulled {
    /// The schema that the files describe.
    pub(crate) model: Model,
    /// By their paths within the directory of the entities.
    pub(crate) files: BTreeMap<PathBuf, String>,
    pub(crate) warnings: Vec<String>,
}

/// How many columns Diesel takes without being asked.
const COLUMNS: usize = 32;

/// The code for a database.
pub(crate) fn pull(mut catalog: Catalog) -> Pulled {
    fit::make_raw(&mut catalog);
    let warnings = warnings(&catalog);
    let names = Names::of(&catalog.model);
    let types = Types::new(&catalog, &names);
    let mut files = BTreeMap::new();
    for (path, table) in &catalog.model.tables {
        let entity = names.entity(path);
        let text = entity::file(table, &catalog.model, &names, &types);
        files.insert(PathBuf::from(format!("{}.rs", entity.file)), text);
    }
    for (path, view) in &catalog.model.views {
        let entity = names.entity(path);
        let columns = catalog.view_columns.get(path).map(Vec::as_slice);
        let text = view::file(path, view, columns.unwrap_or_default(), &names, &types);
        files.insert(PathBuf::from(format!("{}.rs", entity.file)), text);
    }
    if !catalog.model.enums.is_empty() {
        let text = enumeration::file(&catalog.model.enums, &names);
        files.insert(PathBuf::from("enums.rs"), text);
    }
    if let Some(text) = types.file() {
        files.insert(PathBuf::from("types.rs"), text);
    }
    if !catalog.model.objects.is_empty() {
        let text = module::objects(&catalog.model.objects);
        files.insert(PathBuf::from("objects.rs"), text);
    }
    let text = module::file(&catalog.model, &names, &types);
    files.insert(PathBuf::from("mod.rs"), text);
    Pulled {
        model: catalog.model,
        files,
        warnings,
    }
}

fn warnings(catalog: &Catalog) -> Vec<String> {
    let left_out = catalog.left_out.iter();
    let mut warnings: Vec<String> = left_out
        .map(|thing| format!("left out, because it cannot be made again from here: {thing}"))
        .collect();
    for (name, table) in &catalog.model.tables {
        let count = table.columns.len();
        if count > COLUMNS {
            let feature = if count > 2 * COLUMNS { "128" } else { "64" };
            warnings.push(format!(
                "{} has {count} columns: enable the feature `{feature}-column-tables` of diesel-kit",
                name.path()
            ));
        }
    }
    warnings
}
