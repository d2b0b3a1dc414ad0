//! A view as a struct.

use std::collections::BTreeSet;

use super::key;
use super::names::{Names, fields};
use super::rust_type::Types;
use super::text::{Comment, literal};
use crate::model::{Column, ObjectName, View};

/// The file of a view. PostgreSQL does not tell which of its columns are never null.
pub(super) fn file(
    path: &ObjectName,
    view: &View,
    columns: &[Column],
    names: &Names,
    types: &Types,
) -> String {
    let entity = names.entity(path);
    let (mut lines, comment) = Comment::split(view.comment.as_ref());
    lines.push("#[derive(Debug, Clone, SqlView, Queryable, Selectable)]".to_owned());
    lines.push(format!(
        "#[diesel(table_name = {}, check_for_backend(diesel::pg::Pg))]",
        entity.module
    ));
    let mut first = vec![format!("name = {}", literal(path.name()))];
    if !path.is_in_public() {
        first.push(format!("schema = {}", literal(path.schema())));
    }
    if entity.module != path.name() {
        first.push(format!("module = {}", entity.module));
    }
    lines.push(format!("#[sql_view({})]", first.join(", ")));
    let keys = keys(view, comment);
    lines.extend(keys.into_iter().map(|key| format!("#[sql_view({key})]")));
    lines.push(format!("pub struct {} {{", entity.name));
    let fields = fields(&entity.module, columns);
    let mut imports = BTreeSet::new();
    for column in columns {
        let found = types.of(&column.sql_type);
        let field = fields.get(&column.name).cloned().unwrap_or_default();
        let mut keys = Vec::new();
        keys.extend(found.sql.map(|sql| format!("sql = {sql}")));
        if field.trim_start_matches("r#") != column.name {
            keys.push(format!("sql_name = {}", literal(&column.name)));
        }
        if !keys.is_empty() {
            lines.push(format!("    #[column({})]", keys.join(", ")));
        }
        lines.push(format!("    pub {field}: Option<{}>,", found.rust));
        imports.extend(found.imports);
    }
    lines.push("}\n".to_owned());
    let imports: Vec<String> = imports.into_iter().collect();
    let imports = if imports.is_empty() {
        String::new()
    } else {
        format!("\nuse super::{{{}}};\n", imports.join(", "))
    };
    format!(
        "//! The view `{}`.\n\nuse diesel::prelude::*;\nuse diesel_kit::SqlView;\n{imports}\n{}",
        path.path(),
        lines.join("\n")
    )
}

fn keys(view: &View, comment: Option<String>) -> Vec<String> {
    let mut keys = Vec::new();
    keys.extend(view.materialized.then(|| "materialized".to_owned()));
    keys.extend(view.no_data.then(|| "no_data".to_owned()));
    let texts = [("using", &view.using), ("tablespace", &view.tablespace)];
    for (key, text) in texts {
        keys.extend(
            text.as_ref()
                .map(|text| format!("{key} = {}", literal(text))),
        );
    }
    keys.extend(key::with(&view.with));
    keys.push(format!("query = {}", literal(&view.query)));
    keys.extend(view.indexes.iter().map(key::index));
    keys.extend(comment);
    keys
}
