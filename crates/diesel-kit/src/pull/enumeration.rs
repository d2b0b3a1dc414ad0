//! PostgreSQL enums as Rust enums.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::text::{Comment, camel, literal};
use crate::model::{EnumType, ObjectName};

pub(super) fn file(enums: &BTreeMap<ObjectName, EnumType>, names: &Names) -> String {
    let items: Vec<String> = enums
        .iter()
        .filter_map(|(path, definition)| Some(item(path, definition, names.enumeration(path)?)))
        .collect();
    format!(
        "//! Enums.\n\nuse diesel_kit::PgEnum;\n\n{}",
        items.join("\n")
    )
}

fn item(path: &ObjectName, definition: &EnumType, name: &str) -> String {
    let (docs, comment) = Comment::split(definition.comment.as_ref());
    let mut keys = vec![format!("name = {}", literal(path.name()))];
    if !path.is_in_public() {
        keys.push(format!("schema = {}", literal(path.schema())));
    }
    keys.extend(comment);
    let mut lines = docs;
    lines.push("#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum)]".to_owned());
    lines.push(format!("#[pg_enum({})]", keys.join(", ")));
    lines.push(format!("pub enum {name} {{"));
    let mut taken = BTreeSet::new();
    for label in &definition.values {
        let wish = camel(label);
        let mut variant = match wish.as_str() {
            "Self" => "Itself".to_owned(),
            _ => wish.clone(),
        };
        let mut number = 2;
        while !taken.insert(variant.clone()) {
            variant = format!("{wish}{number}");
            number += 1;
        }
        // The derive makes the label of the variant; to say it where they agree is no harm, only long.
        if !is_implied(&variant, label) {
            lines.push(format!("    #[pg_enum(rename = {})]", literal(label)));
        }
        lines.push(format!("    {variant},"));
    }
    lines.push("}\n".to_owned());
    lines.join("\n")
}

/// Whether the derive makes this label of the variant: words of letters only, with underscores between.
fn is_implied(variant: &str, label: &str) -> bool {
    let simple = label.split('_').all(|word| {
        word.chars().next().is_some_and(|first| first.is_ascii_lowercase())
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            // One letter alone runs together with the next word.
            && word.len() > 1
    });
    simple && camel(label) == variant
}
