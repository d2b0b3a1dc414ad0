//! The rules of squawk that fit, with the hazards they stand for here.
//!
//! Switched off are:
//! - matters of style, which the code decides: `prefer-*` of types, `ban-char-field`,
//!   `ban-create-domain-with-constraint`, `require-table-schema`;
//! - what the migrator takes care of: `require-*-timeout` (it sets both), `prefer-robust-stmts` (a
//!   folder is applied as a whole or not at all, and an index that was left half-built is removed),
//!   `ban-uncommitted-transaction`, `transaction-nesting` and
//!   `ban-concurrent-index-creation-in-transaction` (our own rules know the folder's metadata);
//! - what `generate` writes by design: `require-enum-value-ordering` (a new last value),
//!   `require-concurrent-index-deletion` (dropping an index is a change of the catalog, and
//!   `lock_timeout` limits the wait for it), `ban-drop-constraint`, `ban-drop-not-null`,
//!   `ban-drop-default`, `ban-drop-generated-expression`, `ban-alter-identity`, `ban-drop-type` (the
//!   table or column that used it is the finding), and the opt-in rules that call any change of a
//!   policy, trigger, sequence or role a break;
//! - what our own rules tell apart more finely: `ban-drop-table`, `ban-drop-column`,
//!   `ban-drop-schema`, `ban-drop-database`, `ban-truncate-cascade`, `changing-column-type`,
//!   `prefer-repack`.

use squawk_linter::{Linter, Rule as Code, Violation};
use squawk_syntax::SyntaxKind;
use squawk_syntax::ast::{self, AstNode};

use super::finding::Found;
use super::known::{Known, object, table_of};
use super::rule::Rule;
use super::script::{Script, Statement};
use crate::hazard::Hazard::{Locks, NeedsData, Rewrite, RunningCode};
use crate::model::ObjectName;

const TWO_STEPS: &str = "add it NOT VALID here, and VALIDATE CONSTRAINT in a later folder";
const CONCURRENTLY: &str = "put the statement CONCURRENTLY, alone, into a folder with \
                            `run_in_transaction = false`";
const CODE_FIRST: &str = "apply it when no running code uses the old form any more";

/// `(rule of squawk, ours)`
static RULES: [(Code, Rule); 22] = [
    (
        Code::RequireConcurrentIndexCreation,
        Rule::hazard("require-concurrent-index-creation", &[Locks], CONCURRENTLY),
    ),
    (
        Code::RequireConcurrentReindex,
        Rule::hazard("require-concurrent-reindex", &[Locks], CONCURRENTLY),
    ),
    (
        Code::RequireConcurrentPartitionDetach,
        Rule::hazard(
            "require-concurrent-partition-detach",
            &[Locks],
            CONCURRENTLY,
        ),
    ),
    (
        Code::AddingForeignKeyConstraint,
        Rule::hazard(
            "adding-foreign-key-constraint",
            &[Locks, NeedsData],
            TWO_STEPS,
        ),
    ),
    (
        Code::DisallowedUniqueConstraint,
        Rule::hazard(
            "disallowed-unique-constraint",
            &[Locks, NeedsData],
            "build a unique index CONCURRENTLY in a folder of its own, then ADD CONSTRAINT … UNIQUE \
             USING INDEX",
        ),
    ),
    (
        Code::AddingSerialPrimaryKeyField,
        Rule::hazard(
            "adding-serial-primary-key-field",
            &[Locks, NeedsData],
            "build a unique index CONCURRENTLY in a folder of its own, then ADD CONSTRAINT … PRIMARY \
             KEY USING INDEX",
        ),
    ),
    (
        Code::ConstraintMissingNotValid,
        Rule::hazard(
            "constraint-missing-not-valid",
            &[Locks, NeedsData],
            TWO_STEPS,
        ),
    ),
    (
        Code::BanAlterDomainWithAddConstraint,
        Rule::hazard(
            "ban-alter-domain-with-add-constraint",
            &[Locks, NeedsData],
            TWO_STEPS,
        ),
    ),
    (
        Code::AddingNotNullableField,
        Rule::hazard(
            "adding-not-nullable-field",
            &[Locks, NeedsData],
            "add CHECK (… IS NOT NULL) NOT VALID, and in a later folder VALIDATE CONSTRAINT, then SET \
             NOT NULL",
        ),
    ),
    (
        Code::AddingRequiredField,
        Rule::hazard(
            "adding-required-field",
            &[NeedsData, RunningCode],
            "give it a default, or let it be NULL until it is filled",
        ),
    ),
    (
        Code::AddingFieldWithDefault,
        Rule::hazard(
            "adding-field-with-default",
            &[Locks, Rewrite],
            "add the column without it, set the default after that, and fill old rows in batches",
        ),
    ),
    (
        Code::RenamingColumn,
        Rule::hazard("renaming-column", &[RunningCode], CODE_FIRST),
    ),
    (
        Code::RenamingTable,
        Rule::hazard("renaming-table", &[RunningCode], CODE_FIRST),
    ),
    (
        Code::RenamingObject,
        Rule::hazard("renaming-object", &[RunningCode], CODE_FIRST),
    ),
    (
        Code::BanSetSchema,
        Rule::hazard("ban-set-schema", &[RunningCode], CODE_FIRST),
    ),
    (
        Code::BanDropView,
        Rule::hazard("ban-drop-view", &[RunningCode], CODE_FIRST),
    ),
    (
        Code::BanDropFunction,
        Rule::hazard("ban-drop-function", &[RunningCode], CODE_FIRST),
    ),
    (
        Code::BanDropSequence,
        Rule::hazard("ban-drop-sequence", &[RunningCode], CODE_FIRST),
    ),
    (
        Code::BanDropDomain,
        Rule::hazard("ban-drop-domain", &[RunningCode], CODE_FIRST),
    ),
    (
        Code::BanDropExtension,
        Rule::hazard("ban-drop-extension", &[RunningCode], CODE_FIRST),
    ),
    (
        Code::IdentifierTooLong,
        Rule::hazard(
            "identifier-too-long",
            &[],
            "choose a name of at most 63 bytes",
        ),
    ),
    (
        Code::BanDuplicateColumnAssignments,
        Rule::hazard(
            "ban-duplicate-column-assignments",
            &[],
            "name the column once",
        ),
    ),
];

