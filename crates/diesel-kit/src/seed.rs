//! `seed`: sample rows that the constraints of the schema accept, the same for the same number.
//!
//! A value follows from the number of the seed, its table, its column and its row, and from nothing else:
//! a new table or column changes no value elsewhere.

mod amount;
mod check;
mod fill;
mod generator;
mod guess;
mod key;
mod link;
mod order;
mod plan;
mod random;
mod run;
mod unique;
mod watch;
mod words;
mod write;

use std::collections::BTreeMap;

pub use amount::Quantity;
pub use generator::Generator;
pub(crate) use run::{Filled, run, tables};

use amount::Amount;

use crate::model::ObjectName;
use crate::model::object_name::split_path;

/// The newest version of the generators, and of what chooses them.
pub const VERSION: u32 = 1;

/// How many rows the tables get, and what stands in them. What nobody says follows from types and names.
///
/// ```
/// use diesel_kit::seed::{Quantity, Generator, Seed};
///
/// let seed = Seed::new()
///     .count("users", 20)
///     .per("posts.author_id", Quantity::weighted([(9, 0..=3), (1, 20..=30)]))
///     .column("users.name", Generator::full_name())
///     .column("posts.status", Generator::weighted([(8, "published"), (2, "draft")]))
///     .relation("audit_entries.actor_id", "users.id");
/// ```
///
/// Tables and columns are given by their paths: `posts`, `app.posts.title`.
#[derive(Debug, Clone)]
pub struct Seed {
    number: u64,
    version: u32,
    others: Quantity,
    /// By the path of the table.
    amounts: BTreeMap<String, Amount>,
    /// By the path of the column.
    generators: BTreeMap<String, Generator>,
    /// Columns and those they refer to.
    relations: Vec<(String, String)>,
}

impl Default for Seed {
    fn default() -> Self {
        Self {
            number: 0,
            version: VERSION,
            others: Quantity::from(10),
            amounts: BTreeMap::new(),
            generators: BTreeMap::new(),
            relations: Vec::new(),
        }
    }
}

impl Seed {
    /// Ten rows for every table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Another number makes other rows.
    #[must_use]
    pub fn number(mut self, number: u64) -> Self {
        self.number = number;
        self
    }

    /// Makes the rows that this version of the generators makes, whatever newer ones do. Without it, the
    /// newest one is used: [`VERSION`].
    #[must_use]
    pub fn version(mut self, version: u32) -> Self {
        self.version = version;
        self
    }

    /// How many rows a table gets. With 0 it is left alone, and the rows that are there are referred to.
    #[must_use]
    pub fn count(mut self, table: &str, count: impl Into<Quantity>) -> Self {
        self.amounts
            .insert(normal(table), Amount::Rows(count.into()));
        self
    }

    /// How many rows every table gets that nothing is said about.
    #[must_use]
    pub fn others(mut self, count: impl Into<Quantity>) -> Self {
        self.others = count.into();
        self
    }

    /// How many rows the table of a foreign key gets for each row that the key refers to. The key is
    /// given by its column, or one of them: `posts.author_id`.
    #[must_use]
    pub fn per(mut self, column: &str, count: impl Into<Quantity>) -> Self {
        let (table, key) = place(column);
        let count = count.into();
        self.amounts.insert(table, Amount::Per { key, count });
        self
    }

    /// What the values of a column are.
    #[must_use]
    pub fn column(mut self, column: &str, generator: Generator) -> Self {
        self.generators.insert(normal(column), generator);
        self
    }

    /// A column has the values of another one, as if there were a foreign key.
    #[must_use]
    pub fn relation(mut self, column: &str, referenced: &str) -> Self {
        self.relations.push((normal(column), normal(referenced)));
        self
    }

    pub(crate) fn number_is(&self) -> u64 {
        self.number
    }

    pub(crate) fn version_is(&self) -> u32 {
        self.version
    }
}

/// One spelling for each path: without the schema `public`, and quoted only where it has to be.
fn normal(path: &str) -> String {
    let parts = split_path(path);
    let parts = match parts.as_slice() {
        [public, rest @ ..] if public == "public" && !rest.is_empty() => rest,
        all => all,
    };
    crate::model::object_name::join_path(parts.iter().map(String::as_str))
}

/// The table of a column, and the column's own name.
fn place(column: &str) -> (String, String) {
    let mut parts = split_path(&normal(column));
    let name = parts.pop().unwrap_or_default();
    let table = ObjectName::of_parts(&parts).map(|table| table.path());
    (table.unwrap_or_default(), name)
}

/// The path of a column.
fn path_of(table: &ObjectName, column: &str) -> String {
    let column = crate::model::object_name::join_path([column]);
    format!("{}.{column}", table.path())
}
