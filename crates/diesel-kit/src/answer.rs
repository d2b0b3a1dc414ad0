//! Renamed, or dropped and made anew? Attributes and answers decide; what is left is a question.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::diff::rename::{self, split};
use crate::diff::{Kind, Rename};
use crate::error::Error;
use crate::model::{EnumType, Model, Table};

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
                    self.renames.push((from.join("."), to.join(".")));
                }
                Hint::Create { entity, .. } => self.creates.push(entity.join(".")),
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
        let parts = |path: &str| match path.split_once('.') {
            Some((parent, child)) => vec![parent.to_owned(), child.to_owned()],
            None => vec![path.to_owned()],
        };
        let mut hints: Vec<serde_json::Value> = self
            .from
            .iter()
            .map(|from| {
                serde_json::json!({
                    "type": "rename", "kind": self.kind, "from": parts(from), "to": parts(&self.to),
                })
            })
            .collect();
        hints.push(serde_json::json!({
            "type": "create", "kind": self.kind, "entity": parts(&self.to),
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
    resolver.enums(from, to)?;
    resolver.tables(from, to)?;
    let (renamed, _) = rename::apply(from, &resolver.renames);
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

/// New names, each with the previous name that the code gives.
type Added<'a> = Vec<(String, Option<&'a str>)>;

impl Resolver<'_> {
    fn enums(&mut self, from: &Model, to: &Model) -> Result<(), Error> {
        let gone = from
            .enums
            .keys()
            .filter(|name| !to.enums.contains_key(*name));
        let added = to
            .enums
            .iter()
            .filter(|(name, _)| !from.enums.contains_key(*name));
        let added = added.map(|(name, new)| (name.clone(), new.renamed_from.as_deref()));
        self.pair(Kind::Enum, "", gone.cloned().collect(), added.collect())
    }

    fn tables(&mut self, from: &Model, to: &Model) -> Result<(), Error> {
        let gone = from
            .tables
            .keys()
            .filter(|name| !to.tables.contains_key(*name));
        let added = to
            .tables
            .iter()
            .filter(|(name, _)| !from.tables.contains_key(*name));
        let added = added.map(|(name, new)| (name.clone(), new.renamed_from.as_deref()));
        self.pair(Kind::Table, "", gone.cloned().collect(), added.collect())
    }

    fn labels(&mut self, name: &str, old: &EnumType, new: &EnumType) -> Result<(), Error> {
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
        self.pair(
            Kind::EnumValue,
            name,
            gone.cloned().collect(),
            added.collect(),
        )
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
        self.pair(Kind::Column, new.name(), gone, added.collect())
    }

    /// Pairs what is gone with what is new in one place.
    fn pair(
        &mut self,
        kind: Kind,
        place: &str,
        mut gone: Vec<String>,
        added: Added,
    ) -> Result<(), Error> {
        let mut open = Vec::new();
        for (new, attribute) in added {
            let new_path = path(place, &new);
            let answer = self.answer(place, &new_path, &gone);
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
            let old_path = path(&self.old_name(kind, place), &old);
            self.renames.push(Rename::new(kind, old_path, new_path));
        }
        self.ask(kind, place, &gone, open);
        Ok(())
    }

    /// What is left may be a rename, unless somebody said that it is not.
    fn ask(&mut self, kind: Kind, place: &str, gone: &[String], open: Vec<String>) {
        for to in open {
            if self.answers.creates.contains(&to) {
                self.used.insert(to);
            } else if !gone.is_empty() {
                let from = gone.iter().map(|name| path(place, name)).collect();
                self.questions.push(Question { kind, to, from });
            }
        }
    }

    /// The old name by an answer; its table may be given under either name.
    fn answer(&mut self, place: &str, new_path: &str, gone: &[String]) -> Option<String> {
        let (_, to) = self.answers.renames.iter().find(|(from, to)| {
            to == new_path && gone.iter().any(|name| last(place, from) == name)
        })?;
        let (from, _) = self.answers.renames.iter().find(|(_, other)| other == to)?;
        self.used.insert(to.clone());
        Some(last(place, from).to_owned())
    }

    /// The name that a table or enum had before.
    fn old_name(&self, kind: Kind, place: &str) -> String {
        let parent = match kind {
            Kind::Column => Kind::Table,
            _ => Kind::Enum,
        };
        let mut renames = self.renames.iter();
        let rename = renames.find(|rename| rename.kind == parent && rename.to == place);
        rename.map_or_else(|| place.to_owned(), |rename| rename.from.clone())
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

fn path(place: &str, name: &str) -> String {
    if place.is_empty() {
        name.to_owned()
    } else {
        format!("{place}.{name}")
    }
}

/// The name itself, without its table or enum.
fn last<'a>(place: &str, path: &'a str) -> &'a str {
    if place.is_empty() {
        path
    } else {
        split(path).1
    }
}
