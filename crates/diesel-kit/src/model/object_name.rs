//! Names of tables, types, views and sequences: a PostgreSQL schema, and a name in it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::sql::name::name;

/// The schema that needs no mention.
const DEFAULT_SCHEMA: &str = "public";

/// `users` in `public`, or `users` in another PostgreSQL schema.
///
/// `Display` writes it as SQL; serde and `FromStr` as a path: `app.users`, where a part that holds a
/// dot or a colon, or starts with a quote, is quoted.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName {
    /// `None` is `public`.
    schema: Option<String>,
    name: String,
}

impl ObjectName {
    /// A name in `public`.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            schema: None,
            name: name.into(),
        }
    }

    /// The same name in a schema.
    #[must_use]
    pub fn in_schema(mut self, schema: &str) -> Self {
        self.schema = (schema != DEFAULT_SCHEMA).then(|| schema.to_owned());
        self
    }

    /// Another name in the same schema.
    #[must_use]
    pub fn sibling(&self, name: impl Into<String>) -> Self {
        Self {
            schema: self.schema.clone(),
            name: name.into(),
        }
    }

    /// The name without its schema.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn schema(&self) -> &str {
        self.schema.as_deref().unwrap_or(DEFAULT_SCHEMA)
    }

    /// Needs no mention of its schema.
    pub(crate) fn is_in_public(&self) -> bool {
        self.schema.is_none()
    }

    /// The parts of a path that belong to one name.
    pub(crate) fn of_parts(parts: &[String]) -> Option<Self> {
        match parts {
            [name] => Some(Self::new(name)),
            [schema, name] => Some(Self::new(name).in_schema(schema)),
            _ => None,
        }
    }

    /// As stored and as answered: `app.users`.
    pub fn path(&self) -> String {
        match &self.schema {
            Some(schema) => join_path([schema.as_str(), &self.name]),
            None => join_path([self.name.as_str()]),
        }
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(formatter, "{}.", name(schema))?;
        }
        formatter.write_str(&name(&self.name))
    }
}

impl From<&str> for ObjectName {
    /// A name in `public`, taken as it is: a dot is part of the name.
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<(&str, &str)> for ObjectName {
    /// Schema and name.
    fn from((schema, name): (&str, &str)) -> Self {
        Self::new(name).in_schema(schema)
    }
}

impl From<&Self> for ObjectName {
    fn from(name: &Self) -> Self {
        name.clone()
    }
}

impl FromStr for ObjectName {
    type Err = String;

    fn from_str(path: &str) -> Result<Self, Self::Err> {
        Self::of_parts(&split_path(path))
            .ok_or_else(|| format!("{path:?} is no name: write `name` or `schema.name`"))
    }
}

impl Serialize for ObjectName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.path())
    }
}

impl<'de> Deserialize<'de> for ObjectName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let path = String::deserialize(deserializer)?;
        path.parse().map_err(de::Error::custom)
    }
}

/// The parts of `app.users."a.b"`. A quote has a meaning only at the start of a part.
pub(crate) fn split_path(path: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    let mut letters = path.chars().peekable();
    while let Some(letter) = letters.next() {
        let at_start = parts.last().is_some_and(String::is_empty);
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => push(&mut parts, '"'),
            '"' if quoted => quoted = false,
            '"' if at_start => quoted = true,
            '.' if !quoted => parts.push(String::new()),
            _ => push(&mut parts, letter),
        }
    }
    parts
}

fn push(parts: &mut [String], letter: char) {
    if let Some(last) = parts.last_mut() {
        last.push(letter);
    }
}

/// The opposite of `split_path`.
pub(crate) fn join_path<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let written: Vec<String> = parts
        .into_iter()
        .map(|part| {
            if part.contains(['.', ':']) || part.starts_with('"') {
                format!("\"{}\"", part.replace('"', "\"\""))
            } else {
                part.to_owned()
            }
        })
        .collect();
    written.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_back_as_they_were() {
        for name in [
            ObjectName::new("users"),
            ObjectName::new("users").in_schema("app"),
            ObjectName::new("a.b \"c\"").in_schema("d.e"),
            ObjectName::new("\"").in_schema("a \"b\""),
        ] {
            assert_eq!(name.path().parse::<ObjectName>(), Ok(name));
        }
        assert!("a.b.c".parse::<ObjectName>().is_err());
    }

    #[test]
    fn sql_names_the_schema_only_where_it_is_needed() {
        assert_eq!(
            ObjectName::new("users").in_schema("public").to_string(),
            "users"
        );
        assert_eq!(
            ObjectName::new("order").in_schema("App").to_string(),
            "\"App\".\"order\""
        );
    }
}
