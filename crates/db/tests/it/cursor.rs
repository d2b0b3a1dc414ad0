//! Walking through a list by cursors, while it changes.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use db::cursor::ByTime;
use db::id::MessageId;
use db::query::message::{self, Messages};
use db::schema::{NewChannelMessage, Page};
use diesel_async::AsyncPgConnection;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use testkit::{Person, World, new_message};

/// A walk through a list: what is in it, and what happens to it between two pages.
#[derive(Debug, Clone)]
struct Walk {
    /// Seconds: few, so that many rows have the same time.
    times: Vec<i64>,
    limit: u32,
    changes: Vec<Change>,
}

#[derive(Debug, Clone, Copy)]
enum Change {
    Insert(i64),
    /// The row at this place in the order of insertion, if it is still there.
    Delete(usize),
}

fn walks() -> impl Strategy<Value = Walk> {
    let change = prop_oneof![
        (0_i64..8).prop_map(Change::Insert),
        (0_usize..30).prop_map(Change::Delete),
    ];
    let changes = prop::collection::vec(change, 0..20);
    (prop::collection::vec(0_i64..8, 0..30), 1_u32..12, changes).prop_map(
        |(times, limit, changes)| Walk {
            times,
            limit,
            changes,
        },
    )
}

struct List<'a> {
    world: &'a World,
    ada: &'a Person,
    channel: Page,
}

impl List<'_> {
    async fn insert(
        &self,
        conn: &mut AsyncPgConnection,
        second: i64,
    ) -> (DateTime<Utc>, MessageId) {
        let row = NewChannelMessage {
            created_at: Some(DateTime::UNIX_EPOCH + Duration::seconds(second)),
            ..new_message(self.ada, &self.channel.id, "hello")
        };
        let made = message::insert(conn, row).await.unwrap();
        (made.created_at, made.id)
    }

    async fn delete(&self, message: &MessageId) {
        self.world
            .db
            .write(async |tx| message::delete(tx, message).await)
            .await
            .unwrap()
            .expect("a live message");
    }

    async fn page(
        &self,
        conn: &mut AsyncPgConnection,
        before: Option<&str>,
        limit: u32,
    ) -> Messages {
        let before = before.map(|text| text.parse::<ByTime<MessageId>>().unwrap());
        message::newest(conn, &self.channel.id, before, limit)
            .await
            .unwrap()
    }

    /// What was seen, and what was there all the time.
    async fn walk(&self, walk: &Walk) -> (Vec<(DateTime<Utc>, MessageId)>, BTreeSet<MessageId>) {
        let conn = &mut *self.world.db.conn().await.unwrap();
        let mut rows = Vec::new();
        for second in &walk.times {
            rows.push(self.insert(conn, *second).await);
        }
        let mut stayed: BTreeSet<_> = rows.iter().map(|(_, id)| id.clone()).collect();
        let (mut seen, mut before) = (Vec::new(), None::<String>);
        let mut changes = walk.changes.iter();
        loop {
            let page = self.page(conn, before.as_deref(), walk.limit).await;
            assert!(page.rows.len() <= usize::try_from(walk.limit).unwrap());
            seen.extend(
                page.rows
                    .into_iter()
                    .map(|row| (row.message.created_at, row.message.id)),
            );
            let Some(next) = page.next else {
                return (seen, stayed);
            };
            before = Some(next.to_string());
            for change in changes.by_ref().take(2) {
                match change {
                    Change::Insert(second) => drop(self.insert(conn, *second).await),
                    Change::Delete(place) => {
                        if let Some((_, id)) = rows.get(*place)
                            && stayed.remove(id)
                        {
                            self.delete(id).await;
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn every_row_that_stays_is_seen_exactly_once_and_in_order() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (world, ada, drive) = runtime.block_on(async {
        let world = World::start().await;
        let ada = world.person("ada").await;
        let drive = world.drive(&ada, "Engines").await;
        (world, ada, drive)
    });
    let config = Config {
        cases: 40,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&walks(), |walk| {
            let (seen, stayed) = runtime.block_on(async {
                let channel = world.channel(&ada, &drive.id, "General").await;
                let list = List {
                    world: &world,
                    ada: &ada,
                    channel,
                };
                list.walk(&walk).await
            });
            prop_assert!(
                seen.is_sorted_by(|a, b| a > b),
                "in order, and none twice: {seen:?}"
            );
            let seen: BTreeSet<_> = seen.into_iter().map(|(_, id)| id).collect();
            prop_assert!(seen.is_superset(&stayed), "{seen:?} {stayed:?}");
            Ok(())
        })
        .unwrap();
    runtime.block_on(async { drop(world) });
}
