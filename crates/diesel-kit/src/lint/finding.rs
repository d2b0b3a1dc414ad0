//! What `lint` reports.

use serde::Serialize;

use super::rule::Rule;
use super::script::Statement;
use crate::hazard::Hazard;
use crate::history::Folder;

/// Something to think about, or to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Absent where it is about the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// The file in the folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'static str>,
    /// Counted from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The first line of the statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// Name of the rule.
    pub rule: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Hazard>,
    pub severity: Severity,
    pub message: String,
    /// What to do about it.
    pub advice: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Error,
    Warning,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl Finding {
    /// `folder/up.sql:3: error: drop-table (data_loss): the rows of users are gone`
    pub(crate) fn sentence(&self) -> String {
        let mut text = self.place();
        text.extend([self.severity.name(), ": ", self.rule]);
        if !self.hazards.is_empty() {
            let names: Vec<&str> = self.hazards.iter().map(|hazard| hazard.name()).collect();
            text.extend([" (", &names.join(", "), ")"]);
        }
        text.extend([": ", &self.message]);
        text
    }

    fn place(&self) -> String {
        let (Some(folder), Some(file)) = (&self.folder, self.file) else {
            return "the code: ".to_owned();
        };
        match self.line {
            Some(line) => format!("{folder}/{file}:{line}: "),
            None => format!("{folder}/{file}: "),
        }
    }
}

/// A finding whose place is not known yet.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) rule: &'static Rule,
    pub(super) hazards: Vec<Hazard>,
    message: String,
}

impl Found {
    pub(super) fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            hazards: rule.hazards.to_vec(),
            message: message.into(),
        }
    }

    /// Other hazards than those of the rule.
    pub(super) fn hazards(mut self, hazards: Vec<Hazard>) -> Self {
        self.hazards = hazards;
        self
    }

    pub(super) fn severity(&self) -> Severity {
        if self.rule.fatal || self.hazards.iter().any(|hazard| hazard.is_serious()) {
            Severity::Error
        } else {
            Severity::Warning
        }
    }

    /// A serious hazard is meant only if it is itself named, not another one of the same statement.
    pub(super) fn is_accepted(&self, accept: &[String]) -> bool {
        let named = |name: &str| accept.iter().any(|accepted| accepted == name);
        let accepted = |hazard: &&Hazard| named(hazard.name());
        let mut serious = self.hazards.iter().filter(|hazard| hazard.is_serious());
        named(self.rule.name)
            || match self.severity() {
                Severity::Error => !self.rule.fatal && serious.all(|hazard| accepted(&hazard)),
                Severity::Warning => self.hazards.iter().any(|hazard| accepted(&hazard)),
            }
    }

    fn advice(&self) -> String {
        let mut serious = self.hazards.iter().filter(|hazard| hazard.is_serious());
        match serious.next() {
            Some(hazard) => format!(
                "{}; if it is meant, write `accept = [\"{}\"]` into metadata.toml",
                self.rule.advice,
                hazard.name()
            ),
            None => self.rule.advice.to_owned(),
        }
    }

    /// About the code.
    pub(super) fn in_code(self) -> Finding {
        Finding {
            folder: None,
            file: None,
            line: None,
            statement: None,
            rule: self.rule.name,
            severity: self.severity(),
            advice: self.advice(),
            hazards: self.hazards,
            message: self.message,
        }
    }

    /// About a file.
    pub(super) fn in_file(self, folder: &Folder, file: &'static str) -> Finding {
        Finding {
            folder: Some(folder.name.clone()),
            file: Some(file),
            ..self.in_code()
        }
    }

    /// About a statement.
    pub(super) fn at(self, folder: &Folder, file: &'static str, statement: &Statement) -> Finding {
        Finding {
            line: Some(statement.line),
            statement: Some(statement.first_line()),
            ..self.in_file(folder, file)
        }
    }
}
