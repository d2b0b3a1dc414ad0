//! Changing the type of a column that holds values.

use crate::hazard::Hazard;
use crate::model::Model;
use crate::model::type_name::split_array;
use crate::sql::name::name;

const INTEGERS: &[&str] = &["smallint", "integer", "bigint"];
const NUMBERS: &[&str] = &[
    "smallint",
    "integer",
    "bigint",
    "real",
    "double precision",
    "numeric",
];
const STRINGS: &[&str] = &["text", "character varying", "character", "citext"];
const TIMES: &[&str] = &[
    "date",
    "timestamp with time zone",
    "timestamp without time zone",
];
const DOCUMENTS: &[&str] = &["json", "jsonb"];

/// The USING expression. Types without a cast between them meet in text.
pub(super) fn using(column: &str, from: &str, to: &str, model: &Model) -> String {
    let column = name(column);
    // Booleans know one number type only.
    if NUMBERS.contains(&from) && to == "boolean" {
        return format!("{column} <> 0");
    }
    if from == "boolean" && NUMBERS.contains(&to) {
        return format!("{column}::integer::{to}");
    }
    let rebuilt = from == to && is_enum(from, model);
    if rebuilt || !casts_directly(from, to, model) {
        let arrays = from.ends_with("[]") && to.ends_with("[]");
        let text = if arrays { "text[]" } else { "text" };
        return format!("{column}::{text}::{to}");
    }
    format!("{column}::{to}")
}

/// The text that holds values of a type.
pub(super) fn text_of(sql_type: &str) -> &'static str {
    if sql_type.ends_with("[]") {
        "text[]"
    } else {
        "text"
    }
}

fn casts_directly(from: &str, to: &str, model: &Model) -> bool {
    let same_depth = from.ends_with("[]") == to.ends_with("[]");
    if is_enum(from, model) || is_enum(to, model) || !same_depth {
        return false;
    }
    let (from, to) = (base(from), base(to));
    let families = [NUMBERS, STRINGS, TIMES, DOCUMENTS];
    let related = families
        .iter()
        .any(|family| family.contains(&from) && family.contains(&to));
    related || from == to || STRINGS.contains(&from) || STRINGS.contains(&to)
}

fn is_enum(sql_type: &str, model: &Model) -> bool {
    model.enum_of(sql_type).is_some()
}

/// The type without its length, precision or brackets.
fn base(sql_type: &str) -> &str {
    let sql_type = split_array(sql_type).0;
    match sql_type.split_once('(') {
        Some((base, rest)) if rest.ends_with(')') => base,
        _ => sql_type,
    }
}

pub(super) fn hazards(from: &str, to: &str) -> Vec<Hazard> {
    if is_catalog_only(from, to) {
        return Vec::new();
    }
    let mut hazards = vec![Hazard::Rewrite, Hazard::Locks];
    if narrows(from, to) {
        hazards.push(Hazard::NeedsData);
    }
    hazards.push(Hazard::RunningCode);
    hazards.sort();
    hazards
}

/// Some old values have no place in the new type.
pub(super) fn narrows(from: &str, to: &str) -> bool {
    !is_catalog_only(from, to) && !widens(from, to)
}

/// PostgreSQL only notes the new type; no row is looked at.
fn is_catalog_only(from: &str, to: &str) -> bool {
    if base(from) != "character varying" {
        return from == "text" && to == "character varying";
    }
    match (length(from), length(to)) {
        _ if to == "text" => true,
        (_, None) => to == "character varying",
        (Some(from), Some(to_length)) => base(to) == "character varying" && from <= to_length,
        (None, Some(_)) => false,
    }
}

fn length(sql_type: &str) -> Option<u32> {
    let (_, rest) = sql_type.split_once('(')?;
    rest.trim_end_matches(')').parse().ok()
}

/// Every old value has a place in the new type.
fn widens(from: &str, to: &str) -> bool {
    let rank = |sql_type: &str| INTEGERS.iter().position(|name| *name == sql_type);
    if let (Some(from), Some(to)) = (rank(from), rank(to)) {
        return from <= to;
    }
    let fits = matches!(
        (from, to),
        ("real", "double precision")
            | ("smallint", "real" | "double precision" | "numeric")
            | ("integer", "double precision" | "numeric")
            | ("bigint", "numeric")
            | (
                "date",
                "timestamp without time zone" | "timestamp with time zone"
            )
            | ("json", "jsonb")
    );
    fits || to == "text" || is_catalog_only(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widening_loses_nothing() {
        assert!(!narrows("integer", "bigint"));
        assert!(narrows("bigint", "integer"));
        assert!(hazards("character varying(10)", "character varying(20)").is_empty());
        assert!(narrows("character varying(20)", "character varying(10)"));
        assert!(hazards("text", "uuid").contains(&Hazard::NeedsData));
    }

    #[test]
    fn types_without_a_cast_meet_in_text() {
        let model = Model::default();
        assert_eq!(using("a", "integer", "bigint", &model), "a::bigint");
        assert_eq!(using("a", "text", "uuid", &model), "a::uuid");
        assert_eq!(using("a", "bigint", "boolean", &model), "a <> 0");
        assert_eq!(using("a", "uuid", "bytea", &model), "a::text::bytea");
        assert_eq!(using("a", "text[]", "uuid[]", &model), "a::uuid[]");
    }
}
