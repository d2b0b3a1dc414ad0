//! Tables and their foreign keys as a diagram in the language of Mermaid.

use crate::model::{Column, ForeignKey, ObjectName, Table};

/// Tables of one schema, with those of others that they refer to by name only.
pub(super) fn of(tables: &[&Table]) -> String {
    let mut lines = vec!["erDiagram".to_owned()];
    for table in tables {
        lines.push(format!("    {} {{", quoted(table.name())));
        for column in &table.columns {
            lines.push(format!("        {}", attribute(table, column)));
        }
        lines.push("    }".to_owned());
    }
    for table in tables {
        for key in &table.foreign_keys {
            lines.push(format!("    {}", relation(table, key)));
        }
    }
    lines.join("\n")
}

fn attribute(table: &Table, column: &Column) -> String {
    let is_alone = |columns: &[String]| columns == std::slice::from_ref(&column.name);
    let keys = [
        (table.primary_key.columns.contains(&column.name), "PK"),
        (
            table
                .foreign_keys
                .iter()
                .any(|key| key.columns.contains(&column.name)),
            "FK",
        ),
        (
            table.uniques.iter().any(|unique| is_alone(&unique.columns)),
            "UK",
        ),
    ];
    let keys = keys.iter().filter(|(holds, _)| *holds);
    let keys: Vec<&str> = keys.map(|(_, key)| *key).collect();
    let line = [word(&column.sql_type), word(&column.name), keys.join(", ")];
    line.join(" ").trim_end().to_owned()
}

/// How many rows refer to how many.
fn relation(table: &Table, key: &ForeignKey) -> String {
    let is_unique = table.primary_key.columns == key.columns
        || table
            .uniques
            .iter()
            .any(|unique| unique.columns == key.columns);
    let many = if is_unique { "|o" } else { "}o" };
    let nullable = |name: &String| table.find(name).is_some_and(|column| column.nullable);
    let one = if key.columns.iter().any(nullable) {
        "o|"
    } else {
        "||"
    };
    let (from, to) = (quoted(table.name()), quoted(&key.table));
    let columns = text(&key.columns.join(", "));
    format!("{from} {many}--{one} {to} : \"{columns}\"")
}

fn quoted(name: &ObjectName) -> String {
    format!("\"{}\"", text(&name.path()))
}

/// Between double quotes, in which there is no escape.
fn text(text: &str) -> String {
    text.replace(['"', '%', '\\'], "_")
}

/// Types and columns are words of few letters there.
fn word(text: &str) -> String {
    let fits = |letter: char| letter.is_alphanumeric() || "_-()[]".contains(letter);
    let word: String = text
        .chars()
        .filter(|letter| *letter != '"')
        .map(|letter| if fits(letter) { letter } else { '_' })
        .collect();
    if word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') {
        word
    } else {
        format!("_{word}")
    }
}
