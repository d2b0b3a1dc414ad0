//! What things are called in Rust. Each name is given once.

use std::collections::{BTreeMap, BTreeSet};

use super::text::{camel, is_identifier, is_keyword, singular, snake};
use crate::model::{Column, Model, ObjectName};

/// A table or a view.
#[derive(Debug, Clone, Default)]
pub(super) struct Entity {
    /// Diesel's module.
    pub(super) module: String,
    /// The struct.
    pub(super) name: String,
    /// The file, without its ending.
    pub(super) file: String,
}

#[derive(Debug, Default)]
pub(super) struct Names {
    entities: BTreeMap<ObjectName, Entity>,
    enums: BTreeMap<ObjectName, String>,
    /// Fields of tables, by the names of their columns.
    fields: BTreeMap<ObjectName, BTreeMap<String, String>>,
    taken: BTreeSet<String>,
}

/// Names of types that the code uses without saying where they are from.
const TYPES: &str = " Option Vec String Box Result Some None Ok Err Table PgEnum SqlView Queryable Selectable \
    Identifiable Insertable AsChangeset Debug Clone Copy PartialEq Eq Default From Into Self Bound Sized Send \
    Sync Drop Fn FnMut FnOnce Iterator Extend Column ";
/// Names of modules that stand for something else.
const MODULES: &str = " enums types objects diesel diesel_kit chrono uuid serde_json std core alloc bigdecimal \
    ipnet schema ";
/// Names that Diesel's module gives to other things than columns.
const COLUMNS: &str = " table columns dsl star all_columns as_select self_ q ";

impl Names {
    pub(super) fn of(model: &Model) -> Self {
        let mut names = Self::default();
        let relations = || model.tables.keys().chain(model.views.keys());
        let mut modules = BTreeSet::new();
        for path in relations() {
            let module = free(&module(path), path, &modules);
            modules.insert(module.clone());
            let entity = Entity {
                module,
                ..Entity::default()
            };
            names.entities.insert(path.clone(), entity);
        }
        for path in relations() {
            let name = names.type_name(&camel(&singular(path.name())), path, "Row");
            // Not the name of the struct: that is what the module of its relations has.
            let kind = if model.views.contains_key(path) {
                "view"
            } else {
                "table"
            };
            if let Some(entity) = names.entities.get_mut(path) {
                entity.file = format!("{}_{kind}", entity.module);
                entity.name = name;
            }
        }
        for path in model.enums.keys() {
            let name = names.type_name(&camel(path.name()), path, "Enum");
            names.enums.insert(path.clone(), name);
        }
        for (path, table) in &model.tables {
            names.name_fields(path, &table.columns);
        }
        names
    }

    /// Takes a name for a type, together with those of what is made beside it.
    pub(super) fn type_name(&mut self, wish: &str, path: &ObjectName, ending: &str) -> String {
        let mut name = wish.to_owned();
        let with_schema = (!path.is_in_public()).then(|| format!("{}{wish}", camel(path.schema())));
        let mut others = with_schema.into_iter().chain([format!("{wish}{ending}")]);
        let mut number = 2;
        while self.is_taken(&name) {
            name = others.next().unwrap_or_else(|| {
                number += 1;
                format!("{wish}{ending}{number}")
            });
        }
        let beside = [
            name.clone(),
            format!("New{name}"),
            format!("{name}Changes"),
            format!("{name}Sql"),
        ];
        self.taken.extend(beside);
        name
    }

    fn is_taken(&self, name: &str) -> bool {
        let beside = [
            format!("New{name}"),
            format!("{name}Changes"),
            format!("{name}Sql"),
        ];
        TYPES.contains(&format!(" {name} "))
            || self.taken.contains(name)
            || beside.iter().any(|name| self.taken.contains(name))
    }

    pub(super) fn entity(&self, path: &ObjectName) -> Entity {
        self.entities.get(path).cloned().unwrap_or_default()
    }

    pub(super) fn enumeration(&self, path: &ObjectName) -> Option<&String> {
        self.enums.get(path)
    }

    fn name_fields(&mut self, path: &ObjectName, columns: &[Column]) {
        let module = self.entity(path).module;
        let fields = fields(&module, columns);
        self.fields.insert(path.clone(), fields);
    }

    /// The field of a column.
    pub(super) fn field(&self, table: &ObjectName, column: &str) -> String {
        let fields = self.fields.get(table);
        let field = fields.and_then(|fields| fields.get(column));
        field.cloned().unwrap_or_else(|| column.to_owned())
    }
}

/// Fields for columns, raw where the name is a keyword.
pub(super) fn fields(module: &str, columns: &[Column]) -> BTreeMap<String, String> {
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    // Who can keep the name keeps it.
    let (kept, others): (Vec<&Column>, Vec<&Column>) = columns
        .iter()
        .partition(|column| snake(&column.name) == column.name);
    for column in kept.into_iter().chain(others) {
        let wish = snake(&column.name);
        let is_special = wish == module || COLUMNS.contains(&format!(" {wish} "));
        let mut field = match wish.as_str() {
            "self" | "super" | "crate" => format!("{wish}_"),
            _ if is_special => format!("{wish}_"),
            _ if is_keyword(&wish) => format!("r#{wish}"),
            _ => wish.clone(),
        };
        let mut number = 2;
        while !taken.insert(field.clone()) {
            field = format!("{wish}_{number}");
            number += 1;
        }
        fields.insert(column.name.clone(), field);
    }
    fields
}

fn module(path: &ObjectName) -> String {
    let module = snake(path.name());
    if is_identifier(&module) && !MODULES.contains(&format!(" {module} ")) {
        return module;
    }
    format!("{module}_table")
}

fn free(wish: &str, path: &ObjectName, taken: &BTreeSet<String>) -> String {
    let mut name = wish.to_owned();
    let mut others = [format!("{}_{wish}", snake(path.schema()))].into_iter();
    let mut number = 1;
    while taken.contains(&name) {
        name = others.next().unwrap_or_else(|| {
            number += 1;
            format!("{wish}_{number}")
        });
    }
    name
}
