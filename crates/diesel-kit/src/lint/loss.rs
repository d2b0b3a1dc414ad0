//! Statements after which something is gone, or open.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::finding::Found;
use super::known::{Known, altered, object, plain};
use super::rule;
use crate::hazard::Hazard;
use crate::model::ObjectName;

/// What a statement destroys or opens.
pub(super) fn look(statement: &ast::Stmt, known: &Known, found: &mut Vec<Found>) {
    if is_definition(statement) {
        return;
    }
    for node in statement.syntax().descendants() {
        node_loses(&node, known, found);
    }
    if let ast::Stmt::Do(block) = statement {
        inside(block, known, found);
    }
}

/// What stands inside is run by somebody else, later.
fn is_definition(statement: &ast::Stmt) -> bool {
    matches!(
        statement,
        ast::Stmt::CreateFunction(_) | ast::Stmt::CreateProcedure(_) | ast::Stmt::CreateRule(_)
    )
}

/// The statements of a DO block, as far as they stand there in plain text.
fn inside(block: &ast::Do, known: &Known, found: &mut Vec<Found>) {
    let Some(body) = block.plpgsql() else {
        found.push(Found::new(
            &rule::UNSEEN,
            "the block is in another language",
        ));
        return;
    };
    for node in body.syntax().descendants() {
        node_loses(&node, known, found);
        if matches!(
            node.kind(),
            SyntaxKind::PLPGSQL_DYN_EXECUTE_STMT | SyntaxKind::PLPGSQL_FOR_DYN_STMT
        ) {
            found.push(Found::new(
                &rule::UNSEEN,
                "the block builds SQL at run time",
            ));
        }
    }
}

fn node_loses(node: &SyntaxNode, known: &Known, found: &mut Vec<Found>) {
    drops(node, known, found);
    rows(node, known, found);
    opens(node, found);
    if let Some(alter) = ast::AlterTable::cast(node.clone())
        && let Some(table) = altered(&alter)
        && !known.is_new_table(&table)
    {
        for action in alter.actions() {
            changes(&table, &action, known, found);
        }
    }
}

fn drops(node: &SyntaxNode, known: &Known, found: &mut Vec<Found>) {
    let names = node.descendants().filter_map(|name| match name.kind() {
        SyntaxKind::TABLE_NAME_REF | SyntaxKind::VIEW_REF => object(&name),
        SyntaxKind::SCHEMA_REF => Some(ObjectName::new(plain(&name))),
        _ => None,
    });
    let (rule, what): (_, fn(&ObjectName) -> String) = match node.kind() {
        SyntaxKind::DROP_TABLE => (&rule::DROP_TABLE, |table| {
            format!("the rows of {table} are gone")
        }),
        SyntaxKind::DROP_SCHEMA => (&rule::DROP_SCHEMA, |schema| {
            format!("{schema} goes with all that is in it")
        }),
        SyntaxKind::DROP_MATERIALIZED_VIEW => (&rule::DROP_MATERIALIZED_VIEW, |view| {
            format!("what {view} has stored is gone")
        }),
        _ => return drops_unnamed(node, found),
    };
    // A table is not replaced by what is made under its name; a view shows the same again.
    let is_harmless = |name: &ObjectName| match node.kind() {
        SyntaxKind::DROP_MATERIALIZED_VIEW => known.is_replaced(name) || known.was_made_empty(name),
        _ => known.is_new_table(name),
    };
    let old = names.filter(|name| !is_harmless(name));
    found.extend(old.map(|name| Found::new(rule, what(&name))));
}

fn drops_unnamed(node: &SyntaxNode, found: &mut Vec<Found>) {
    let message = match node.kind() {
        SyntaxKind::DROP_DATABASE => {
            found.push(Found::new(&rule::DROP_DATABASE, "everything in it is gone"));
            return;
        }
        SyntaxKind::DROP_ATTRIBUTE => {
            let message = "the values of the attribute are gone, in every column of the type";
            found.push(Found::new(&rule::DROP_COLUMN, message));
            return;
        }
        SyntaxKind::DROP_OWNED => "all that the role owns is gone",
        SyntaxKind::DROP_TYPE
        | SyntaxKind::DROP_DOMAIN
        | SyntaxKind::DROP_EXTENSION
        | SyntaxKind::DROP_FUNCTION
        | SyntaxKind::DROP_ROUTINE
        | SyntaxKind::DROP_AGGREGATE
        | SyntaxKind::DROP_OPERATOR
        | SyntaxKind::DROP_COLLATION
            if node
                .children()
                .any(|child| ast::Cascade::can_cast(child.kind())) =>
        {
            "columns that use it are gone with it"
        }
        _ => return,
    };
    found.push(Found::new(&rule::DROP_CASCADE, message));
}

