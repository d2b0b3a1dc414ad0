//! Renamed, or dropped and made anew? Attributes and answers decide; what is left is a question.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::diff::Rename;
use crate::diff::rename::{self, child_path};
use crate::error::Error;
use crate::model::object_name::{join_path, split_path};
use crate::model::{EnumType, Kind, Model, ObjectName, Table};

/// Answers given on the command line or in a file.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// Old and new name, each with its table or enum: `users.name`, `users.full_name`.
    pub renames: Vec<(String, String)>,
    /// New things that have nothing to do with what is gone.
    pub creates: Vec<String>,
}

/// Something new beside something gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    #[serde(rename = "kind")]
    kind: Kind,
    /// The new name.
    pub to: String,
    /// What it may have been before.
    pub from: Vec<String>,
}

/// An entry of a hints file.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Hint {
    Rename {
        #[serde(rename = "kind")]
        _kind: Kind,
        from: Vec<String>,
        to: Vec<String>,
    },
    Create {
        #[serde(rename = "kind")]
        _kind: Kind,
        entity: Vec<String>,
    },
}

impl Answers {
    /// Adds the answers of a hints file.
    pub fn add_hints(&mut self, json: &str) -> Result<(), Error> {
        let list: Vec<serde_json::Value> = serde_json::from_str(json)
            .map_err(|error| Error::Usage(format!("the hints are not a JSON list: {error}")))?;
        for (at, entry) in list.into_iter().enumerate() {
            let hint = serde_json::from_value(entry)
                .map_err(|error| Error::Usage(format!("hint {}: {error}", at + 1)))?;
            match hint {
                Hint::Rename { from, to, .. } => {
                    self.renames.push((path_of(&from), path_of(&to)));
                }
                Hint::Create { entity, .. } => self.creates.push(path_of(&entity)),
            }
        }
        Ok(())
    }
}

impl Question {
    /// The options that would answer it.
    pub fn options(&self) -> Vec<String> {
        let renames = self.from.iter();
        let mut options: Vec<String> = renames
            .map(|from| format!("--rename {from}:{}", self.to))
            .collect();
        options.push(format!("--create {}", self.to));
        options
    }

    /// The same as entries of a hints file.
    pub fn hints(&self) -> Vec<serde_json::Value> {
        let mut hints: Vec<serde_json::Value> = self
            .from
            .iter()
            .map(|from| {
                serde_json::json!({
                    "type": "rename", "kind": self.kind, "from": split_path(from), "to": split_path(&self.to),
                })
            })
            .collect();
        hints.push(serde_json::json!({
            "type": "create", "kind": self.kind, "entity": split_path(&self.to),
        }));
        hints
    }

    /// One sentence for people.
    pub fn sentence(&self) -> String {
        format!(
            "{} {} is new and {} gone: renamed or made anew?",
            self.kind.name(),
            self.to,
            match self.from.as_slice() {
                [one] => format!("{one} is"),
                several => format!("{} are", several.join(", ")),
            }
        )
    }
}

/// The renames between two models. Unanswered questions are an error, and so are answers that
/// contradict each other or fit nothing.
pub(crate) fn resolve(from: &Model, to: &Model, answers: &Answers) -> Result<Vec<Rename>, Error> {
    let mut resolver = Resolver {
        answers,
        used: BTreeSet::new(),
        renames: Vec::new(),
        questions: Vec::new(),
    };
    resolver.spaces(from, to)?;
    let (from, _) = rename::apply(from, &resolver.renames);
    resolver.objects(&from, to)?;
    let (renamed, _) = rename::apply(&from, &resolver.in_new_schemas());
    for (name, new) in &to.enums {
        if let Some(old) = renamed.enums.get(name) {
            resolver.labels(name, old, new)?;
        }
    }
    for (name, new) in &to.tables {
        if let Some(old) = renamed.tables.get(name) {
            resolver.columns(old, new)?;
        }
    }
    resolver.finish()
}

struct Resolver<'a> {
    answers: &'a Answers,
    used: BTreeSet<String>,
    renames: Vec<Rename>,
    questions: Vec<Question>,
}

/// What is new, each with the previous name that the code gives.
type Added<'a> = Vec<(String, Option<&'a str>)>;

