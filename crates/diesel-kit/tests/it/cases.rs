//! Pairs of schemas, with rows in the first and what must hold of them in the second.

mod columns;
mod comments;
mod constraints;
mod coverage;
mod defaults;
mod enums;
mod exchanges;
mod generated;
mod list;
mod numbers;
mod options;
mod policies;
mod spaces;
mod tables;
mod types;

use diesel_kit::model::{Column, Model, Table};

/// One change.
pub(crate) struct Case {
    /// Codes of the list of cases that it covers, separated by spaces, then words: `CO03 a new name`.
    pub name: &'static str,
    pub from: Model,
    pub to: Model,
    pub renames: Vec<(String, String)>,
    pub creates: Vec<String>,
    /// Statements that make what is managed elsewhere, before either schema is built.
    pub elsewhere: Vec<&'static str>,
    /// Statements that run before the change.
    pub rows: Vec<String>,
    /// SQL conditions after up, and after down.
    pub after: String,
    pub before: String,
    pub loses_data: bool,
    /// Somebody may do more afterwards.
    pub opens: bool,
    /// The statements of the change, where it matters which ones they are; checked for one migration.
    pub statements: Vec<&'static str>,
    /// The rows stand in the way of an up-script, which fails and changes nothing; after these statements
    /// it works.
    pub up_after: Vec<&'static str>,
    /// The rows stand in the way of the last down-script, which fails and changes nothing; after these
    /// statements it works.
    pub down_after: Vec<&'static str>,
    /// No migration is expected.
    pub unchanged: bool,
    /// Changes after the first one, which raise no questions; what has to hold `after` holds at the end.
    pub then: Vec<Model>,
}

impl Case {
    fn new(name: &'static str, from: Model, to: Model) -> Self {
        Self {
            name,
            from,
            to,
            renames: Vec::new(),
            creates: Vec::new(),
            elsewhere: Vec::new(),
            rows: Vec::new(),
            after: String::new(),
            before: String::new(),
            loses_data: false,
            opens: false,
            statements: Vec::new(),
            up_after: Vec::new(),
            down_after: Vec::new(),
            unchanged: false,
            then: Vec::new(),
        }
    }

    fn rename(mut self, from: &str, to: &str) -> Self {
        self.renames.push((from.to_owned(), to.to_owned()));
        self
    }

    fn create(mut self, name: &str) -> Self {
        self.creates.push(name.to_owned());
        self
    }

    fn elsewhere(mut self, sql: &'static str) -> Self {
        self.elsewhere.push(sql);
        self
    }

    fn row(mut self, sql: &str) -> Self {
        self.rows.push(sql.to_owned());
        self
    }

    fn after(mut self, condition: &str) -> Self {
        condition.clone_into(&mut self.after);
        self
    }

    fn before(mut self, condition: &str) -> Self {
        condition.clone_into(&mut self.before);
        self
    }

    fn up_after(mut self, sql: &'static str) -> Self {
        self.up_after.push(sql);
        self
    }

    fn down_after(mut self, sql: &'static str) -> Self {
        self.down_after.push(sql);
        self
    }

    fn unchanged(mut self) -> Self {
        self.unchanged = true;
        self
    }

    fn then(mut self, model: Model) -> Self {
        self.then.push(model);
        self
    }

    fn opens(mut self) -> Self {
        self.opens = true;
        self
    }

    fn by(mut self, statements: &[&'static str]) -> Self {
        self.statements = statements.to_vec();
        self
    }

    fn loses_data(mut self) -> Self {
        self.loses_data = true;
        self
    }
}

pub(crate) fn all() -> Vec<Case> {
    let mut cases = vec![Case::new("nothing", one(users()), one(users())).unchanged()];
    cases.extend(tables::cases());
    cases.extend(columns::cases());
    cases.extend(constraints::cases());
    cases.extend(enums::cases());
    cases.extend(exchanges::cases());
    cases.extend(numbers::cases());
    cases.extend(defaults::cases());
    cases.extend(types::cases());
    cases.extend(options::cases());
    cases.extend(generated::cases());
    cases.extend(list::cases());
    cases.extend(spaces::cases());
    cases.extend(policies::cases());
    cases.extend(comments::cases());
    cases
}

/// A model of one table.
fn one(table: Table) -> Model {
    Model::default().table(table)
}

fn two(first: Table, second: Table) -> Model {
    one(first).table(second)
}

/// `users(id, email)`
fn users() -> Table {
    Table::new("users")
        .column(Column::new("id", "bigint"))
        .column(Column::new("email", "text"))
        .primary_key(&["id"])
}

/// `notes(id, owner_id, body)`, without a foreign key.
fn notes() -> Table {
    Table::new("notes")
        .column(Column::new("id", "bigint"))
        .column(Column::new("owner_id", "bigint").nullable())
        .column(Column::new("body", "text").nullable())
        .primary_key(&["id"])
}
