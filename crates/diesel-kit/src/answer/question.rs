//! What has to be known before a migration can be written.

use serde::Serialize;

use super::Hint;
use crate::model::Kind;
use crate::model::object_name::split_path;

/// An open point, with the answers that would settle it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Question {
    /// Something is new beside something gone: is it the same?
    Rename {
        kind: Kind,
        /// The new path.
        to: String,
        /// What it may have been before.
        from: Vec<String>,
    },
    /// Values are lost: is that meant?
    ConfirmDataLoss {
        kind: Kind,
        path: String,
        /// What happens to them.
        reason: String,
    },
}

impl Question {
    /// The options that would answer it, each as it is written on a command line.
    pub fn options(&self) -> Vec<String> {
        match self {
            Self::Rename { to, from, .. } => {
                let renames = from
                    .iter()
                    .map(|from| format!("--rename {}", argument(&format!("{from}:{to}"))));
                let create = format!("--create {}", argument(to));
                renames.chain([create]).collect()
            }
            Self::ConfirmDataLoss { path, .. } => vec![format!("--accept {}", argument(path))],
        }
    }

    /// The same as hints, in the same order.
    pub fn hints(&self) -> Vec<Hint> {
        match self {
            Self::Rename { kind, to, from } => {
                let (kind, to) = (*kind, split_path(to));
                let rename = |from: &String| Hint::Rename {
                    kind,
                    from: split_path(from),
                    to: to.clone(),
                };
                let entity = to.clone();
                let create = Hint::Create { kind, entity };
                from.iter().map(rename).chain([create]).collect()
            }
            Self::ConfirmDataLoss { kind, path, .. } => vec![Hint::ConfirmDataLoss {
                kind: *kind,
                entity: split_path(path),
            }],
        }
    }

    /// One sentence for people.
    pub fn sentence(&self) -> String {
        match self {
            Self::Rename { kind, to, from } => {
                let (gone, are) = (from.join(", "), if from.len() == 1 { "is" } else { "are" });
                let kind = kind.name();
                format!("{kind} {to} is new and {gone} {are} gone: renamed or made anew?")
            }
            Self::ConfirmDataLoss { kind, path, reason } => {
                format!(
                    "{} {path} loses data ({reason}): is that meant?",
                    kind.name()
                )
            }
        }
    }

    /// Whether it asks what became of this thing.
    pub(crate) fn is_about(&self, gone: Kind, path: &str) -> bool {
        match self {
            Self::Rename { kind, from, .. } => {
                *kind == gone && from.iter().any(|candidate| candidate == path)
            }
            Self::ConfirmDataLoss { .. } => false,
        }
    }
}

/// An argument as a shell takes it.
fn argument(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-.:/".contains(letter);
    if text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_can_be_copied_into_a_shell() {
        let question = Question::Rename {
            kind: Kind::Column,
            to: "users.full_name".to_owned(),
            from: vec!["users.\"it's a.b\"".to_owned()],
        };
        assert_eq!(
            question.options(),
            [
                r#"--rename 'users."it'\''s a.b":users.full_name'"#,
                "--create users.full_name",
            ]
        );
        assert_eq!(
            question.hints().first(),
            Some(&Hint::Rename {
                kind: Kind::Column,
                from: vec!["users".to_owned(), "it's a.b".to_owned()],
                to: vec!["users".to_owned(), "full_name".to_owned()],
            })
        );
    }
}