impl Resolver<'_> {
    /// Schemas and roles.
    fn spaces(&mut self, from: &Model, to: &Model) -> Result<(), Error> {
        let gone = missing(&from.schemas, &to.schemas);
        let added = missing(&to.schemas, &from.schemas);
        let added =
            added.map(|(name, new)| (join_path([name.as_str()]), new.renamed_from.as_deref()));
        let gone = gone.map(|(name, _)| join_path([name.as_str()]));
        self.pair(Kind::Schema, None, gone.collect(), added.collect())?;
        let gone = missing(&from.roles, &to.roles);
        let added = missing(&to.roles, &from.roles);
        let added = added.map(|(name, _)| {
            let previous = to.role_renames.get(name);
            (join_path([name.as_str()]), previous.map(String::as_str))
        });
        let gone = gone.map(|(name, _)| join_path([name.as_str()]));
        self.pair(Kind::Role, None, gone.collect(), added.collect())
    }

    fn objects(&mut self, from: &Model, to: &Model) -> Result<(), Error> {
        self.object_kind(Kind::Enum, &from.enums, &to.enums, |new| &new.renamed_from)?;
        self.object_kind(Kind::Sequence, &from.sequences, &to.sequences, |new| {
            &new.renamed_from
        })?;
        self.object_kind(Kind::Table, &from.tables, &to.tables, |new| {
            &new.renamed_from
        })
    }

    fn object_kind<T>(
        &mut self,
        kind: Kind,
        from: &BTreeMap<ObjectName, T>,
        to: &BTreeMap<ObjectName, T>,
        renamed_from: impl Fn(&T) -> &Option<String>,
    ) -> Result<(), Error> {
        let gone = missing(from, to).map(|(name, _)| name.path());
        let added = missing(to, from);
        let added = added.map(|(name, new)| (name.path(), renamed_from(new).as_deref()));
        self.pair(kind, None, gone.collect(), added.collect())
    }

    fn labels(&mut self, name: &ObjectName, old: &EnumType, new: &EnumType) -> Result<(), Error> {
        let gone = old
            .values
            .iter()
            .filter(|value| !new.values.contains(value));
        let added = new
            .values
            .iter()
            .filter(|value| !old.values.contains(value));
        let added = added.map(|value| {
            let previous = new.value_renames.get(value);
            (value.clone(), previous.map(String::as_str))
        });
        let gone = gone.cloned().collect();
        self.pair(Kind::EnumValue, Some(name), gone, added.collect())
    }

    fn columns(&mut self, old: &Table, new: &Table) -> Result<(), Error> {
        let gone = old
            .columns
            .iter()
            .filter(|column| new.find(&column.name).is_none());
        let added = new
            .columns
            .iter()
            .filter(|column| old.find(&column.name).is_none());
        let gone = gone.map(|column| column.name.clone()).collect();
        let added = added.map(|column| (column.name.clone(), column.renamed_from.as_deref()));
        self.pair(Kind::Column, Some(new.name()), gone, added.collect())
    }

    /// Pairs what is gone with what is new: names inside a place, or paths.
    fn pair(
        &mut self,
        kind: Kind,
        place: Option<&ObjectName>,
        mut gone: Vec<String>,
        added: Added,
    ) -> Result<(), Error> {
        let mut open = Vec::new();
        for (new, attribute) in added {
            let new_path = path(place, &new);
            let answer = self.answer(kind, place, &new_path, &gone);
            let attribute = attribute.filter(|old| gone.iter().any(|name| name == old));
            let old = match (answer, attribute) {
                (Some(answer), Some(attribute)) if answer != attribute => {
                    return Err(Error::Usage(format!(
                        "{new_path}: --rename says it was {answer}, renamed_from says {attribute}"
                    )));
                }
                (Some(answer), _) => answer,
                (None, Some(attribute)) => attribute.to_owned(),
                (None, None) => {
                    open.push(new_path);
                    continue;
                }
            };
            gone.retain(|name| *name != old);
            let old_path = self.old_path(kind, place, &old);
            self.renames.push(Rename::new(kind, old_path, new_path));
        }
        self.ask(kind, place, &gone, open);
        Ok(())
    }

    /// What is left may be a rename, unless somebody said that it is not.
    fn ask(&mut self, kind: Kind, place: Option<&ObjectName>, gone: &[String], open: Vec<String>) {
        for to in open {
            if self.answers.creates.contains(&to) {
                self.used.insert(to);
            } else if !gone.is_empty() {
                let from = gone.iter().map(|name| path(place, name)).collect();
                self.questions.push(Question { kind, to, from });
            }
        }
    }

    /// The old name by an answer; its table or schema may be given under either name.
    fn answer(
        &mut self,
        kind: Kind,
        place: Option<&ObjectName>,
        new_path: &str,
        gone: &[String],
    ) -> Option<String> {
        let mut answers = self.answers.renames.iter().filter(|(_, to)| to == new_path);
        let old = answers.find_map(|(from, _)| {
            let fits = |name: &&String| match place {
                Some(_) => split_path(from).last() == Some(*name),
                None => *name == from || self.old_path(kind, None, name) == *from,
            };
            gone.iter().find(fits).cloned()
        })?;
        self.used.insert(new_path.to_owned());
        Some(old)
    }

    /// The path that something had before all renames.
    fn old_path(&self, kind: Kind, place: Option<&ObjectName>, old: &str) -> String {
        let parent = match kind {
            Kind::Schema | Kind::Role => return old.to_owned(),
            Kind::Column => Kind::Table,
            Kind::EnumValue => Kind::Enum,
            _ => Kind::Schema,
        };
        let before = |path: &str| {
            let mut renames = self.renames.iter();
            let rename = renames.find(|rename| rename.kind == parent && rename.to == path);
            rename.map(|rename| rename.from.clone())
        };
        match place {
            Some(place) => {
                let place = before(&place.path()).unwrap_or_else(|| place.path());
                format!("{place}.{}", join_path([old]))
            }
            None => match old.parse::<ObjectName>() {
                Ok(name) => match before(name.schema()) {
                    Some(schema) => name.in_schema(&schema).path(),
                    None => old.to_owned(),
                },
                Err(_) => old.to_owned(),
            },
        }
    }

    /// The renames of objects whose schemas have their new names already.
    fn in_new_schemas(&self) -> Vec<Rename> {
        let schemas = self
            .renames
            .iter()
            .filter(|rename| rename.kind == Kind::Schema);
        let schemas: Vec<&Rename> = schemas.collect();
        let objects = self
            .renames
            .iter()
            .filter(|rename| rename.kind > Kind::Role);
        let moved = objects.map(|rename| {
            let from = rename.from.parse::<ObjectName>().ok();
            let from =
                from.map(
                    |from| match schemas.iter().find(|schema| schema.from == from.schema()) {
                        Some(schema) => from.in_schema(&schema.to),
                        None => from,
                    },
                );
            let from = from.map_or_else(|| rename.from.clone(), |from| from.path());
            Rename::new(rename.kind, from, &rename.to)
        });
        moved.collect()
    }

    fn finish(self) -> Result<Vec<Rename>, Error> {
        let renames = self.answers.renames.iter().map(|(_, to)| to);
        let unused: Vec<&str> = renames
            .chain(&self.answers.creates)
            .filter(|to| !self.used.contains(*to))
            .map(String::as_str)
            .collect();
        if !unused.is_empty() {
            return Err(Error::Usage(format!(
                "these answers fit no change: {}",
                unused.join(", ")
            )));
        }
        if !self.questions.is_empty() {
            return Err(Error::Unanswered(self.questions));
        }
        Ok(self.renames)
    }
}

/// What one map has and the other has not.
fn missing<'a, K: Ord, V>(
    here: &'a BTreeMap<K, V>,
    there: &'a BTreeMap<K, V>,
) -> impl Iterator<Item = (&'a K, &'a V)> {
    here.iter().filter(|(name, _)| !there.contains_key(*name))
}

fn path(place: Option<&ObjectName>, name: &str) -> String {
    match place {
        Some(place) => child_path(place, name),
        None => name.to_owned(),
    }
}

fn path_of(parts: &[String]) -> String {
    join_path(parts.iter().map(String::as_str))
}
