//! What is known of the objects that a statement is about: from the snapshot before the migration,
//! and from the statements above.

use std::collections::{BTreeMap, BTreeSet};

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::script::{Statement, tokens};
use crate::model::object_name::split_path;
use crate::model::{Column, Model, ObjectName};
use crate::sql::touch::Function;

/// Grows with each statement.
#[derive(Default)]
pub(super) struct Known<'a> {
    before: Option<&'a Model>,
    /// Tables that the migration itself makes: nobody uses them yet.
    tables: BTreeSet<ObjectName>,
    columns: BTreeSet<(ObjectName, String)>,
    types: BTreeSet<ObjectName>,
    /// Types, views and functions that are there at the end, whatever happens to them before.
    made: BTreeSet<ObjectName>,
    /// New names to old ones.
    renamed_tables: BTreeMap<ObjectName, ObjectName>,
    renamed_columns: BTreeMap<(ObjectName, String), String>,
}

impl<'a> Known<'a> {
    pub(super) fn new(before: Option<&'a Model>, statements: &[Statement]) -> Self {
        let made = statements
            .iter()
            .flat_map(|it| it.node.syntax().descendants());
        let made = made.filter(|node| {
            let parent = node.parent().map(|parent| parent.kind());
            match node.kind() {
                SyntaxKind::TYPE_NAME => parent == Some(SyntaxKind::CREATE_TYPE),
                SyntaxKind::FUNCTION_NAME => parent == Some(SyntaxKind::CREATE_FUNCTION),
                SyntaxKind::VIEW => true,
                _ => false,
            }
        });
        Self {
            before,
            made: made.filter_map(|node| object(&node)).collect(),
            ..Self::default()
        }
    }

    /// Whether a type, view or function that goes or gets another name is made again, or was only
    /// called by triggers of ours.
    pub(super) fn is_replaced(&self, name: &ObjectName) -> bool {
        let tables = self
            .before
            .into_iter()
            .flat_map(|model| model.tables.values());
        let mut functions = tables.flat_map(Function::all);
        self.made.contains(name) || functions.any(|one| one.plain_name() == name.name())
    }

    /// Whether the table is made by this migration, and so empty or filled by it.
    pub(super) fn is_new_table(&self, table: &ObjectName) -> bool {
        self.tables.contains(table)
    }

    pub(super) fn is_new_column(&self, table: &ObjectName, column: &str) -> bool {
        self.is_new_table(table) || self.columns.contains(&(table.clone(), column.to_owned()))
    }

    pub(super) fn is_new_type(&self, name: &ObjectName) -> bool {
        self.types.contains(name)
    }

    /// The column as it was before the migration.
    pub(super) fn column(&self, table: &ObjectName, column: &str) -> Option<&'a Column> {
        let key = (table.clone(), column.to_owned());
        let column = self
            .renamed_columns
            .get(&key)
            .map_or(column, String::as_str);
        let table = self.renamed_tables.get(table).unwrap_or(table);
        self.before?.tables.get(table)?.find(column)
    }

    pub(super) fn model(&self) -> Option<&'a Model> {
        self.before
    }

    /// Takes over what a statement makes.
    pub(super) fn note(&mut self, statement: &ast::Stmt) {
        for node in statement.syntax().descendants() {
            if let Some(made) = ast::TableName::cast(node.clone())
                && makes_table(statement)
            {
                self.tables.extend(object(made.syntax()));
            } else if let Some(made) = ast::TypeName::cast(node.clone())
                && matches!(statement, ast::Stmt::CreateType(_))
            {
                self.types.extend(object(made.syntax()));
            }
        }
        if let ast::Stmt::AlterTable(alter) = statement
            && let Some(table) = altered(alter)
        {
            alter
                .actions()
                .for_each(|action| self.note_action(&table, &action));
        }
    }

    fn note_action(&mut self, table: &ObjectName, action: &ast::AlterTableAction) {
        match action {
            ast::AlterTableAction::AddColumn(add) => {
                let column = add.column_name().map(|name| plain(name.syntax()));
                self.columns
                    .extend(column.map(|column| (table.clone(), column)));
            }
            ast::AlterTableAction::RenameColumn(rename) => {
                if let (Some(old), Some(new)) = (rename.column_name_ref(), rename.column_name()) {
                    let (old, new) = (plain(old.syntax()), plain(new.syntax()));
                    self.renamed_columns.insert((table.clone(), new), old);
                }
            }
            ast::AlterTableAction::TableRenameTo(rename) => {
                if let Some(new) = rename.table_name() {
                    let new = table.sibling(plain(new.syntax()));
                    self.renamed_tables.insert(new, table.clone());
                }
            }
            _ => {}
        }
    }
}

fn makes_table(statement: &ast::Stmt) -> bool {
    matches!(
        statement,
        ast::Stmt::CreateTable(_) | ast::Stmt::CreateTableAs(_) | ast::Stmt::SelectInto(_)
    )
}

/// The table of an ALTER TABLE.
pub(super) fn altered(alter: &ast::AlterTable) -> Option<ObjectName> {
    object(alter.table_relation_name()?.table_name_ref()?.syntax())
}

/// The table whose rows or readers a statement touches, where there is one.
pub(super) fn table_of(statement: &ast::Stmt) -> Option<ObjectName> {
    match statement {
        ast::Stmt::AlterTable(alter) => altered(alter),
        ast::Stmt::CreateIndex(index) => {
            object(index.table_relation_name()?.table_name_ref()?.syntax())
        }
        _ => None,
    }
}

/// A name of one or two parts.
pub(super) fn object(node: &SyntaxNode) -> Option<ObjectName> {
    ObjectName::of_parts(&parts(node))
}

/// A name of one part.
pub(super) fn plain(node: &SyntaxNode) -> String {
    parts(node).pop().unwrap_or_default()
}

/// The parts of a name, in lower case unless they are quoted.
fn parts(node: &SyntaxNode) -> Vec<String> {
    tokens(node)
        .filter(|token| token.kind() != SyntaxKind::DOT)
        .map(|token| match token.text() {
            quoted if quoted.starts_with('"') => split_path(quoted).concat(),
            plain => plain.to_lowercase(),
        })
        .collect()
}
