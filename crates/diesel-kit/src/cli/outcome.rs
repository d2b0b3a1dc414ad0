//! What a command has to say, for people and for programs.

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::{Output, unresolved};
use crate::error::Error;

/// The result of a command.
#[derive(Debug)]
pub struct Outcome {
    state: State,
    text: String,
    /// What the JSON object has besides the state.
    fields: Map<String, Value>,
    warnings: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ok,
    NoChanges,
    MissingHints,
    Error,
    WrongUsage,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NoChanges => "no_changes",
            Self::MissingHints => "missing_hints",
            Self::Error | Self::WrongUsage => "error",
        }
    }

    fn exit_code(self) -> u8 {
        match self {
            Self::Ok | Self::NoChanges => 0,
            Self::Error => 1,
            Self::WrongUsage => 2,
            Self::MissingHints => 3,
        }
    }
}

impl Outcome {
    pub(super) fn ok(text: impl Into<String>) -> Self {
        Self::new(State::Ok, text)
    }

    pub(super) fn no_changes(text: impl Into<String>) -> Self {
        Self::new(State::NoChanges, text)
    }

    /// The command worked, and found something that must not stay.
    pub(super) fn found(code: &str, text: impl Into<String>) -> Self {
        Self::new(State::Error, text).with("code", code)
    }

    /// Nothing was done: what would be done has to be confirmed.
    pub(super) fn unconfirmed(text: impl Into<String>) -> Self {
        Self::new(State::MissingHints, text)
    }

    fn new(state: State, text: impl Into<String>) -> Self {
        Self {
            state,
            text: text.into(),
            fields: Map::new(),
            warnings: Vec::new(),
        }
    }

    pub(super) fn with(mut self, key: &str, value: impl serde::Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or(Value::Null);
        self.fields.insert(key.to_owned(), value);
        self
    }

    /// The text, where it is known last.
    pub(super) fn text_is(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    pub(super) fn warnings(mut self, warnings: &[String]) -> Self {
        self.warnings = warnings.to_vec();
        self
    }

    pub fn exit_code(&self) -> u8 {
        self.state.exit_code()
    }

    /// For people.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// For programs: one object with the state and what belongs to it.
    pub fn json(&self) -> Value {
        let mut object = Map::new();
        object.insert("state".to_owned(), json!(self.state.name()));
        if self.state.name() == "error" {
            object.insert("message".to_owned(), json!(self.text));
        }
        object.extend(self.fields.clone());
        object.insert("warnings".to_owned(), json!(self.warnings));
        Value::Object(object)
    }

    /// Prints to standard output, problems and warnings to standard error.
    pub fn print(&self, output: Output) -> ExitCode {
        let code = ExitCode::from(self.exit_code());
        let written = match output {
            Output::Text => self.print_text(),
            Output::Json => self.print_json(),
        };
        match written {
            // Whoever reads may stop reading; that is no failure of the command.
            Ok(()) => code,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => code,
            Err(_) => ExitCode::from(1),
        }
    }

    fn print_text(&self) -> io::Result<()> {
        let mut errors = io::stderr().lock();
        for warning in &self.warnings {
            writeln!(errors, "warning: {warning}")?;
        }
        match self.state {
            State::Ok | State::NoChanges => {
                writeln!(io::stdout().lock(), "{}", self.text.trim_end())
            }
            _ => writeln!(errors, "{}", self.text.trim_end()),
        }
    }

    fn print_json(&self) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{}", self.json())
    }
}

impl From<Error> for Outcome {
    fn from(error: Error) -> Self {
        let code = error.code();
        match error {
            Error::Unanswered { questions, unused } => {
                Self::new(State::MissingHints, unresolved::text(&questions))
                    .with("unresolved", unresolved::json(&questions))
                    .warnings(&fits_nothing(&unused))
            }
            Error::Failed(failure) => Self::new(State::Error, failure.to_string())
                .with("code", code)
                .with("failure", failure),
            Error::Branches(ref conflicts) => Self::new(State::Error, error.to_string())
                .with("code", code)
                .with("conflicts", conflicts),
            Error::Usage(message) | Error::Hints(message) => {
                Self::new(State::WrongUsage, message).with("code", code)
            }
            other => Self::new(State::Error, other.to_string()).with("code", code),
        }
    }
}

fn fits_nothing(answers: &[String]) -> Vec<String> {
    let words = |answer: &String| format!("{answer}: no change fits it so far");
    answers.iter().map(words).collect()
}
