//! A table as a struct.

use std::collections::BTreeSet;

use super::key;
use super::names::{Entity, Names};
use super::rust_type::Types;
use super::text::{Comment, counting, literal};
use crate::model::{Column, ForeignKey, Model, Table};

/// The file of a table.
pub(super) fn file(table: &Table, model: &Model, names: &Names, types: &Types) -> String {
    let entity = names.entity(table.name());
    let mut writer = Writer {
        table,
        model,
        names,
        types,
        entity: &entity,
        imports: BTreeSet::new(),
        joined: BTreeSet::new(),
    };
    let body = writer.body();
    let imports: Vec<&str> = writer.imports.iter().map(String::as_str).collect();
    let imports = match imports.as_slice() {
        [] => String::new(),
        [one] => format!("\nuse super::{one};\n"),
        several => format!("\nuse super::{{{}}};\n", several.join(", ")),
    };
    format!(
        "//! The table `{}`.\n\nuse diesel::prelude::*;\nuse diesel_kit::Table;\n{imports}\n{body}",
        table.name().path()
    )
}

struct Writer<'a> {
    table: &'a Table,
    model: &'a Model,
    names: &'a Names,
    types: &'a Types,
    entity: &'a Entity,
    imports: BTreeSet<String>,
    /// Tables with which Diesel can join this one.
    joined: BTreeSet<String>,
}

