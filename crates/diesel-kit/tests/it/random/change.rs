//! One random change of a schema.

use diesel_kit::model::{
    Action, Column, EnumType, ForeignKey, Index, Model, ObjectName, Table, Unique,
};
use proptest::prelude::*;

/// What happens; the numbers pick tables, columns and names, whatever there are.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    AddTable {
        name: usize,
    },
    DropTable {
        table: usize,
    },
    RenameTable {
        table: usize,
        name: usize,
    },
    AddColumn {
        table: usize,
        name: usize,
        sql_type: usize,
        nullable: bool,
    },
    DropColumn {
        table: usize,
        column: usize,
    },
    RenameColumn {
        table: usize,
        column: usize,
        name: usize,
    },
    Retype {
        table: usize,
        column: usize,
        sql_type: usize,
    },
    Nullable {
        table: usize,
        column: usize,
    },
    Default {
        table: usize,
        column: usize,
    },
    Unique {
        table: usize,
        column: usize,
    },
    Index {
        table: usize,
        column: usize,
        form: usize,
    },
    Check {
        table: usize,
        column: usize,
    },
    Refer {
        table: usize,
        to: usize,
        name: usize,
    },
    Generate {
        table: usize,
        name: usize,
    },
    Touch {
        table: usize,
    },
    Label {
        add: bool,
    },
    Comment {
        table: usize,
    },
    Forget {
        table: usize,
        which: usize,
    },
}

const TABLES: &[&str] = &[
    "users", "posts", "order", "notes", "Tags", "t6", "t7", "t8", "t9",
];
const COLUMNS: &[&str] = &[
    "a",
    "b",
    "name",
    "select",
    "firstName",
    "d",
    "e",
    "f",
    "g",
    "h",
];

/// Types with a default for a column that may not be null, and the expression of a value for row `id`.
pub(super) const TYPES: &[(&str, &str, &str)] = &[
    ("integer", "7", "id::integer"),
    ("bigint", "7", "id"),
    ("text", "'x'", "'v' || id"),
    ("character varying(20)", "'x'", "'v' || id"),
    ("boolean", "true", "id % 2 = 0"),
    ("numeric(10,2)", "1.5", "id + 0.25"),
    (
        "timestamp with time zone",
        "now()",
        "'2026-01-01'::timestamptz + id * '1 hour'::interval",
    ),
    ("date", "'2026-01-01'", "'2026-01-01'::date + id::integer"),
    ("uuid", "gen_random_uuid()", "md5(id::text)::uuid"),
    ("jsonb", "'{}'", "jsonb_build_object('id', id)"),
    ("text[]", "'{}'", "ARRAY['v' || id]"),
    ("mood", "'good'", "'good'::mood"),
];

pub(crate) fn change() -> impl Strategy<Value = Change> {
    let n = || 0..64_usize;
    prop_oneof![
        4 => n().prop_map(|name| Change::AddTable { name }),
        1 => n().prop_map(|table| Change::DropTable { table }),
        2 => (n(), n()).prop_map(|(table, name)| Change::RenameTable { table, name }),
        8 => (n(), n(), n(), any::<bool>()).prop_map(|(table, name, sql_type, nullable)| {
            Change::AddColumn { table, name, sql_type, nullable }
        }),
        2 => (n(), n()).prop_map(|(table, column)| Change::DropColumn { table, column }),
        2 => (n(), n(), n()).prop_map(|(table, column, name)| Change::RenameColumn { table, column, name }),
        2 => (n(), n(), n()).prop_map(|(table, column, sql_type)| Change::Retype { table, column, sql_type }),
        2 => (n(), n()).prop_map(|(table, column)| Change::Nullable { table, column }),
        2 => (n(), n()).prop_map(|(table, column)| Change::Default { table, column }),
        2 => (n(), n()).prop_map(|(table, column)| Change::Unique { table, column }),
        3 => (n(), n(), n()).prop_map(|(table, column, form)| Change::Index { table, column, form }),
        2 => (n(), n()).prop_map(|(table, column)| Change::Check { table, column }),
        3 => (n(), n(), n()).prop_map(|(table, to, name)| Change::Refer { table, to, name }),
        1 => (n(), n()).prop_map(|(table, name)| Change::Generate { table, name }),
        1 => n().prop_map(|table| Change::Touch { table }),
        1 => any::<bool>().prop_map(|add| Change::Label { add }),
        1 => n().prop_map(|table| Change::Comment { table }),
        2 => (n(), n()).prop_map(|(table, which)| Change::Forget { table, which }),
    ]
}

