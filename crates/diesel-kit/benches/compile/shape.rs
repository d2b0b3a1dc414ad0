//! The tables that both crates declare: 60 in seven groups, with keys inside of their group.

use std::fmt::{self, Display};

/// What the groups are about, and their sizes.
const GROUPS: &[(&str, usize)] = &[
    ("shop", 8),
    ("chat", 9),
    ("blog", 8),
    ("file", 9),
    ("task", 9),
    ("team", 7),
    ("bill", 10),
];

/// Columns besides the keys: Rust type, Diesel type, default.
const PLAIN: &[(&str, &str, &str, &str)] = &[
    ("title", "String", "Text", ""),
    ("position", "i32", "Integer", "0"),
    ("created_at", "DateTime<Utc>", "Timestamptz", "now()"),
    ("note", "Option<String>", "Nullable<Text>", ""),
    ("amount", "i64", "BigInt", ""),
    ("hidden", "bool", "Bool", "false"),
    ("settings", "Value", "Jsonb", "'{}'"),
    ("due_on", "Option<NaiveDate>", "Nullable<Date>", ""),
    ("tags", "Vec<String>", "Array<Text>", "'{}'"),
    ("rate", "f64", "Double", "1"),
    (
        "trashed_at",
        "Option<DateTime<Utc>>",
        "Nullable<Timestamptz>",
        "",
    ),
    ("token", "Uuid", "Uuid", "gen_random_uuid()"),
    ("body", "String", "Text", ""),
];

const FEWEST_COLUMNS: usize = 8;
const MOST_COLUMNS: usize = 14;
const TABLES_PER_ENUM: usize = 5;

pub(crate) struct Table {
    pub(crate) group: &'static str,
    pub(crate) name: String,
    /// The row struct.
    pub(crate) entity: String,
    pub(crate) has_enum: bool,
    pub(crate) columns: Vec<Column>,
}

pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) rust: String,
    pub(crate) sql: String,
    pub(crate) default: &'static str,
    pub(crate) references: Option<String>,
    pub(crate) is_enum: bool,
}

/// All tables, group by group.
pub(crate) fn tables() -> Vec<Table> {
    let mut tables = Vec::new();
    for (group, size) in GROUPS {
        for at in 0..*size {
            tables.push(table(group, at, tables.len()));
        }
    }
    tables
}

fn table(group: &'static str, at: usize, number: usize) -> Table {
    let has_enum = number.is_multiple_of(TABLES_PER_ENUM);
    let entity = Entity(group, at).to_string();
    let mut columns = vec![Column::new("id", "Uuid", "Uuid", "gen_random_uuid()")];
    if let Some(parent) = at.checked_sub(1) {
        columns.push(Column::new("parent_id", "Uuid", "Uuid", "").references(group, parent));
    }
    if at > 1 {
        let column = Column::new("root_id", "Option<Uuid>", "Nullable<Uuid>", "");
        columns.push(column.references(group, 0));
    }
    if has_enum {
        let (rust, sql) = (format!("{entity}Kind"), format!("{entity}KindSql"));
        let column = Column::new("kind", &rust, &sql, "'open'");
        columns.push(Column {
            is_enum: true,
            ..column
        });
    }
    let count = FEWEST_COLUMNS + number % (MOST_COLUMNS - FEWEST_COLUMNS + 1);
    let plain = PLAIN.iter().take(count - columns.len());
    columns.extend(plain.map(|(name, rust, sql, default)| Column::new(name, rust, sql, default)));
    Table {
        group,
        name: format!("{group}_{at}"),
        entity,
        has_enum,
        columns,
    }
}

impl Column {
    fn new(name: &str, rust: &str, sql: &str, default: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            rust: rust.to_owned(),
            sql: sql.to_owned(),
            default,
            references: None,
            is_enum: false,
        }
    }

    fn references(mut self, group: &str, table: usize) -> Self {
        self.references = Some(format!("{group}_{table}"));
        self
    }
}

/// `Shop3`
struct Entity<'a>(&'a str, usize);

impl Display for Entity<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = self.0.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        write!(
            out,
            "{}{}{}",
            first.collect::<String>(),
            letters.as_str(),
            self.1
        )
    }
}