pub(super) fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().map(|(_, rule)| rule)
}

/// What squawk says about a script, in the order of the text.
pub(super) fn violations(script: &Script, in_transaction: bool) -> Vec<Violation> {
    let mut linter = Linter::from(RULES.iter().map(|(code, _)| *code));
    linter.settings.assume_in_transaction = in_transaction;
    linter.lint(&script.parse, script.text)
}

/// Takes over what it says about a statement.
pub(super) fn look(
    violations: &[Violation],
    statement: &Statement,
    known: &Known,
    found: &mut Vec<Found>,
) {
    // Nobody waits for a table that was not there before.
    if table_of(&statement.node).is_some_and(|table| known.is_new_table(&table)) {
        return;
    }
    let place = statement.start..statement.end;
    let is_here = |it: &&Violation| place.contains(&it.text_range.start().into());
    let mut here: Vec<&Violation> = violations.iter().filter(is_here).collect();
    // One constraint is told of twice: in general, and by its kind.
    let is_general = |it: &Violation| it.code == Code::ConstraintMissingNotValid;
    if !here.iter().all(|it| is_general(it)) {
        here.retain(|it| !is_general(it));
    }
    for violation in here {
        let mut rules = RULES.iter();
        let rule = rules.find(|(code, _)| *code == violation.code);
        if let Some((_, rule)) = rule.filter(|_| matters(violation, &statement.node, known)) {
            found.push(Found::new(rule, &violation.message));
        }
    }
}

fn matters(violation: &Violation, statement: &ast::Stmt, known: &Known) -> bool {
    match violation.code {
        Code::RenamingObject if is_internal(statement) => false,
        Code::RenamingObject | Code::BanDropView | Code::BanDropFunction => {
            let mut names = named(statement).peekable();
            names.peek().is_none() || !names.all(|name| known.is_replaced(&name))
        }
        Code::AddingFieldWithDefault => !is_constant(violation, statement),
        // On a materialised view that nobody uses yet.
        Code::RequireConcurrentIndexCreation => {
            !table_of(statement).is_some_and(|view| known.is_made(&view))
        }
        // A serial column numbers the rows that are there.
        Code::AddingRequiredField => !statement.syntax().to_string().contains("serial"),
        _ => true,
    }
}

/// Running code does not name indexes, constraints and triggers.
fn is_internal(statement: &ast::Stmt) -> bool {
    matches!(
        statement,
        ast::Stmt::AlterIndex(_)
            | ast::Stmt::AlterTable(_)
            | ast::Stmt::AlterTrigger(_)
            | ast::Stmt::AlterPolicy(_)
    )
}

/// The types, views and functions a statement is about.
fn named(statement: &ast::Stmt) -> impl Iterator<Item = ObjectName> {
    let nodes = statement.syntax().descendants().filter(|node| {
        matches!(
            node.kind(),
            SyntaxKind::TYPE_NAME_REF | SyntaxKind::VIEW_REF | SyntaxKind::FUNCTION_NAME_REF
        )
    });
    nodes.filter_map(|node| object(&node))
}

/// A default without a call has one value for all rows; squawk does not see that of `-1`.
fn is_constant(violation: &Violation, statement: &ast::Stmt) -> bool {
    let range = violation.text_range;
    let mut nodes = statement.syntax().descendants();
    let default = nodes.find(|node| {
        node.kind() == SyntaxKind::DEFAULT_CONSTRAINT && node.text_range().contains_range(range)
    });
    default.is_some_and(|node| {
        let mut inside = node.descendants();
        !inside.any(|node| node.kind() == SyntaxKind::CALL_EXPR)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_squawk() {
        for (code, rule) in &RULES {
            assert_eq!(code.to_string(), rule.name);
        }
    }
}
