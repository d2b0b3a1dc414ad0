//! A database is read back as the model that it was made from.

use std::collections::BTreeSet;

use diesel_async::AsyncPgConnection;
use diesel_kit::generate::export;
use diesel_kit::introspect::introspect;
use diesel_kit::model::{Model, RowSecurity, Table};
use diesel_kit::{Style, diff};

use crate::cases::all;
use crate::property::{Checked, empty, equal, fingerprint, run};
use crate::server;
use crate::shares::work_on;

/// What the cases do not have: raw tables, partitions, rights, and whatever else is given as SQL.
#[tokio::test]
async fn raw_objects_are_made_again() {
    for (sql, left_out) in [
        (include_str!("pull/odds_and_ends.sql"), 0),
        (include_str!("pull/partitions.sql"), 0),
    ] {
        let url = server::database().await;
        let mut conn = server::connect(&url).await;
        run(&mut conn, sql, false).await.unwrap();
        let made = fingerprint(&mut conn).await.unwrap();
        let catalog = introspect(&mut conn).await.unwrap();
        assert_eq!(catalog.model.problems(), Vec::<String>::new());
        assert_eq!(catalog.left_out.len(), left_out, "{:?}", catalog.left_out);
        let again = server::database().await;
        let mut conn = server::connect(&again).await;
        run(&mut conn, &export(&catalog.model).unwrap(), true)
            .await
            .unwrap();
        equal("made again", &made, &fingerprint(&mut conn).await.unwrap()).unwrap();
        let again = introspect(&mut conn).await.unwrap().model;
        no_difference("read again", &catalog.model, &again).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_schema_is_read_back() {
    work_on(schemas(), work).await;
}

/// The sides of a case. They stay together, for the roles that they make are the whole server's.
struct Sides {
    case: &'static str,
    elsewhere: Vec<&'static str>,
    models: Vec<Model>,
}

/// Both sides of every case, each schema once.
fn schemas() -> Vec<Sides> {
    let mut seen = BTreeSet::new();
    let mut schemas = Vec::new();
    for case in all() {
        let mut models: Vec<Model> = [case.from, case.to].into_iter().chain(case.then).collect();
        models.retain(|model| {
            let json = serde_json::to_string(model).unwrap();
            seen.insert((json, case.elsewhere.clone()))
        });
        schemas.push(Sides {
            case: case.name,
            elsewhere: case.elsewhere,
            models,
        });
    }
    schemas
}

async fn work(schemas: Vec<Sides>) -> Vec<String> {
    server::tablespaces().await;
    let url = server::database().await;
    let mut conn = server::connect(&url).await;
    let mut failures = Vec::new();
    for Sides {
        case,
        elsewhere,
        models,
    } in schemas
    {
        for model in models {
            if let Err(message) = round_trip(&mut conn, &elsewhere, &model).await {
                failures.push(format!("{case}: {message}"));
            }
        }
    }
    failures
}

async fn round_trip(conn: &mut AsyncPgConnection, elsewhere: &[&str], model: &Model) -> Checked {
    empty(conn).await?;
    for sql in elsewhere {
        run(conn, sql, true).await?;
    }
    run(conn, &export(model).map_err(text)?, true).await?;
    let made = fingerprint(conn).await?;
    let catalog = introspect(conn).await.map_err(text)?;
    let read = catalog.model;
    let problems = read.problems();
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    same_shape(model, &read)?;
    // Access methods of other cases stay in the database.
    let mut left_out = catalog.left_out;
    left_out.retain(|thing| !thing.starts_with("access method"));
    if !left_out.is_empty() {
        // A type that some cases make in the place of an extension.
        let stands_in = elsewhere.iter().any(|sql| sql.contains("CREATE TYPE"));
        let found = format!("left out: {left_out:?}");
        return if stands_in { Ok(()) } else { Err(found) };
    }
    empty(conn).await?;
    run(conn, &export(&read).map_err(text)?, true).await?;
    equal("made again", &made, &fingerprint(conn).await?)?;
    let again = introspect(conn).await.map_err(text)?.model;
    no_difference("read again", &read, &again)
}

fn no_difference(what: &str, one: &Model, other: &Model) -> Checked {
    for (from, to) in [(one, other), (other, one)] {
        let steps = diff(from, to, &[], Style::Transaction);
        if !steps.is_empty() {
            let steps: Vec<String> = steps.into_iter().map(|step| step.sql).collect();
            return Err(format!("{what}:\n{}", steps.join(";\n")));
        }
    }
    Ok(())
}

/// Equal but for the texts, which PostgreSQL spells in its own way; the fingerprint compares those.
fn same_shape(written: &Model, read: &Model) -> Checked {
    let (mut written, mut read) = (written.clone(), read.clone());
    written.tables.retain(|_, table| !table.existing);
    written.views.retain(|_, view| !view.existing);
    written.schemas.retain(|_, schema| !schema.existing);
    read.tables
        .retain(|name, _| written.tables.contains_key(name));
    read.views
        .retain(|name, _| written.views.contains_key(name));
    read.schemas
        .retain(|name, _| written.schemas.contains_key(name));
    for model in [&mut written, &mut read] {
        // What is given as SQL may be anything; which roles there are is the server's business.
        model.objects.clear();
        model.roles.clear();
        model.extensions.clear();
        model.tables.values_mut().for_each(without_texts);
        for view in model.views.values_mut() {
            "SELECT".clone_into(&mut view.query);
            view.indexes.iter_mut().for_each(without_index_texts);
        }
    }
    no_difference("in another shape", &written, &read)
}

fn without_texts(table: &mut Table) {
    let blank = |text: &mut String| "x".clone_into(text);
    for column in &mut table.columns {
        // Nothing is stored of it.
        column.default.take_if(|default| default == "NULL");
        column.default.as_mut().map(blank);
        column.generated.as_mut().map(blank);
    }
    for check in &mut table.checks {
        blank(&mut check.expression);
    }
    for exclusion in &mut table.exclusions {
        blank(&mut exclusion.on);
        exclusion.condition.as_mut().map(blank);
    }
    for policy in &mut table.policies {
        policy.using.as_mut().map(blank);
        policy.check.as_mut().map(blank);
        // Whom a keyword means is settled when the policy is made.
        policy.to.clear();
    }
    if !table.policies.is_empty() && table.row_security == RowSecurity::Off {
        table.row_security = RowSecurity::On;
    }
    table.indexes.iter_mut().for_each(without_index_texts);
}

fn without_index_texts(index: &mut diesel_kit::model::Index) {
    "x".clone_into(&mut index.on);
    if let Some(condition) = &mut index.condition {
        "x".clone_into(condition);
    }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
