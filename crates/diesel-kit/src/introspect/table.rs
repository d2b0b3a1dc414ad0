//! Tables, and those of them that the model has no words for.

use serde::Deserialize;

use super::raw::Raw;
use crate::model::{Column, Exclusion, Index, RowSecurity, Table};
use crate::sql::name::name;
use crate::sql::policy::row_security;
use crate::sql::statement::{create_index, create_table, parameters};
use crate::sql::token::tokens;

/// A table as the query describes it.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub(super) address: String,
    pub(super) path: String,
    /// Partitioned, a partition, inherited, or stored in a way of its own.
    pub(super) is_raw: bool,
    pub(super) is_partition: bool,
    partition_by: Option<String>,
    of_type: Option<String>,
    using: Option<String>,
    #[serde(default)]
    parents: Vec<String>,
    bound: Option<String>,
    pub(super) table: Table,
}

impl Row {
    /// Leaves of definitions what the model keeps.
    pub(super) fn cut(&mut self) {
        cut_indexes(&mut self.table.indexes);
        for exclusion in &mut self.table.exclusions {
            cut_exclusion(exclusion);
        }
    }

    /// As code sees a table that a raw object makes.
    pub(super) fn entity(&self) -> Table {
        let mut entity = Table::new("").existing();
        entity.set_name(self.table.name().clone());
        let columns = self.table.columns.iter().map(|column| Column {
            nullable: column.nullable,
            ..Column::new(&column.name, &column.sql_type)
        });
        entity.columns = columns.collect();
        entity.primary_key = self.table.primary_key.clone();
        entity.primary_key.comment = None;
        entity
    }

    /// The object that makes it.
    pub(super) fn object(self) -> Raw {
        let up = self.statements().join(";\n");
        Raw {
            kind: "table".to_owned(),
            name: format!("table {}", self.path),
            up,
            down: format!("DROP TABLE {}", self.path),
            own: vec![self.address],
            needs: Vec::new(),
            body: String::new(),
            language: String::new(),
        }
    }

    fn statements(&self) -> Vec<String> {
        let own = self.table.name();
        let mut plain = self.table.clone();
        plain.with.clear();
        let mut create = vec![create_table(&plain).trim_end().to_owned()];
        if self.bound.is_none() && !self.parents.is_empty() {
            create.push(format!("INHERITS ({})", self.parents.join(", ")));
        }
        let key = self.partition_by.iter();
        create.extend(key.map(|key| format!("PARTITION BY {key}")));
        let method = self.using.iter();
        create.extend(method.map(|method| format!("USING {}", name(method))));
        let create = create.join(" ") + &parameters(&self.table.with);
        let mut statements = vec![create];
        if let Some(of_type) = &self.of_type {
            statements.push(format!("ALTER TABLE {own} OF {of_type}"));
        }
        let indexes = self.table.indexes.iter();
        statements.extend(indexes.map(|index| create_index(own, index, false)));
        if self.table.row_security != RowSecurity::Off {
            let security = self.table.row_security;
            statements.push(row_security(own, RowSecurity::Off, security));
        }
        if let (Some(bound), [parent]) = (&self.bound, self.parents.as_slice()) {
            statements.push(format!(
                "ALTER TABLE {parent} ATTACH PARTITION {own} {bound}"
            ));
        }
        statements
    }
}

/// The query gives the whole definition.
pub(super) fn cut_indexes(indexes: &mut [Index]) {
    for index in indexes {
        index.on = elements(&index.on);
    }
}

fn cut_exclusion(exclusion: &mut Exclusion) {
    exclusion.on = elements(&exclusion.on);
}

/// What stands in the parentheses behind `USING method`. Names are quoted as everywhere in the model.
fn elements(definition: &str) -> String {
    let tokens = tokens(definition);
    let using = tokens.iter().position(|token| token.is("using"));
    let open = using.and_then(|using| {
        let mut behind = tokens.iter().enumerate().skip(using);
        behind.find(|(_, token)| token.is_sign("("))
    });
    let mut depth = 0_usize;
    let mut text = String::new();
    let mut starts = true;
    for (at, token) in tokens
        .iter()
        .enumerate()
        .skip(open.map_or(0, |(at, _)| at + 1))
    {
        if token.is_sign("(") {
            depth += 1;
        } else if token.is_sign(")") {
            if depth == 0 {
                break;
            }
            depth -= 1;
        }
        let next = tokens.get(at + 1);
        let is_column = starts
            && token.text.starts_with('"')
            && !next.is_some_and(|next| next.is_sign("(") || next.is_sign("."));
        if is_column {
            text.push_str(&name(&token.name()));
        } else {
            text.push_str(token.text);
        }
        starts = depth == 0 && (token.is_sign(",") || starts && token.text.trim().is_empty());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_elements_of_an_index_are_cut_out() {
        for (definition, expected) in [
            (
                "CREATE INDEX i ON t USING btree (a, \"position\" DESC)",
                "a, position DESC",
            ),
            (
                "CREATE INDEX i ON t USING gin (f(a, ')'::text), b) WHERE (a)",
                "f(a, ')'::text), b",
            ),
            (
                "EXCLUDE USING gist (\"Room\" WITH =, d WITH &&)",
                "\"Room\" WITH =, d WITH &&",
            ),
            (
                "CREATE INDEX i ON t USING btree (\"substring\"(a, 1))",
                "\"substring\"(a, 1)",
            ),
        ] {
            assert_eq!(elements(definition), expected);
        }
    }
}
