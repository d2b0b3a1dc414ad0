//! `metadata.toml`: how a migration is run, and which hazards are meant.

use toml::{Table, Value};

use crate::hazard::Hazard;

const IN_TRANSACTION: &str = "run_in_transaction";
const ACCEPT: &str = "accept";
const REPLACES: &str = "replaces";

pub(super) struct Metadata {
    pub(super) in_transaction: bool,
    /// Names as they were written.
    pub(super) accept: Vec<String>,
    /// Names of folders.
    pub(super) replaces: Vec<String>,
}

impl Metadata {
    /// Reads what there is, and says what is wrong with the rest.
    ///
    /// Diesel takes a file it cannot read for `true` and an absent key for `false`; nobody means
    /// either.
    pub(super) fn parse(text: &str) -> (Self, Vec<String>) {
        let mut metadata = Self {
            in_transaction: true,
            accept: Vec::new(),
            replaces: Vec::new(),
        };
        let mut table: Table = match text.parse() {
            Ok(table) => table,
            Err(error) => return (metadata, vec![describe(text, &error)]),
        };
        let mut problems = Vec::new();
        match table.remove(IN_TRANSACTION) {
            Some(Value::Boolean(value)) => metadata.in_transaction = value,
            _ => problems.push(format!("write `{IN_TRANSACTION} = true` or `false`")),
        }
        if let Some(value) = table.remove(ACCEPT) {
            match value.try_into() {
                Ok(names) => metadata.accept = names,
                Err(_) => problems.push(format!("write `{ACCEPT} = [\"data_loss\"]`, a list")),
            }
        }
        if let Some(value) = table.remove(REPLACES) {
            match value.try_into() {
                Ok(names) => metadata.replaces = names,
                Err(_) => problems.push(format!(
                    "`{REPLACES}` is a list of folders, as `squash` writes it"
                )),
            }
        }
        problems.extend(table.keys().map(|key| {
            format!(
                "the key `{key}` means nothing: there are {IN_TRANSACTION}, {ACCEPT} and {REPLACES}"
            )
        }));
        (metadata, problems)
    }
}

fn describe(text: &str, error: &toml::de::Error) -> String {
    let start = error.span().map(|span| span.start);
    let before = start.and_then(|start| text.get(..start));
    let line = before.unwrap_or_default().matches('\n').count() + 1;
    format!("line {line}: {}", error.message())
}

/// The file as it is written.
pub(super) fn text(in_transaction: bool, accept: &[Hazard], replaces: &[String]) -> String {
    let mut text = format!("{IN_TRANSACTION} = {in_transaction}\n");
    if !accept.is_empty() {
        let names: Vec<String> = accept
            .iter()
            .map(|hazard| format!("\"{}\"", hazard.name()))
            .collect();
        text.extend([ACCEPT, " = [", &names.join(", "), "]\n"]);
    }
    if !replaces.is_empty() {
        // JSON writes strings as TOML reads them.
        let names = replaces
            .iter()
            .map(|name| serde_json::Value::from(name.as_str()));
        let names: Vec<String> = names.map(|name| format!("    {name},\n")).collect();
        text.extend([REPLACES, " = [\n", &names.concat(), "]\n"]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let (read, problems) = Metadata::parse(&text(
            false,
            &[Hazard::DataLoss, Hazard::Locks],
            &["2026-01-01-000000_a".to_owned(), "a \"b\"".to_owned()],
        ));
        assert_eq!(read.replaces, ["2026-01-01-000000_a", "a \"b\""]);
        assert!(!read.in_transaction && problems.is_empty(), "{problems:?}");
        assert_eq!(read.accept, ["data_loss", "locks"]);
        assert_eq!(text(true, &[], &[]), "run_in_transaction = true\n");
    }

    #[test]
    fn each_mistake_is_named() {
        for (text, expected) in [
            ("", "write `run_in_transaction = true` or `false`"),
            ("run_in_transaction = \"no\"", "= true` or `false`"),
            ("accept = []\n\nrun_in_transaction", "line 3: "),
            ("run_in_transaction = true\naccept = \"locks\"", "a list"),
            (
                "run_in_transaction = true\nacept = []",
                "`acept` means nothing",
            ),
        ] {
            let (_, problems) = Metadata::parse(text);
            assert!(
                problems.join("; ").contains(expected),
                "{text:?}: {problems:?}"
            );
        }
        let (read, problems) = Metadata::parse("run_in_transaction = false # alone\n");
        assert!(!read.in_transaction && problems.is_empty(), "{problems:?}");
    }
}
