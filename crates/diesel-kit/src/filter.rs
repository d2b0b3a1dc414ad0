//! Which schemas, tables and extensions of a database count.

use clap::Args;

use crate::error::Error;
use crate::introspect::Catalog;
use crate::model::object_name::split_path;
use crate::model::{Model, ObjectName};

/// Options that choose.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct FilterOptions {
    /// Only these schemas: names with `*`, `!name` for all others; repeatable.
    #[arg(long = "schema", value_name = "NAME", allow_hyphen_values = true)]
    schemas: Vec<String>,
    /// Only these tables, views and sequences, with their schema unless that is public.
    #[arg(long = "table", value_name = "NAME", allow_hyphen_values = true)]
    tables: Vec<String>,
    /// Only these extensions.
    #[arg(long = "extension", value_name = "NAME", allow_hyphen_values = true)]
    extensions: Vec<String>,
}

/// Patterns, of which one has to fit and none may speak against it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    schemas: Patterns,
    tables: Patterns,
    extensions: Patterns,
}

#[derive(Debug, Clone, Default)]
struct Patterns {
    admitted: Vec<String>,
    refused: Vec<String>,
}

impl FilterOptions {
    pub(crate) fn filter(&self) -> Result<Filter, Error> {
        Ok(Filter {
            schemas: Patterns::of(&self.schemas)?,
            tables: Patterns::of(&self.tables)?,
            extensions: Patterns::of(&self.extensions)?,
        })
    }
}

impl Patterns {
    fn of(list: &[String]) -> Result<Self, Error> {
        let mut patterns = Self::default();
        for pattern in list {
            let (name, patterns) = match pattern.strip_prefix('!') {
                Some(name) => (name, &mut patterns.refused),
                None => (pattern.as_str(), &mut patterns.admitted),
            };
            if name.is_empty() {
                return Err(Error::Usage(
                    "a filter is empty: write a name, `name_*` or `!name`".to_owned(),
                ));
            }
            patterns.push(name.to_owned());
        }
        Ok(patterns)
    }

    fn is_open(&self) -> bool {
        self.admitted.is_empty() && self.refused.is_empty()
    }

    fn admits(&self, name: &str) -> bool {
        let fits = |patterns: &[String]| patterns.iter().any(|pattern| fits(pattern, name));
        (self.admitted.is_empty() || fits(&self.admitted)) && !fits(&self.refused)
    }
}

impl Filter {
    pub(crate) fn is_open(&self) -> bool {
        self.schemas.is_open() && self.tables.is_open() && self.extensions.is_open()
    }

    fn admits(&self, name: &ObjectName) -> bool {
        self.schemas.admits(name.schema()) && self.tables.admits(&name.path())
    }

    /// Leaves what counts. Keys to what does not, and objects that need it, go with it.
    pub(crate) fn apply(&self, model: &mut Model) {
        if self.is_open() {
            return;
        }
        model.schemas.retain(|name, _| self.schemas.admits(name));
        model
            .extensions
            .retain(|name, _| self.extensions.admits(name));
        model
            .enums
            .retain(|name, _| self.schemas.admits(name.schema()));
        model.sequences.retain(|name, _| self.admits(name));
        model.tables.retain(|name, _| self.admits(name));
        model.views.retain(|name, _| self.admits(name));
        let names: Vec<ObjectName> = model.tables.keys().cloned().collect();
        for table in model.tables.values_mut() {
            table.foreign_keys.retain(|key| names.contains(&key.table));
        }
        model
            .objects
            .retain(|name, _| self.schemas.admits(&schema_of(name)));
        loop {
            let unknown: Vec<String> = model
                .objects
                .iter()
                .filter(|(_, object)| object.depends_on.iter().any(|need| !model.knows(need)))
                .map(|(name, _)| name.clone())
                .collect();
            if unknown.is_empty() {
                return;
            }
            model.objects.retain(|name, _| !unknown.contains(name));
        }
    }
}

/// The schema that the name of an object given as SQL begins with.
fn schema_of(object: &str) -> String {
    let name = object.split(['(', ' ']).next().unwrap_or(object);
    let mut parts = split_path(name);
    let schema = parts.drain(..).next().filter(|_| name.contains('.'));
    schema.unwrap_or_else(|| "public".to_owned())
}

impl Catalog {
    pub(crate) fn keep(&mut self, filter: &Filter) {
        filter.apply(&mut self.model);
        let views = &self.model.views;
        self.view_columns.retain(|name, _| views.contains_key(name));
    }
}

/// `*` stands for any letters.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            let places = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            places
                .filter_map(|at| name.get(at..))
                .any(|name| fits(rest, name))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_admit_and_refuse() {
        let admits = |patterns: &[&str], name: &str| {
            let patterns: Vec<String> = patterns.iter().map(|one| (*one).to_owned()).collect();
            Patterns::of(&patterns).unwrap().admits(name)
        };
        assert!(admits(&[], "app"));
        assert!(admits(&["app"], "app") && !admits(&["app"], "apps"));
        assert!(admits(&["app*"], "apps") && !admits(&["!app*"], "apps"));
        assert!(admits(&["*", "!x"], "app") && !admits(&["*", "!x"], "x"));
        assert!(admits(&["a*c*e"], "abcde") && !admits(&["a*c*e"], "abde"));
        assert!(admits(&["!other"], "app"));
    }
}
