//! The statements of a script, for words about them; what is run is always the whole text.

use super::token::{Kind, Token, tokens};

/// One statement of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Statement<'a> {
    /// What stands before it.
    pub(crate) comment: &'a str,
    /// Without the closing semicolon.
    pub(crate) text: &'a str,
    /// Where the text begins in the script, in bytes.
    pub(crate) start: usize,
}

/// Cuts at semicolons outside of texts, brackets and the bodies of SQL functions.
pub(crate) fn statements(script: &str) -> Vec<Statement<'_>> {
    let mut statements = Vec::new();
    let mut piece: Vec<Token<'_>> = Vec::new();
    let (mut brackets, mut blocks) = (0_usize, 0_usize);
    for token in tokens(script) {
        match token.text {
            "(" => brackets += 1,
            ")" => brackets = brackets.saturating_sub(1),
            ";" if brackets == 0 && blocks == 0 => {
                statements.extend(statement(script, &piece));
                piece.clear();
                continue;
            }
            _ if blocks > 0 && token.is("end") => blocks -= 1,
            _ if blocks > 0 && token.is("case") => blocks += 1,
            _ if token.is("begin") && creates_routine(&piece) => blocks += 1,
            _ => {}
        }
        piece.push(token);
    }
    statements.extend(statement(script, &piece));
    statements
}

/// Only there `BEGIN` opens a block; elsewhere it is a statement.
fn creates_routine(piece: &[Token<'_>]) -> bool {
    let mut words = piece.iter().filter(|token| token.kind == Kind::Name);
    words.next().is_some_and(|word| word.is("create"))
        && words
            .take(3)
            .any(|word| word.is("function") || word.is("procedure"))
}

fn statement<'a>(script: &'a str, piece: &[Token<'a>]) -> Option<Statement<'a>> {
    let is_code = |token: &Token<'_>| !matches!(token.kind, Kind::Space | Kind::Comment);
    let first = piece.iter().find(|token| is_code(token))?;
    let last = piece.iter().rev().find(|token| is_code(token))?;
    let begin = piece.first()?.start;
    Some(Statement {
        comment: script.get(begin..first.start)?.trim(),
        text: script.get(first.start..last.start + last.text.len())?,
        start: first.start,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(script: &str) -> Vec<&str> {
        statements(script)
            .iter()
            .map(|statement| statement.text)
            .collect()
    }

    #[test]
    fn semicolons_in_texts_brackets_and_bodies_do_not_cut() {
        let function = "CREATE OR REPLACE FUNCTION f() RETURNS integer \
            BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
        let rule = "CREATE RULE r AS ON DELETE TO t DO (SELECT 1; SELECT 2)";
        let script = format!(";; BEGIN; {function}; {rule};SELECT ';' -- ;\n; COMMIT -- end\n");
        assert_eq!(
            texts(&script),
            ["BEGIN", function, rule, "SELECT ';'", "COMMIT"]
        );
    }

    #[test]
    fn comments_belong_to_what_follows() {
        let script = "-- first\nSELECT 1;\n\n-- second\n-- and more\nSELECT 2;\n-- the end\n";
        let comments: Vec<&str> = statements(script).iter().map(|s| s.comment).collect();
        assert_eq!(comments, ["-- first", "-- second\n-- and more"]);
        assert_eq!(
            statements(script)[1].start,
            script.find("SELECT 2").unwrap()
        );
    }
}
