//! Validation of insert and change structs, by what the columns can hold.
//!
//! `#[table(validate)]` implements [`garde::Validate`] for the structs of `new` and `changes`. A [`Report`]
//! lists every field that fails, by its path, with a sentence that can be shown to people:
//!
//! ```text
//! title: must have at most 100 characters, has 104
//! tags[2]: must not be empty
//! ```
//!
//! What is checked follows from the column: the length of `varchar(n)` and `char(n)` in characters, the
//! digits of `numeric(p, s)`, the length of `vector(n)`, numbers that are finite, dates that PostgreSQL
//! has, texts and JSON without the character NUL, and `check`s in a simple form. Those compare the column,
//! or `length(column)`, or `char_length(column)`, with literals, by `=`, `<>`, `<`, `<=`, `>`, `>=`,
//! `BETWEEN` or `IN`, joined by `AND`. Other checks are left to the database.
//!
//! Rules of the project's own are added, never replace these: `#[column(validate = path_or_closure)]`, a
//! `Fn(&T) -> Result<(), E>` that is called for a value that is there and not null, and for the struct as a
//! whole `#[table(validate(new = path, changes = path))]`. `E` is a text or a [`Problem`]. A change struct
//! in which nothing is set is refused.

use std::fmt;

pub use garde::{Path, Report, Validate};

#[doc(hidden)]
pub mod rule;

/// What is wrong, and where, if it is not what is being checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    field: Option<&'static str>,
    message: String,
}

impl Problem {
    /// A problem of this field, named as in the path of other problems.
    pub fn at(field: &'static str, message: impl fmt::Display) -> Self {
        Self {
            field: Some(field),
            message: message.to_string(),
        }
    }
}

impl<T: fmt::Display> From<T> for Problem {
    fn from(message: T) -> Self {
        Self {
            field: None,
            message: message.to_string(),
        }
    }
}

/// Collects what is wrong with one struct; used by the derive.
#[doc(hidden)]
pub struct Checker<'a> {
    parent: &'a mut dyn FnMut() -> Path,
    report: &'a mut Report,
}

impl<'a> Checker<'a> {
    pub fn new(parent: &'a mut dyn FnMut() -> Path, report: &'a mut Report) -> Self {
        Self { parent, report }
    }

    /// The struct as a whole.
    pub fn whole<E: Into<Problem>>(&mut self, outcome: Result<(), E>) {
        if let Err(problem) = outcome {
            let problem = problem.into();
            let parent = (self.parent)();
            let path = problem
                .field
                .map_or(parent.clone(), |field| parent.join(field));
            self.append(path, problem);
        }
    }

    pub fn field<E: Into<Problem>>(&mut self, field: &'static str, outcome: Result<(), E>) {
        if let Err(problem) = outcome {
            let path = (self.parent)().join(field);
            self.append(path, problem.into());
        }
    }

    /// An element of an array.
    pub fn element<E: Into<Problem>>(
        &mut self,
        field: &'static str,
        index: usize,
        outcome: Result<(), E>,
    ) {
        if let Err(problem) = outcome {
            let path = (self.parent)().join(field).join(index);
            self.append(path, problem.into());
        }
    }

    fn append(&mut self, path: Path, problem: Problem) {
        self.report.append(path, garde::Error::new(problem.message));
    }
}