/// The changes applied to a schema, with the answers they need.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changed {
    pub(crate) model: Model,
    /// Old and new path of everything that was renamed, relative to the start.
    pub(super) tables: Vec<(ObjectName, ObjectName)>,
    pub(super) columns: Vec<(ObjectName, String, String)>,
    /// Names of the start are not given to anything else: by its name alone that would be the old thing.
    taken: Vec<String>,
}

impl Changed {
    /// Where everything has the name it has.
    pub(crate) fn start(model: Model) -> Self {
        let tables = model.tables.keys().map(|name| (name.clone(), name.clone()));
        let columns = model.tables.values().flat_map(|table| {
            let columns = table.columns.iter();
            columns.map(|column| {
                (
                    table.name().clone(),
                    column.name.clone(),
                    column.name.clone(),
                )
            })
        });
        let taken = model.tables.values().flat_map(|table| {
            let columns = table.columns.iter().map(|column| column.name.clone());
            columns.chain([table.name().name().to_owned()])
        });
        Self {
            taken: taken.collect(),
            tables: tables.collect(),
            columns: columns.collect(),
            model,
        }
    }

    pub(crate) fn apply(&mut self, change: &Change) {
        if let Change::AddTable { name }
        | Change::RenameTable { name, .. }
        | Change::AddColumn { name, .. }
        | Change::RenameColumn { name, .. } = *change
        {
            let names = [pick(TABLES, name), pick(COLUMNS, name)];
            if names
                .iter()
                .any(|name| self.taken.iter().any(|taken| taken == name))
            {
                return;
            }
        }
        match *change {
            Change::AddTable { name } => self.add_table(pick(TABLES, name)),
            Change::DropTable { table } => self.drop_table(table),
            Change::RenameTable { table, name } => self.rename_table(table, pick(TABLES, name)),
            Change::DropColumn { table, column } => self.drop_column(table, column),
            Change::RenameColumn {
                table,
                column,
                name,
            } => {
                self.rename_column(table, column, pick(COLUMNS, name));
            }
            Change::Refer { table, to, name } => self.refer(table, to, name),
            Change::Label { add } => self.label(add),
            _ => self.change_table(change),
        }
    }

    fn nth(&self, at: usize) -> Option<ObjectName> {
        let count = self.model.tables.len();
        self.model
            .tables
            .keys()
            .nth(at.checked_rem(count)?)
            .cloned()
    }

    fn add_table(&mut self, name: &str) {
        if !self.model.tables.contains_key(&name.into()) {
            let table = Table::new(name)
                .column(Column::new("id", "bigint"))
                .primary_key(&["id"]);
            self.model = std::mem::take(&mut self.model).table(table);
        }
    }

    fn drop_table(&mut self, at: usize) {
        let Some(name) = self.nth(at) else { return };
        self.model.tables.remove(&name);
        for table in self.model.tables.values_mut() {
            table.foreign_keys.retain(|key| key.table != name);
        }
        let old = self.tables.iter().find(|(_, new)| *new == name).cloned();
        self.tables.retain(|(_, new)| *new != name);
        if let Some((old, _)) = old {
            self.columns.retain(|(table, _, _)| *table != old);
        }
    }

    fn rename_table(&mut self, at: usize, to: &str) {
        let (Some(from), to) = (self.nth(at), ObjectName::new(to)) else {
            return;
        };
        if self.model.tables.contains_key(&to) {
            return;
        }
        let table = self.model.tables.remove(&from).unwrap();
        let renamed = rebuilt(&table, to.name());
        self.model = std::mem::take(&mut self.model).table(renamed);
        for key in self
            .model
            .tables
            .values_mut()
            .flat_map(|table| &mut table.foreign_keys)
        {
            if key.table == from {
                key.table.clone_from(&to);
            }
        }
        for (_, new) in self.tables.iter_mut().filter(|(_, new)| *new == from) {
            new.clone_from(&to);
        }
    }

    fn drop_column(&mut self, at: usize, column: usize) {
        let Some(name) = self.nth(at) else { return };
        let table = self.model.tables.get_mut(&name).unwrap();
        let Some(column) = own_column(table, column) else {
            return;
        };
        if table.columns.iter().any(|one| one.generated.is_some()) {
            return;
        }
        table.columns.retain(|one| one.name != column);
        forget_column(table, &column);
        let old = self
            .tables
            .iter()
            .find(|(_, new)| *new == name)
            .map(|(old, _)| old.clone());
        self.columns
            .retain(|(table, _, new)| Some(table) != old.as_ref() || *new != column);
    }

