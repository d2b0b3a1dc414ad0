//! What a script destroys.

use crate::hazard::Hazard;
use crate::sql::split::{Statement, statements};
use crate::sql::token::{Kind, Token, tokens};

/// What the script says itself, in the comments that `generate` writes, and what its statements say.
pub(crate) fn losses(script: &str) -> Vec<String> {
    let statements = statements(script);
    statements.iter().filter_map(loss).collect()
}

fn loss(statement: &Statement<'_>) -> Option<String> {
    if let Some(reason) = statement.comment.lines().find_map(announced) {
        return Some(reason.to_owned());
    }
    let mut words = tokens(statement.text);
    words.retain(|token| token.kind == Kind::Name);
    destroys(&words).then(|| {
        let text: Vec<&str> = statement.text.split_whitespace().collect();
        text.join(" ")
    })
}

/// `-- data_loss, running_code: the values of users.note are gone`
fn announced(comment: &str) -> Option<&str> {
    let (hazards, reason) = comment.strip_prefix("-- ")?.split_once(": ")?;
    let data_loss = Hazard::DataLoss.name();
    hazards
        .split(", ")
        .any(|hazard| hazard == data_loss)
        .then_some(reason)
}

fn destroys(words: &[Token<'_>]) -> bool {
    let begins = |with: &[&str]| {
        words.len() >= with.len() && words.iter().zip(with).all(|(word, with)| word.is(with))
    };
    if begins(&["drop"]) {
        let with_values = [
            "table",
            "schema",
            "materialized",
            "sequence",
            "extension",
            "type",
        ];
        return words
            .get(1)
            .is_some_and(|what| with_values.iter().any(|kind| what.is(kind)));
    }
    let drops_column = || {
        // What else can be dropped from a table has no values.
        let others = ["constraint", "default", "not", "expression", "identity"];
        words.windows(2).any(|pair| match pair {
            [drop, what] => drop.is("drop") && !others.iter().any(|other| what.is(other)),
            _ => false,
        })
    };
    begins(&["truncate"]) || begins(&["delete"]) || begins(&["alter", "table"]) && drops_column()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announced_and_evident_losses_are_found() {
        let script = "-- data_loss, locks: the rows of a are gone\nDROP TABLE a;\n\
            DROP INDEX a_idx; ALTER TABLE b DROP CONSTRAINT c; ALTER TABLE b\n  DROP d;\n\
            ALTER TABLE b ALTER e DROP DEFAULT; -- locks: wait\nTRUNCATE b; DELETE FROM c";
        assert_eq!(
            losses(script),
            [
                "the rows of a are gone",
                "ALTER TABLE b DROP d",
                "TRUNCATE b",
                "DELETE FROM c"
            ]
        );
    }
}
