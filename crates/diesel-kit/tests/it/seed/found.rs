//! Databases as they are found: composite keys, circles, domains, odd names, sixty tables.

use diesel_kit::introspect::introspect;
use diesel_kit::model::Model;
use diesel_kit::seed::{Generator, Seed};

use super::Place;
use crate::{pull, server};

/// A database that SQL makes, and what it has read back.
fn found(sql: &str) -> Place {
    let mut place = Place::empty(&Model::default());
    place.sql(sql);
    place.model = place.runtime.block_on(async {
        let mut conn = server::connect(&place.url).await;
        introspect(&mut conn).await.unwrap().model
    });
    place
}

fn is_filled(place: &Place, seed: &Seed) {
    place.fills(seed.clone().number(1), &[]);
    let filled = place.model.tables.iter();
    let filled = filled.filter(|(name, table)| !table.existing && name.name() != "event_notes");
    for (name, _) in filled {
        assert_ne!(place.count(&name.to_string()), "0", "{name}");
    }
    place.refills(seed.clone().number(2), &[]);
}

#[test]
fn every_database_of_pull_is_filled() {
    let late = || Generator::pattern("2030-01-1#");
    for (name, sql) in pull::sources() {
        let seed = match name {
            // A loan ends behind its beginning, and a key between two types is given as SQL.
            "cycles" => Seed::new()
                .column("loans.until", late().sometimes(50))
                .relation("wide.big", "emails.id"),
            // So are keys with MATCH FULL, and unique ones with INCLUDE or DEFERRABLE.
            "odds_and_ends" => Seed::new()
                .relation("invoices.payer_id", "people.id")
                .column("people.code", Generator::word().numbered())
                .column("people.nick", Generator::first_name().numbered()),
            // A partitioned table is given as SQL, and gets no rows.
            "partitions" => Seed::new().count("event_notes", 0),
            _ => Seed::new(),
        };
        println!("{name}");
        is_filled(&found(&sql), &seed);
    }
}

#[test]
fn rows_of_tables_that_are_given_as_sql_are_referred_to() {
    let place = found(include_str!("../pull/partitions.sql"));
    place.refuses(Seed::new(), &[], 1, &["needs rows of events"]);
    place.sql(
        "INSERT INTO tenants (name) VALUES ('t'); \
         INSERT INTO events (tenant_id, kind, happened_at) SELECT id, 'k', '2026-03-04' FROM tenants",
    );
    place.fills(Seed::new().count("tenants", 0), &[]);
    assert_eq!(
        place.count("event_notes JOIN events ON event_id = events.id"),
        "10"
    );
    place.refills(Seed::new().count("event_notes", 0), &[]);
    assert_eq!(place.count("events"), "0", "a reset empties them, too");
}