    fn rename_column(&mut self, at: usize, column: usize, to: &str) {
        let Some(name) = self.nth(at) else { return };
        let table = self.model.tables.get_mut(&name).unwrap();
        let Some(from) = own_column(table, column) else {
            return;
        };
        if table.find(to).is_some() || table.columns.iter().any(|one| one.generated.is_some()) {
            return;
        }
        follow_column(table, &from, to);
        for column in table
            .columns
            .iter_mut()
            .filter(|column| column.name == from)
        {
            to.clone_into(&mut column.name);
        }
        let old = self
            .tables
            .iter()
            .find(|(_, new)| *new == name)
            .map(|(old, _)| old.clone());
        for (table, _, new) in &mut self.columns {
            if Some(&*table) == old.as_ref() && *new == from {
                to.clone_into(new);
            }
        }
    }

    fn refer(&mut self, at: usize, to: usize, name: usize) {
        let (Some(from), Some(to)) = (self.nth(at), self.nth(to)) else {
            return;
        };
        let column = format!("{}_id", pick(COLUMNS, name));
        let table = self.model.tables.get_mut(&from).unwrap();
        if table.find(&column).is_some() {
            return;
        }
        let action = if name.is_multiple_of(2) {
            Action::Cascade
        } else {
            Action::SetNull
        };
        let key = ForeignKey::new(&[&column], &to, &["id"]).on_delete(action);
        let added = Column::new(column, "bigint").nullable();
        *table = std::mem::take(table).column(added).foreign_key(key);
    }

    fn label(&mut self, add: bool) {
        let Some(mood) = self.model.enums.get_mut(&"mood".into()) else {
            return;
        };
        if add {
            let label = format!("l{}", mood.values.len());
            if !mood.values.contains(&label) {
                mood.values.insert(0, label);
            }
        } else if mood.values.first().is_some_and(|label| label != "good") {
            mood.values.remove(0);
        }
    }

    fn change_table(&mut self, change: &Change) {
        let at = match *change {
            Change::AddColumn {
                table, sql_type, ..
            }
            | Change::Retype {
                table, sql_type, ..
            } => {
                if pick(TYPES, sql_type).0 == "mood" && self.model.enums.is_empty() {
                    let mood = EnumType::new(&["good", "bad"]);
                    self.model = std::mem::take(&mut self.model).enumeration("mood", mood);
                }
                table
            }
            Change::Nullable { table, .. }
            | Change::Default { table, .. }
            | Change::Unique { table, .. }
            | Change::Index { table, .. }
            | Change::Check { table, .. }
            | Change::Generate { table, .. }
            | Change::Touch { table }
            | Change::Comment { table }
            | Change::Forget { table, .. } => table,
            _ => return,
        };
        let Some(name) = self.nth(at) else { return };
        let table = self.model.tables.get_mut(&name).unwrap();
        *table = changed(std::mem::take(table), change);
    }
}

fn changed(mut table: Table, change: &Change) -> Table {
    match *change {
        Change::AddColumn {
            name,
            sql_type,
            nullable,
            ..
        } => {
            let (name, (sql_type, default, _)) = (pick(COLUMNS, name), pick(TYPES, sql_type));
            if table.find(name).is_some() {
                return table;
            }
            let column = Column::new(name, sql_type);
            table.column(if nullable {
                column.nullable()
            } else {
                column.default_to(default)
            })
        }
        Change::Retype {
            column, sql_type, ..
        } => retyped(table, column, sql_type),
        Change::Nullable { column, .. } => {
            let name = own_column(&table, column);
            for column in table
                .columns
                .iter_mut()
                .filter(|one| Some(&one.name) == name.as_ref())
            {
                column.nullable = !column.nullable;
            }
            table
        }
        Change::Default { column, .. } => {
            let name = own_column(&table, column);
            for column in table
                .columns
                .iter_mut()
                .filter(|one| Some(&one.name) == name.as_ref())
            {
                let (_, default, _) = of_type(&column.sql_type);
                column.default = column.default.is_none().then(|| default.to_owned());
            }
            table
        }
        Change::Unique { column, .. } => match own_column(&table, column) {
            Some(column) if table.uniques.iter().all(|one| one.columns[0] != column) => {
                table.unique(Unique::new(&[&column, "id"]))
            }
            _ => table,
        },
        Change::Index { column, form, .. } => indexed(table, column, form),
        Change::Check { column, .. } => match own_column(&table, column) {
            Some(column) => {
                let name = format!("{}_{column}_check", table.name().name());
                let expression = format!("\"{column}\" IS NULL OR id > 0");
                if table.checks.iter().any(|check| check.name == name) {
                    table
                } else {
                    table.check(&name, &expression)
                }
            }
            None => table,
        },
        Change::Generate { name, .. } => {
            let name = format!("g_{}", pick(COLUMNS, name));
            if table.find(&name).is_some() {
                return table;
            }
            table.column(Column::new(name, "bigint").nullable().generated("id * 2"))
        }
        Change::Touch { .. } if table.find("seen_at").is_none() => {
            let column = Column::new("seen_at", "timestamptz").default_to("now()");
            table.column(column.touched())
        }
        Change::Comment { .. } => {
            let text = if table.comment.is_some() {
                "another; \"text\""
            } else {
                "it's"
            };
            table.comment(text)
        }
        Change::Forget { which, .. } => {
            match which % 4 {
                0 => drop(table.uniques.pop()),
                1 => drop(table.indexes.pop()),
                2 => drop(table.checks.pop()),
                _ => table.comment = None,
            }
            table
        }
        _ => table,
    }
}

