//! What is known of the objects that a statement is about: from the snapshot before the migration,
//! and from the statements above.

use std::collections::BTreeSet;

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
    events: Vec<Event>,
    types: BTreeSet<ObjectName>,
    /// Types, views and functions that are there at the end, whatever happens to them before.
    made: BTreeSet<ObjectName>,
}

/// What a statement does to the names of tables and columns.
enum Event {
    /// Nobody uses it yet.
    NewTable(ObjectName),
    NewColumn(ObjectName, String),
    RenamedTable {
        from: ObjectName,
        to: ObjectName,
    },
    RenamedColumn {
        table: ObjectName,
        from: String,
        to: String,
    },
}

/// A table, or a column of it, on the way back to the name it had before the migration.
struct Trail {
    table: ObjectName,
    column: Option<String>,
}

impl Trail {
    /// Goes back behind an event; nothing if there was no such thing before it.
    fn before(mut self, event: &Event) -> Option<Self> {
        let Self { table, column } = &mut self;
        match event {
            Event::NewTable(new) if new == table => return None,
            Event::NewColumn(of, new) if of == table && Some(new) == column.as_ref() => {
                return None;
            }
            Event::RenamedTable { from, to } if to == table => table.clone_from(from),
            Event::RenamedColumn {
                table: of,
                from,
                to,
            } if of == table && Some(to) == column.as_ref() => {
                *column = Some(from.clone());
            }
            _ => {}
        }
        Some(self)
    }
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
        self.trail(table, None).is_none()
    }

    /// Whether the migration makes a view, type or function of that name.
    pub(super) fn is_made(&self, name: &ObjectName) -> bool {
        self.made.contains(name)
    }

    /// Whether it is a materialised view that was made without rows.
    pub(super) fn was_made_empty(&self, name: &ObjectName) -> bool {
        let view = self.before.and_then(|model| model.views.get(name));
        view.is_some_and(|view| view.no_data)
    }

    pub(super) fn is_new_column(&self, table: &ObjectName, column: &str) -> bool {
        self.trail(table, Some(column)).is_none()
    }

    /// What it was called before the migration; nothing if there was no such thing.
    fn trail(&self, table: &ObjectName, column: Option<&str>) -> Option<Trail> {
        let now = Trail {
            table: table.clone(),
            column: column.map(str::to_owned),
        };
        let mut events = self.events.iter().rev();
        events.try_fold(now, Trail::before)
    }

    pub(super) fn is_new_type(&self, name: &ObjectName) -> bool {
        self.types.contains(name)
    }

    /// The column as it was before the migration.
    pub(super) fn column(&self, table: &ObjectName, column: &str) -> Option<&'a Column> {
        let trail = self.trail(table, Some(column))?;
        let table = self.before?.tables.get(&trail.table)?;
        table.find(&trail.column?)
    }

    pub(super) fn model(&self) -> Option<&'a Model> {
        self.before
    }

    /// Takes over what a statement makes.
    pub(super) fn note(&mut self, statement: &ast::Stmt) {
        // Of what is made only if it is not there yet nothing is known.
        let mut parts = statement.syntax().children();
        let unless_there = parts.any(|part| part.kind() == SyntaxKind::IF_NOT_EXISTS);
        let named = |kind| {
            let mut nodes = statement.syntax().descendants();
            nodes
                .find(|node| node.kind() == kind)
                .and_then(|node| object(&node))
        };
        match statement {
            ast::Stmt::CreateTable(_) | ast::Stmt::CreateTableAs(_) | ast::Stmt::SelectInto(_)
                if !unless_there =>
            {
                let table = named(SyntaxKind::TABLE_NAME);
                self.events.extend(table.map(Event::NewTable));
            }
            ast::Stmt::CreateType(_) => self.types.extend(named(SyntaxKind::TYPE_NAME)),
            ast::Stmt::AlterTable(alter) => {
                if let Some(table) = altered(alter) {
                    let events = alter.actions().filter_map(|action| event(&table, &action));
                    self.events.extend(events);
                }
            }
            _ => {}
        }
    }
}

fn event(table: &ObjectName, action: &ast::AlterTableAction) -> Option<Event> {
    let table = table.clone();
    match action {
        ast::AlterTableAction::AddColumn(add) if add.if_not_exists().is_none() => {
            let column = plain(add.column_name()?.syntax());
            Some(Event::NewColumn(table, column))
        }
        ast::AlterTableAction::RenameColumn(rename) => Some(Event::RenamedColumn {
            table,
            from: plain(rename.column_name_ref()?.syntax()),
            to: plain(rename.column_name()?.syntax()),
        }),
        ast::AlterTableAction::TableRenameTo(rename) => Some(Event::RenamedTable {
            to: table.sibling(plain(rename.table_name()?.syntax())),
            from: table,
        }),
        _ => None,
    }
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
