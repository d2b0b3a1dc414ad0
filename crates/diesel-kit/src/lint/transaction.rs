//! Whether a script can run the way its folder says.

use std::collections::BTreeMap;

use squawk_syntax::SyntaxKind;
use squawk_syntax::ast::{self, AstNode};

use super::finding::Found;
use super::known::{Known, object};
use super::rule;
use super::script::{Statement, tokens};

/// What PostgreSQL refuses to do, or does otherwise than it looks.
pub(super) fn look(statement: &ast::Stmt, in_transaction: bool) -> Vec<Found> {
    let mut found = Vec::new();
    let control = match statement {
        ast::Stmt::Begin(_)
        | ast::Stmt::Commit(_)
        | ast::Stmt::Rollback(_)
        | ast::Stmt::PrepareTransaction(_) => Some("the migrator begins and ends transactions"),
        _ => None,
    };
    if let Some(message) = control {
        found.push(Found::new(&rule::TRANSACTION_CONTROL, message));
    }
    if in_transaction && let Some(what) = refuses_transaction(statement) {
        let message = format!("PostgreSQL does not run {what} in a transaction");
        found.push(Found::new(&rule::NOT_IN_TRANSACTION, message));
    }
    found
}

fn refuses_transaction(statement: &ast::Stmt) -> Option<&'static str> {
    let concurrently = match statement {
        ast::Stmt::CreateIndex(index) => index.concurrently_token().is_some(),
        ast::Stmt::DropIndex(index) => index.concurrently_token().is_some(),
        ast::Stmt::Reindex(reindex) => reindex.is_concurrently(),
        ast::Stmt::AlterTable(alter) => alter.actions().any(|action| detaches(&action)),
        _ => false,
    };
    match statement {
        _ if concurrently => Some("CONCURRENTLY"),
        ast::Stmt::Vacuum(_) => Some("VACUUM"),
        ast::Stmt::CreateDatabase(_) => Some("CREATE DATABASE"),
        ast::Stmt::DropDatabase(_) => Some("DROP DATABASE"),
        ast::Stmt::CreateTablespace(_) => Some("CREATE TABLESPACE"),
        ast::Stmt::DropTablespace(_) => Some("DROP TABLESPACE"),
        ast::Stmt::AlterSystem(_) => Some("ALTER SYSTEM"),
        _ => None,
    }
}

fn detaches(action: &ast::AlterTableAction) -> bool {
    let ast::AlterTableAction::DetachPartition(detach) = action else {
        return false;
    };
    matches!(
        detach.detach_partition_option(),
        Some(ast::DetachPartitionOption::DetachConcurrently(_))
    )
}

/// Labels that were added to enums by statements above.
#[derive(Default)]
pub(super) struct NewLabels {
    /// As written, with quotes, to the enum.
    labels: BTreeMap<String, String>,
}

impl NewLabels {
    /// Finds a use of a new label, and takes over the labels that the statement adds.
    pub(super) fn look(&mut self, statement: &Statement, known: &Known, found: &mut Vec<Found>) {
        if let ast::Stmt::AlterType(alter) = &statement.node {
            if let Some(ast::AlterTypeAction::AddValue(add)) = alter.action()
                && let Some(label) = add.literal()
                && let Some(name) = alter.type_name_ref().and_then(|it| object(it.syntax()))
                && !known.is_new_type(&name)
            {
                let label = label.syntax().text().to_string();
                self.labels.insert(label, name.to_string());
            }
            return;
        }
        let mut tokens = tokens(statement.node.syntax());
        let used = tokens.find_map(|token| {
            let string = token.kind() == SyntaxKind::STRING;
            self.labels.get_key_value(token.text()).filter(|_| string)
        });
        if let Some((label, name)) = used {
            let message = format!(
                "{label} is new in {name}, and cannot be used in the transaction that adds it"
            );
            found.push(Found::new(&rule::ENUM_VALUE_USED, message));
        }
    }
}
