//! The hash of a row of the log.
//!
//! It is SHA3-256 over `pagespace activity 1`, and then the columns in the order of the table, without
//! `hash` itself. A null is the byte 0; anything else is the byte 1, the length of its bytes as 64 bits,
//! big end first, and the bytes:
//!
//! - text: UTF-8; ids as their text, UUIDs in lower case with hyphens; enums as their labels
//! - numbers: decimal; booleans: `true`, `false`; times: microseconds since 1970, decimal
//! - `updated_fields`: as the JSON list of its texts
//! - JSON: without space, members sorted by the bytes of their names, numbers by value (`1e2`, `100.0` and
//!   `100` are the same), because PostgreSQL keeps neither the order nor the notation

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Number, Value};
use sha3::{Digest, Sha3_256};

use crate::id::{DriveId, PageId, UserId};
use crate::schema::Activity;

/// Tells these hashes from all others, and this serialisation from later ones.
const DOMAIN: &[u8] = b"pagespace activity 1";

/// What `hash` has to be in this row.
pub fn digest(row: &Activity) -> [u8; 32] {
    let mut fields = Fields(Sha3_256::new_with_prefix(DOMAIN));
    fields.text(Some(&row.id.to_string()));
    fields.text(Some(&row.at.timestamp_micros().to_string()));
    fields.text(row.drive_id.as_ref().map(DriveId::as_str));
    fields.text(Some(&row.chain_seq.to_string()));
    fields.text(row.user_id.as_ref().map(UserId::as_str));
    fields.text(Some(&row.actor_email));
    fields.text(row.actor_name.as_deref());
    fields.text(Some(&row.is_ai_generated.to_string()));
    fields.text(row.ai_provider.as_deref());
    fields.text(row.ai_model.as_deref());
    fields.text(row.ai_conversation_id.as_deref());
    fields.text(Some(&row.operation));
    fields.label(Some(&row.resource_type));
    fields.text(Some(&row.resource_id));
    fields.text(row.resource_title.as_deref());
    fields.text(row.page_id.as_ref().map(PageId::as_str));
    fields.text(row.page_revision.map(|n| n.to_string()).as_deref());
    fields.json(row.updated_fields.clone().map(Value::from).as_ref());
    fields.json(row.previous_values.as_ref());
    fields.json(row.new_values.as_ref());
    fields.json(row.metadata.as_ref());
    fields.text(row.change_group_id.as_deref());
    fields.label(row.change_group_type.as_ref());
    fields.text(row.rollback_from_id.map(|id| id.to_string()).as_deref());
    fields.bytes(row.previous_hash.as_deref());
    fields.0.finalize().into()
}

struct Fields(Sha3_256);

impl Fields {
    fn bytes(&mut self, field: Option<&[u8]>) {
        let Some(bytes) = field else {
            self.0.update([0]);
            return;
        };
        // A slice is never longer than that.
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.0.update([1]);
        self.0.update(length.to_be_bytes());
        self.0.update(bytes);
    }

    fn text(&mut self, field: Option<&str>) {
        self.bytes(field.map(str::as_bytes));
    }

    fn json(&mut self, field: Option<&Value>) {
        self.text(field.map(canonical).as_deref());
    }

    /// Serde writes the labels of our enums as PostgreSQL does.
    fn label(&mut self, field: Option<&impl Serialize>) {
        let label = field.map(|label| serde_json::json!(label));
        self.text(label.as_ref().and_then(Value::as_str));
    }
}

fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write_value(value, &mut out);
    out
}

fn write_value(value: &Value, out: &mut String) {
    match value {
        Value::Number(number) => out.push_str(&by_value(number)),
        Value::Array(values) => {
            out.push('[');
            for (at, value) in values.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                write_value(value, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            out.push('{');
            for (at, (name, value)) in members.into_iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                write_text(name, out);
                out.push(':');
                write_value(value, out);
            }
            out.push('}');
        }
        Value::String(text) => write_text(text, out),
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
    }
}

/// With quotes, and quotes, backslashes and control characters escaped.
fn write_text(text: &str, out: &mut String) {
    // Writing to a string does not fail.
    _ = write!(out, "{}", Value::from(text));
}

/// Whole numbers as such, however they were written, and without a sign at zero.
fn by_value(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 => format!("{:.0}", float + 0.0),
        Some(float) if number.is_f64() => float.to_string(),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::canonical;

    #[test]
    fn json_is_hashed_by_its_meaning() {
        for (one, other) in [
            (
                json!({ "b": 1, "a": [true, null] }),
                r#"{ "a" : [true, null], "b": 1.0 }"#,
            ),
            (json!(100), "1e2"),
            (json!(0), "-0.0"),
            (json!(1e16), "10000000000000000"),
            (json!(0.1), "0.10"),
            (json!("\u{e9}\n\"/"), r#""\u00e9\n\"\/""#),
        ] {
            let other: serde_json::Value = serde_json::from_str(other).unwrap();
            assert_eq!(canonical(&one), canonical(&other));
        }
    }

    #[test]
    fn different_json_is_not_hashed_alike() {
        let values = [
            json!("1"),
            json!(1),
            json!([1]),
            json!({ "1": 1 }),
            json!({ "1": [1] }),
            json!(1.5),
            json!(null),
            json!("null"),
        ];
        let mut texts: Vec<_> = values.iter().map(canonical).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), values.len());
    }
}
