//! Statements for row-level security.

use super::expression::in_parentheses;
use super::name::name;
use super::statement::alter_table;
use crate::model::{ObjectName, Policy, PolicyCommand, RowSecurity};

const INDENT: &str = "    ";

pub(crate) fn create_policy(table: &ObjectName, policy: &Policy) -> String {
    let mut text = format!("CREATE POLICY {} ON {table}", name(&policy.name));
    if policy.restrictive {
        text.push_str(" AS RESTRICTIVE");
    }
    if policy.command != PolicyCommand::All {
        text.extend([" FOR ", policy.command.sql()]);
    }
    if policy.roles() != ["public"] {
        text.extend([" TO ", &roles(policy)]);
    }
    push_expressions(&mut text, policy.using.as_ref(), policy.check.as_ref());
    text
}

/// Roles and expressions as far as they differ. PostgreSQL can exchange an expression, not remove it.
pub(crate) fn alter_policy(table: &ObjectName, old: &Policy, new: &Policy) -> String {
    let mut text = format!("ALTER POLICY {} ON {table}", name(&new.name));
    if old.roles() != new.roles() {
        text.extend([" TO ", &roles(new)]);
    }
    let using = new.using.as_ref().filter(|_| old.using != new.using);
    let check = new.check.as_ref().filter(|_| old.check != new.check);
    push_expressions(&mut text, using, check);
    text
}

pub(crate) fn alter_policy_roles(table: &ObjectName, policy: &Policy) -> String {
    let policy_name = name(&policy.name);
    format!("ALTER POLICY {policy_name} ON {table} TO {}", roles(policy))
}

pub(crate) fn rename_policy(table: &ObjectName, from: &str, to: &str) -> String {
    let (from, to) = (name(from), name(to));
    format!("ALTER POLICY {from} ON {table} RENAME TO {to}")
}

pub(crate) fn drop_policy(table: &ObjectName, policy: &str) -> String {
    format!("DROP POLICY {} ON {table}", name(policy))
}

/// From one setting to another.
pub(crate) fn row_security(table: &ObjectName, old: RowSecurity, new: RowSecurity) -> String {
    let mut actions = Vec::new();
    if (old == RowSecurity::Off) != (new == RowSecurity::Off) {
        actions.push(match new {
            RowSecurity::Off => "DISABLE ROW LEVEL SECURITY",
            _ => "ENABLE ROW LEVEL SECURITY",
        });
    }
    if (old == RowSecurity::Forced) != (new == RowSecurity::Forced) {
        actions.push(match new {
            RowSecurity::Forced => "FORCE ROW LEVEL SECURITY",
            _ => "NO FORCE ROW LEVEL SECURITY",
        });
    }
    alter_table(table, &actions.join(", "))
}

fn push_expressions(text: &mut String, using: Option<&String>, check: Option<&String>) {
    for (word, expression) in [("USING", using), ("WITH CHECK", check)] {
        if let Some(expression) = expression {
            let expression = in_parentheses(expression);
            text.extend(["\n", INDENT, word, " ", &expression]);
        }
    }
}

/// Keywords are no names: quoted, they would be roles of that name.
fn roles(policy: &Policy) -> String {
    let written = policy.roles().into_iter().map(|role| {
        if Policy::is_role_keyword(&role) {
            role.to_uppercase()
        } else {
            name(&role)
        }
    });
    written.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_not_quoted() {
        let policy = Policy::new("own").to(&["Reader", "current_user", "user"]);
        assert_eq!(roles(&policy), "\"Reader\", CURRENT_USER, \"user\"");
        assert_eq!(roles(&Policy::new("own")), "PUBLIC");
    }

    #[test]
    fn a_comment_does_not_swallow_the_parenthesis() {
        let policy = Policy::new("own").using("true -- for now");
        let sql = create_policy(&ObjectName::new("users"), &policy);
        assert_eq!(
            sql,
            "CREATE POLICY own ON users\n    USING (true -- for now\n)"
        );
    }
}
