//! Row-level security, and the roles it speaks of.

use serde::{Deserialize, Serialize};

use super::table::is_false;

/// Which rows a role may see or write.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub name: String,
    /// All such policies have to agree, not just one of them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub restrictive: bool,
    #[serde(default, rename = "for", skip_serializing_if = "PolicyCommand::is_all")]
    pub command: PolicyCommand,
    /// Names of roles, or `current_user`, `current_role`, `session_user`; empty means `public`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// Which rows can be read, changed, removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<String>,
    /// Which rows can be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyCommand {
    #[default]
    All,
    Select,
    Insert,
    Update,
    Delete,
}

/// A role of the server. Roles belong to all databases of a server together, so a migration makes
/// one only where it does not exist yet, and leaves it alone while another database uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "PostgreSQL has them as switches, too"
)]
pub struct Role {
    #[serde(skip_serializing_if = "is_false")]
    pub create_database: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub create_role: bool,
    /// Has the rights of the roles it is a member of.
    #[serde(skip_serializing_if = "is_true")]
    pub inherit: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub login: bool,
    /// Managed elsewhere: known here, never made or dropped.
    #[serde(skip_serializing_if = "is_false")]
    pub existing: bool,
}

impl PolicyCommand {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde asks for a reference"
    )]
    fn is_all(&self) -> bool {
        *self == Self::All
    }

    pub(crate) fn sql(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Select => "SELECT",
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}

impl Policy {
    pub fn new(name: &str) -> Self {
        Self {
            name: super::name::shortened(name),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn restrictive(mut self) -> Self {
        self.restrictive = true;
        self
    }

    #[must_use]
    pub fn command(mut self, command: PolicyCommand) -> Self {
        self.command = command;
        self
    }

    /// For these roles only.
    #[must_use]
    pub fn to(mut self, roles: &[&str]) -> Self {
        self.to = roles.iter().map(|role| (*role).to_owned()).collect();
        self
    }

    #[must_use]
    pub fn using(mut self, expression: &str) -> Self {
        self.using = Some(expression.to_owned());
        self
    }

    #[must_use]
    pub fn check(mut self, expression: &str) -> Self {
        self.check = Some(expression.to_owned());
        self
    }

    #[must_use]
    pub fn comment(mut self, text: &str) -> Self {
        self.comment = Some(text.to_owned());
        self
    }

    /// Words that stand for roles.
    pub(crate) fn is_role_keyword(role: &str) -> bool {
        ["public", "current_user", "current_role", "session_user"].contains(&role)
    }

    /// Whom it is for, each once and in one order; keywords in lower case.
    pub(crate) fn roles(&self) -> Vec<String> {
        let spelled = |role: &String| {
            let lower = role.to_lowercase();
            if Self::is_role_keyword(&lower) {
                lower
            } else {
                role.clone()
            }
        };
        let mut roles: Vec<String> = self.to.iter().map(spelled).collect();
        roles.sort();
        roles.dedup();
        // Next to everybody, PostgreSQL forgets the others.
        if roles.is_empty() || roles.iter().any(|role| role == "public") {
            return vec!["public".to_owned()];
        }
        roles
    }
}

impl Default for Role {
    fn default() -> Self {
        Self {
            create_database: false,
            create_role: false,
            inherit: true,
            login: false,
            existing: false,
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_true(value: &bool) -> bool {
    *value
}
