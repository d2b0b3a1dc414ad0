//! A script, taken apart.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{Parse, SourceFile, SyntaxElement, SyntaxNode, SyntaxToken};

use crate::hazard::Hazard;

/// `up.sql` or `down.sql`.
pub(super) struct Script<'a> {
    pub(super) text: &'a str,
    pub(super) parse: Parse<SourceFile>,
    /// Where lines end.
    ends: Vec<usize>,
}

/// A statement in it.
pub(super) struct Statement<'a> {
    pub(super) node: ast::Stmt,
    /// Counted from one.
    pub(super) line: usize,
    /// From its first to its last letter.
    pub(super) text: &'a str,
    /// Offsets of that text in the script.
    pub(super) start: usize,
    pub(super) end: usize,
    /// What the comments directly above it say of it.
    pub(super) announced: Vec<Announced<'a>>,
}

/// `-- data_loss, locks: the values of users.note are gone`
pub(super) struct Announced<'a> {
    pub(super) hazards: Vec<Hazard>,
    pub(super) reason: &'a str,
}

impl<'a> Script<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            parse: SourceFile::parse(text),
            ends: text.match_indices('\n').map(|(at, _)| at).collect(),
        }
    }

    /// What PostgreSQL would not read: line and message.
    pub(super) fn errors(&self) -> Vec<(usize, String)> {
        let errors = self.parse.errors();
        let errors = errors.iter().map(|error| {
            let at = self.line(error.range().start().into());
            (at, error.message().to_owned())
        });
        errors.collect()
    }

    /// The line of a place, counted from one.
    fn line(&self, at: usize) -> usize {
        self.ends.partition_point(|end| *end < at) + 1
    }

    pub(super) fn statements(&self) -> Vec<Statement<'a>> {
        let statements = self.parse.tree().stmts();
        let statements = statements.filter(|node| !matches!(node, ast::Stmt::EmptyStmt(_)));
        statements.map(|node| self.statement(node)).collect()
    }

    fn statement(&self, node: ast::Stmt) -> Statement<'a> {
        let range = node.syntax().text_range();
        let start = tokens(node.syntax()).next();
        let start = start.map_or(range.start(), |token| token.text_range().start());
        let start = usize::from(start);
        let end = usize::from(range.end()).max(start);
        let before = self.text.get(..start).unwrap_or_default();
        Statement {
            node,
            line: self.line(start),
            text: self.text.get(start..end).unwrap_or_default(),
            start,
            end,
            announced: announced(before),
        }
    }
}

impl Statement<'_> {
    /// To find it by.
    pub(super) fn first_line(&self) -> String {
        let line = self.text.lines().next().unwrap_or_default();
        line.trim_end().trim_end_matches(';').to_owned()
    }
}

/// The words and signs of a node, without spaces and comments.
pub(super) fn tokens(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> {
    let tokens = node.descendants_with_tokens();
    let tokens = tokens.filter_map(SyntaxElement::into_token);
    tokens.filter(|token| !token.kind().is_trivia())
}

/// The comments at the end of a text that name hazards.
fn announced(before: &str) -> Vec<Announced<'_>> {
    let lines = before.trim_end_matches([' ', '\t']).lines().rev();
    // A blank line in between: the comment is about something else.
    let lines = lines.map_while(|line| line.trim().strip_prefix("--"));
    lines.filter_map(announcement).collect()
}

fn announcement(comment: &str) -> Option<Announced<'_>> {
    let (names, reason) = comment.split_once(':')?;
    let names = names.split(',').map(|name| Hazard::named(name.trim()));
    Some(Announced {
        hazards: names.collect::<Option<Vec<_>>>()?,
        reason: reason.trim(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_know_their_line_and_what_is_said_above_them() {
        let script = Script::new(
            "-- a note\n\nSELECT 1;\n\n-- data_loss, locks: all gone\nDROP TABLE a\n  CASCADE;\n\
             -- locks: about something else\n\nSELECT 2;",
        );
        let statements = script.statements();
        let seen: Vec<(usize, String, usize)> = statements
            .iter()
            .map(|it| (it.line, it.first_line(), it.announced.len()))
            .collect();
        assert_eq!(
            seen,
            [
                (3, "SELECT 1".to_owned(), 0),
                (6, "DROP TABLE a".to_owned(), 1),
                (10, "SELECT 2".to_owned(), 0)
            ]
        );
        assert_eq!(statements[1].announced[0].reason, "all gone");
        assert_eq!(
            statements[1].announced[0].hazards,
            [Hazard::DataLoss, Hazard::Locks]
        );
    }
}
