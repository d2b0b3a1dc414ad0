//! Prints how long `generate` takes for a schema of 60 tables: the first migration, the run after it
//! that finds nothing, and a change of all tables. There is no database.
//!
//! `cargo bench -p diesel-kit --bench generate`
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use diesel_kit::Error;
use diesel_kit::generate::{Options, generate};
use diesel_kit::model::{Action, Column, EnumType, ForeignKey, Index, Model, Table, Unique};

const TABLES: usize = 60;
const TABLES_PER_GROUP: usize = 8;
const TABLES_PER_ENUM: usize = 5;
const FEWEST_COLUMNS: usize = 8;
const MOST_COLUMNS: usize = 14;
const ROUNDS: usize = 20;

/// What is asked for, and whether the tables have changed then.
const RUNS: [(&str, bool); 3] = [
    ("everything is new", false),
    ("nothing has changed", false),
    ("every table has a new column and index", true),
];

fn main() -> Result<(), Error> {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generate");
    let mut least = RUNS.map(|_| (Duration::MAX, 0));
    for _ in 0..ROUNDS {
        // There is none before the first round.
        drop(fs::remove_dir_all(&directory));
        for ((_, changed), (least, folders)) in RUNS.iter().zip(&mut least) {
            let start = Instant::now();
            let written = generate(&directory, &schema(*changed), &Options::default())?;
            *least = start.elapsed().min(*least);
            *folders = written.written.len();
        }
    }
    let columns = schema(false)
        .tables
        .into_values()
        .map(|table| table.columns.len());
    println!(
        "{TABLES} tables, {} columns; least of {ROUNDS} rounds:",
        columns.sum::<usize>()
    );
    for ((what, _), (time, folders)) in RUNS.iter().zip(least) {
        let milliseconds = time.as_secs_f64() * 1000.0;
        println!("{what:40} {milliseconds:6.1} ms, {folders} migrations written");
    }
    drop(fs::remove_dir_all(&directory));
    Ok(())
}

fn schema(changed: bool) -> Model {
    let mut model = Model::default();
    for number in 0..TABLES {
        let has_enum = number.is_multiple_of(TABLES_PER_ENUM);
        let mut table = table(number, has_enum);
        if changed {
            let name = format!("table_{number}_seen_at_idx");
            table = table
                .column(Column::new("seen_at", "timestamptz").nullable())
                .index(Index::new(&name, "seen_at DESC"));
        }
        model = model.table(table);
        if has_enum {
            let labels = EnumType::new(&["open", "started", "done", "dropped"]);
            model = model.enumeration(format!("kind_{number}").as_str(), labels);
        }
    }
    model
}

fn table(number: usize, has_enum: bool) -> Table {
    let name = format!("table_{number}");
    let mut table = Table::new(&name)
        .column(Column::new("id", "uuid").default_to("gen_random_uuid()"))
        .column(Column::new("title", "text"))
        .column(
            Column::new("updated_at", "timestamptz")
                .default_to("now()")
                .touched(),
        )
        .primary_key(&["id"])
        .unique(Unique::new(&["title"]))
        .check(&format!("{name}_title_check"), "title <> ''")
        .index(
            Index::new(&format!("{name}_updated_at_idx"), "updated_at").condition("title > 'm'"),
        );
    if !number.is_multiple_of(TABLES_PER_GROUP) {
        let parent = format!("table_{}", number - 1);
        let key = ForeignKey::new(&["parent_id"], parent.as_str(), &["id"]);
        table = table
            .column(Column::new("parent_id", "uuid"))
            .foreign_key(key.on_delete(Action::Cascade))
            .index(Index::new(&format!("{name}_parent_id_idx"), "parent_id"));
    }
    if has_enum {
        let column = Column::new("kind", format!("kind_{number}"));
        table = table.column(column.default_to("'open'"));
    }
    let count = FEWEST_COLUMNS + number % (MOST_COLUMNS - FEWEST_COLUMNS + 1);
    for (at, sql_type) in ["text", "bigint", "jsonb", "boolean", "text[]", "date"]
        .iter()
        .cycle()
        .take(count - table.columns.len())
        .enumerate()
    {
        table = table.column(Column::new(format!("value_{at}"), sql_type).nullable());
    }
    table
}