impl Writer<'_> {
    fn body(&mut self) -> String {
        let (docs, comment) = Comment::split(self.table.comment.as_ref());
        let mut lines = docs;
        lines.extend(self.attributes(comment));
        lines.push(format!("pub struct {} {{", self.entity.name));
        for column in &self.table.columns {
            lines.extend(self.field(column));
        }
        lines.push("}\n".to_owned());
        lines.join("\n")
    }

    fn attributes(&mut self, comment: Option<String>) -> Vec<String> {
        let key = &self.table.primary_key.columns;
        let identifiable = if key.is_empty() { "" } else { ", Identifiable" };
        let fields = key.iter().map(|column| self.field_name(column));
        let fields: Vec<String> = fields.collect();
        let module = &self.entity.module;
        let primary_key = match fields.as_slice() {
            [] => String::new(),
            [id] if id == "id" => String::new(),
            fields => format!("primary_key({}), ", fields.join(", ")),
        };
        let mut lines = vec![
            format!("#[derive(Debug, Clone, Table, Queryable, Selectable{identifiable})]"),
            format!(
                "#[diesel(table_name = {module}, {primary_key}check_for_backend(diesel::pg::Pg))]"
            ),
            format!("#[table({})]", self.name_keys().join(", ")),
        ];
        let keys = self.keys(comment);
        lines.extend(keys.into_iter().map(|key| format!("#[table({key})]")));
        lines
    }

    fn name_keys(&self) -> Vec<String> {
        let (table, entity) = (self.table, self.entity);
        let path = table.name();
        let mut keys = vec![format!("name = {}", literal(path.name()))];
        if !path.is_in_public() {
            keys.push(format!("schema = {}", literal(path.schema())));
        }
        if entity.module != path.name() {
            keys.push(format!("module = {}", entity.module));
        }
        if table.existing {
            keys.push("existing".to_owned());
        } else if table.columns.iter().any(is_written) {
            keys.push(format!("new = New{}", entity.name));
        }
        let changes = |column: &Column| is_written(column) && !self.is_key(column);
        if !table.existing && table.columns.iter().any(changes) {
            keys.push(format!("changes = {}Changes", entity.name));
        }
        keys
    }

    fn keys(&mut self, comment: Option<String>) -> Vec<String> {
        let table = self.table;
        let mut keys: Vec<String> = Vec::new();
        if table.primary_key.columns.is_empty() {
            keys.push("keyless".to_owned());
        }
        keys.extend(key::primary_key(table));
        let uniques = table.uniques.iter();
        let uniques = uniques.filter(|unique| !key::is_plain_unique(table, unique));
        keys.extend(uniques.map(|unique| key::unique(table, unique, self.names)));
        for foreign in &table.foreign_keys {
            if !key::is_plain_reference(table, foreign) {
                self.import_target(foreign);
                keys.push(key::foreign_key(table, foreign, self.names));
            }
        }
        keys.extend(table.checks.iter().map(key::check));
        keys.extend(table.exclusions.iter().map(key::exclusion));
        keys.extend(table.indexes.iter().map(key::index));
        keys.extend(key::row_security(table));
        keys.extend(table.policies.iter().map(key::policy));
        keys.extend(table.unlogged.then(|| "unlogged".to_owned()));
        keys.extend(key::with(&table.with));
        keys.extend(comment);
        keys
    }

    fn import_target(&mut self, key: &ForeignKey) {
        if key.table != *self.table.name() {
            let module = self.names.entity(&key.table).module;
            self.imports.insert(module);
        }
    }

    fn field_name(&self, column: &str) -> String {
        self.names.field(self.table.name(), column)
    }

    fn is_key(&self, column: &Column) -> bool {
        self.table.primary_key.columns.contains(&column.name)
    }

    fn field(&mut self, column: &Column) -> Vec<String> {
        let field = self.field_name(&column.name);
        let found = self.types.of(&column.sql_type);
        self.imports.extend(found.imports);
        let (docs, comment) = Comment::split(column.comment.as_ref());
        let mut keys = Vec::new();
        keys.extend(self.is_key(column).then(|| "pk".to_owned()));
        keys.extend(found.sql.map(|sql| format!("sql = {sql}")));
        keys.extend(found.db.map(|db| format!("db = {}", literal(&db))));
        if field.trim_start_matches("r#") != column.name {
            keys.push(format!("sql_name = {}", literal(&column.name)));
        }
        keys.extend(values(column));
        keys.extend(self.constraints(column));
        keys.extend(comment);
        let mut lines: Vec<String> = docs.into_iter().map(|line| format!("    {line}")).collect();
        if !keys.is_empty() {
            lines.push(format!("    #[column({})]", keys.join(", ")));
        }
        let rust = if column.nullable {
            format!("Option<{}>", found.rust)
        } else {
            found.rust
        };
        lines.push(format!("    pub {field}: {rust},"));
        lines
    }

    /// Unique constraints and foreign keys of the column alone.
    fn constraints(&mut self, column: &Column) -> Vec<String> {
        let table = self.table;
        let of_column = |columns: &[String]| columns == std::slice::from_ref(&column.name);
        let mut keys = Vec::new();
        let mut uniques = table.uniques.iter();
        if uniques.any(|one| of_column(&one.columns) && key::is_plain_unique(table, one)) {
            keys.push("unique".to_owned());
        }
        let mut foreign = table.foreign_keys.iter();
        let foreign =
            foreign.find(|one| of_column(&one.columns) && key::is_plain_reference(table, one));
        if let Some(foreign) = foreign {
            self.import_target(foreign);
            keys.push(format!("references = {}", key::target(foreign, self.names)));
            keys.extend(key::behaviour(foreign));
            keys.extend((!self.joins(foreign)).then(|| "no_join".to_owned()));
        }
        keys
    }

    /// Whether Diesel may join by this key: it is the first one to the other's primary key, and of two
    /// tables that point at each other only one may have it.
    fn joins(&mut self, key: &ForeignKey) -> bool {
        let own = self.table.name();
        if key.table == *own {
            return true;
        }
        let Some(target) = self.model.tables.get(&key.table) else {
            return false;
        };
        let points_back = target
            .foreign_keys
            .iter()
            .any(|back| back.table == *own && key::is_plain_reference(target, back));
        let may =
            key.referenced == target.primary_key.columns && !(points_back && key.table < *own);
        may && self.joined.insert(key.table.path())
    }
}

/// Whether a program gives its value.
fn is_written(column: &Column) -> bool {
    let always = column.identity.is_some_and(|identity| identity.always);
    column.generated.is_none() && !always
}

/// Where values come from.
fn values(column: &Column) -> Vec<String> {
    let mut keys = Vec::new();
    keys.extend(column.serial.then(|| "serial".to_owned()));
    if let Some(identity) = &column.identity {
        let kind = if identity.always {
            "always"
        } else {
            "by_default"
        };
        let mut parts = vec![kind.to_owned()];
        parts.extend(counting(&identity.options));
        keys.push(format!("identity({})", parts.join(", ")));
    }
    let texts = [
        ("default", &column.default),
        ("generated", &column.generated),
        ("collate", &column.collation),
    ];
    for (key, text) in texts {
        keys.extend(
            text.as_ref()
                .map(|text| format!("{key} = {}", literal(text))),
        );
    }
    keys.extend(column.touched.then(|| "on_update_now".to_owned()));
    keys
}