/// Only to types that every value of the old one fits, and without what would not fit.
fn retyped(mut table: Table, column: usize, sql_type: usize) -> Table {
    let Some(name) = own_column(&table, column) else {
        return table;
    };
    let (sql_type, default, _) = pick(TYPES, sql_type);
    let fits = |old: &str| {
        sql_type == "text" && !old.ends_with("[]")
            || matches!(
                (old, sql_type),
                ("integer", "bigint") | ("date", "timestamp with time zone")
            )
    };
    for column in table.columns.iter_mut().filter(|one| one.name == name) {
        if fits(&column.sql_type) {
            sql_type.clone_into(&mut column.sql_type);
            if column.default.is_some() {
                column.default = Some(default.to_owned());
            }
        }
    }
    table
}

fn indexed(table: Table, column: usize, form: usize) -> Table {
    let Some(column) = own_column(&table, column) else {
        return table;
    };
    let name = format!("{}_{column}_idx{}", table.name().name(), form % 3);
    if table.indexes.iter().any(|index| index.name == name)
        || table.find(&column).unwrap().sql_type == "jsonb"
    {
        return table;
    }
    let quoted = format!("\"{column}\"");
    table.index(match form % 3 {
        0 => Index::new(&name, &quoted),
        1 => Index::new(&name, &format!("{quoted} DESC NULLS LAST, id")).condition("id > 1"),
        _ => Index::new(&name, &format!("{quoted}, id")).unique(),
    })
}

/// The table under another name, its derived names with it.
fn rebuilt(table: &Table, name: &str) -> Table {
    let mut fresh = Table::new(name);
    for column in &table.columns {
        fresh = fresh.column(column.clone());
    }
    fresh = fresh.primary_key(&["id"]);
    for unique in &table.uniques {
        let columns: Vec<&str> = unique.columns.iter().map(String::as_str).collect();
        fresh = fresh.unique(Unique::new(&columns));
    }
    fresh.checks.clone_from(&table.checks);
    fresh.indexes.clone_from(&table.indexes);
    fresh.foreign_keys.clone_from(&table.foreign_keys);
    fresh.comment.clone_from(&table.comment);
    fresh
}

/// One of the columns that are free to change.
fn own_column(table: &Table, at: usize) -> Option<String> {
    let free =
        |column: &&Column| COLUMNS.contains(&column.name.as_str()) && column.generated.is_none();
    let names: Vec<&String> = table
        .columns
        .iter()
        .filter(free)
        .map(|column| &column.name)
        .collect();
    names
        .get(at.checked_rem(names.len())?)
        .map(|name| (*name).clone())
}

/// Takes away what is built on a column.
fn forget_column(table: &mut Table, column: &str) {
    table.uniques.retain(|unique| unique.columns[0] != column);
    let quoted = format!("\"{column}\"");
    table
        .checks
        .retain(|check| !check.expression.contains(&quoted));
    table.indexes.retain(|index| !index.on.contains(&quoted));
}

/// Gives a column another name in what is built on it.
fn follow_column(table: &mut Table, from: &str, to: &str) {
    let columns = table
        .uniques
        .iter_mut()
        .flat_map(|unique| &mut unique.columns);
    for column in columns.filter(|column| *column == from) {
        to.clone_into(column);
    }
    let checks = table.checks.iter_mut().map(|check| &mut check.expression);
    let indexes = table.indexes.iter_mut().map(|index| &mut index.on);
    for text in checks.chain(indexes) {
        *text = text.replace(&format!("\"{from}\""), &format!("\"{to}\""));
    }
}

pub(super) fn of_type(sql_type: &str) -> (&'static str, &'static str, &'static str) {
    *TYPES.iter().find(|(name, _, _)| *name == sql_type).unwrap()
}

fn pick<T: Copy>(list: &[T], at: usize) -> T {
    list[at % list.len()]
}
