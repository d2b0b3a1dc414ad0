//! The triggers behind columns that show when a row changed last.

use super::name::{literal, name};
use crate::model::name::shortened;
use crate::model::{ObjectName, Table};

/// One function serves all tables that have such a column of the same name; those with generated
/// columns have one that can do without them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Function<'a> {
    column: &'a str,
    beside_generated: bool,
}

impl<'a> Function<'a> {
    /// The functions that the triggers of a table call.
    pub(crate) fn all(table: &'a Table) -> impl Iterator<Item = Self> {
        let beside_generated = generated(table).next().is_some();
        let touched = table.columns.iter().filter(|column| column.touched);
        touched.map(move |column| Self {
            column: &column.name,
            beside_generated,
        })
    }

    /// Its name, as it is.
    pub(crate) fn plain_name(&self) -> String {
        let suffix = if self.beside_generated {
            "_beside_generated"
        } else {
            ""
        };
        shortened(&format!("touch_{}{suffix}", self.column))
    }

    pub(crate) fn name(&self) -> String {
        name(&self.plain_name())
    }

    /// It leaves a row alone that did not change, and a value that was set by hand.
    pub(crate) fn create(&self) -> String {
        let (function, column) = (self.name(), name(self.column));
        let (declare, before) = if self.beside_generated {
            (BEFORE_WITHOUT_GENERATED, "before")
        } else {
            ("BEGIN\n", "OLD")
        };
        format!(
            "CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$\n\
             {declare}    \
             IF NEW IS DISTINCT FROM {before} AND NEW.{column} IS NOT DISTINCT FROM OLD.{column} THEN\n        \
             NEW.{column} := now();\n    \
             END IF;\n    \
             RETURN NEW;\n\
             END\n\
             $$"
        )
    }

    pub(crate) fn drop(&self) -> String {
        format!("DROP FUNCTION {}()", self.name())
    }
}

const BEFORE_WITHOUT_GENERATED: &str = "\
DECLARE
    before record;
BEGIN
    -- Generated columns, which the trigger names, are null in NEW: they are computed after it.
    before := jsonb_populate_record(OLD, jsonb_object(TG_ARGV, array_fill(NULL::text, ARRAY[TG_NARGS])));
";

/// In the order of their names, which says nothing about the order of the columns.
fn generated(table: &Table) -> impl Iterator<Item = &str> {
    let columns = table.columns.iter();
    let generated = columns.filter(|column| column.generated.is_some());
    let mut names: Vec<&str> = generated.map(|column| column.name.as_str()).collect();
    names.sort_unstable();
    names.into_iter()
}

/// The trigger of each column that has one, by the name of the column.
pub(crate) fn triggers(table: &Table) -> impl Iterator<Item = (&str, String)> {
    Function::all(table).map(|function| (function.column, trigger(table, &function)))
}

fn trigger(table: &Table, function: &Function) -> String {
    let arguments: Vec<String> = generated(table).map(literal).collect();
    format!(
        "CREATE TRIGGER {} BEFORE UPDATE ON {}\n    FOR EACH ROW EXECUTE FUNCTION {}({})",
        trigger_name(table.name(), function.column),
        table.name(),
        function.name(),
        arguments.join(", ")
    )
}

pub(crate) fn drop_trigger(table: &ObjectName, column: &str) -> String {
    format!("DROP TRIGGER {} ON {table}", trigger_name(table, column))
}

fn trigger_name(table: &ObjectName, column: &str) -> String {
    name(&shortened(&format!("{}_touch_{column}", table.name())))
}