/// Rows that go or change without being chosen.
fn rows(node: &SyntaxNode, known: &Known, found: &mut Vec<Found>) {
    if let Some(truncate) = ast::Truncate::cast(node.clone()) {
        let tables = truncate.table_list().into_iter();
        let tables = tables.flat_map(|list| list.table_relation_names());
        let tables = tables.filter_map(|table| object(table.table_name_ref()?.syntax()));
        for table in tables.filter(|table| !known.is_new_table(table)) {
            found.push(Found::new(
                &rule::TRUNCATE,
                format!("the rows of {table} are gone"),
            ));
        }
    } else if let Some(delete) = ast::Delete::cast(node.clone()) {
        let table = delete.relation_name().as_ref().and_then(target);
        if let Some(table) = table.filter(|table| !known.is_new_table(table))
            && delete.where_clause_or_current_of().is_none()
        {
            found.push(Found::new(
                &rule::DELETE_ALL,
                format!("all rows of {table} are gone"),
            ));
        }
    } else if let Some(update) = ast::Update::cast(node.clone())
        && let Some(table) = update.relation_name().as_ref().and_then(target)
        && update.where_clause_or_current_of().is_none()
    {
        found.extend(updates_all(&table, &update, known));
    }
}

fn updates_all(table: &ObjectName, update: &ast::Update, known: &Known) -> Option<Found> {
    if known.is_new_table(table) {
        return None;
    }
    let list = update.set_clause()?.set_column_list()?;
    let targets = list
        .syntax()
        .descendants()
        .filter_map(ast::ColumnTarget::cast);
    let columns = targets.filter_map(|target| Some(plain(target.name()?.syntax())));
    let old: Vec<String> = columns
        .filter(|column| !known.is_new_column(table, column))
        .collect();
    Some(if old.is_empty() {
        let message = format!("all rows of {table} are locked until the migration ends");
        Found::new(&rule::BACKFILL, message)
    } else {
        let columns = old.join(", ");
        Found::new(
            &rule::UPDATE_ALL,
            format!("the old values of {columns} are gone in all rows of {table}"),
        )
    })
}

fn target(relation: &ast::RelationName) -> Option<ObjectName> {
    object(relation.relation_name_ref()?.syntax())
}

fn opens(node: &SyntaxNode, found: &mut Vec<Found>) {
    let Some(grant) = ast::Grant::cast(node.clone()) else {
        return;
    };
    let roles = grant.role_ref_list().into_iter();
    let mut roles = roles.flat_map(|list| list.role_refs());
    if roles.any(|role| plain(role.syntax()) == "public") {
        let message = "every role of the server gets the right";
        found.push(Found::new(&rule::GRANT_TO_PUBLIC, message));
    }
}

fn changes(
    table: &ObjectName,
    action: &ast::AlterTableAction,
    known: &Known,
    found: &mut Vec<Found>,
) {
    match action {
        ast::AlterTableAction::DropColumn(drop) => {
            let column = drop.column_name_ref().map(|name| plain(name.syntax()));
            found.extend(drops_column(table, &column.unwrap_or_default(), known));
        }
        ast::AlterTableAction::DisableRls(_) | ast::AlterTableAction::NoForceRls(_) => {
            let message = format!("policies of {table} no longer hold for everybody they held for");
            found.push(Found::new(&rule::ROW_SECURITY_OFF, message));
        }
        _ => {}
    }
}

fn drops_column(table: &ObjectName, column: &str, known: &Known) -> Option<Found> {
    if known.is_new_column(table, column) {
        return None;
    }
    let computed = known
        .column(table, column)
        .is_some_and(|it| it.generated.is_some());
    let found = Found::new(
        &rule::DROP_COLUMN,
        format!("the values of {table}.{column} are gone"),
    );
    Some(if computed {
        found.hazards(vec![Hazard::RunningCode])
    } else {
        found
    })
}
