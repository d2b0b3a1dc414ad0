//! The log of changes: a chain per drive and per person, and who sees which rows of it.

use chrono::Duration;
use db::id::{DriveId, PageId};
use db::query::activity::{self, About, Ai, Chain, Change, Criteria, Fault, Verdict, verify};
use db::schema::{Activity, ChangeGroupType, Drive, ResourceType};
use serde_json::json;
use testkit::{Person, World};

use crate::connect;

struct Log {
    world: World,
    ada: Person,
    drive: Drive,
}

impl Log {
    async fn begin() -> Self {
        let world = World::start().await;
        let ada = world.person("ada").await;
        let drive = world.drive(&ada, "Engines").await;
        Self { world, ada, drive }
    }

    fn chain(&self) -> Chain {
        Chain::Drive(self.drive.id.clone())
    }

    fn change(&self, operation: &str) -> Change {
        Change {
            user_id: Some(self.ada.user.id.clone()),
            actor_email: self.ada.user.email.clone(),
            ..Change::new(operation, ResourceType::Drive, self.drive.id.as_str())
        }
    }

    async fn append(&self, chain: Chain, change: Change) -> Activity {
        self.world
            .db
            .write(async |tx| activity::append(tx, chain, change).await)
            .await
            .unwrap()
    }

    async fn verdict(&self, chain: &Chain) -> Verdict {
        let mut conn = self.world.db.conn().await.unwrap();
        verify(&mut conn, chain).await.unwrap()
    }

    async fn tamper(&self, sql: &str) {
        let changed = connect(self.world.url())
            .await
            .execute(sql, &[])
            .await
            .unwrap();
        assert!(changed > 0, "{sql}");
    }

    async fn operations(&self, criteria: &Criteria<'_>) -> Vec<String> {
        let mut conn = self.world.db.conn().await.unwrap();
        let rows = activity::list(&mut conn, criteria, 50, 0).await.unwrap();
        let count = activity::count(&mut conn, criteria).await.unwrap();
        assert_eq!(usize::try_from(count).unwrap(), rows.len());
        rows.into_iter().map(|row| row.activity.operation).collect()
    }
}

/// A change with something in every column, and with JSON that PostgreSQL does not keep as it is.
fn full(log: &Log) -> Change {
    Change {
        actor_name: Some("Ada".to_owned()),
        ai: Some(Ai {
            provider: Some("here".to_owned()),
            model: Some("small".to_owned()),
            conversation_id: Some("c1".to_owned()),
        }),
        resource_title: Some("Engines \u{1f682}".to_owned()),
        page_id: Some(PageId::new()),
        page_revision: Some(7),
        updated_fields: Some(vec!["title".to_owned(), "content, \"quoted\"".to_owned()]),
        previous_values: Some(json!({ "z": 1, "a": { "y": -0.0, "b": 1e300 }, "é": 1e16 })),
        new_values: Some(json!([1.5, 1.0, u64::MAX, i64::MIN, "\u{7f}\t", null])),
        metadata: Some(json!({ "key": "k1", "": {} })),
        group: Some(("g1".to_owned(), ChangeGroupType::Ai)),
        ..log.change("update")
    }
}

#[tokio::test]
async fn rows_are_numbered_and_linked_and_read_back_as_they_were_hashed() {
    let log = Log::begin().await;
    let first = log.append(log.chain(), log.change("create")).await;
    let second = log.append(log.chain(), full(&log)).await;
    let third = Change {
        rollback_from_id: Some(second.id),
        ..log.change("rollback")
    };
    let third = log.append(log.chain(), third).await;
    assert_eq!((first.chain_seq, first.previous_hash), (1, None));
    assert_eq!(
        (second.chain_seq, second.previous_hash),
        (2, Some(first.hash))
    );
    assert!(first.at <= second.at && second.at <= third.at);
    let intact = Verdict::Intact {
        rows: 3,
        head: Some(third.hash),
    };
    assert_eq!(log.verdict(&log.chain()).await, intact);
}

#[tokio::test]
async fn what_happens_outside_of_drives_is_the_chain_of_the_person() {
    let log = Log::begin().await;
    let bob = log.world.person("bob").await;
    let own = |person: &Person| Chain::Person(person.user.id.clone());
    let login = || Change::new("login", ResourceType::User, "u");
    let row = log.append(own(&log.ada), login()).await;
    assert_eq!(
        (row.chain_seq, row.user_id),
        (1, Some(log.ada.user.id.clone()))
    );
    assert_eq!(log.append(own(&log.ada), login()).await.chain_seq, 2);
    assert_eq!(log.append(own(&bob), login()).await.chain_seq, 1);
    assert_eq!(
        log.append(log.chain(), log.change("create"))
            .await
            .chain_seq,
        1
    );
    let verdict = log.verdict(&own(&log.ada)).await;
    assert!(
        matches!(verdict, Verdict::Intact { rows: 2, .. }),
        "{verdict:?}"
    );
}

#[tokio::test]
async fn there_is_no_chain_of_what_does_not_exist() {
    let log = Log::begin().await;
    for chain in [
        Chain::Drive(DriveId::new()),
        Chain::Person(db::id::UserId::new()),
    ] {
        let outcome = log
            .world
            .db
            .write(async |tx| activity::append(tx, chain, log.change("create")).await)
            .await;
        assert!(matches!(outcome, Err(db::Error::NotFound)), "{outcome:?}");
    }
}

#[tokio::test]
async fn parallel_writers_make_one_chain() {
    let log = Log::begin().await;
    let writers = (0..40).map(|_| log.append(log.chain(), log.change("update")));
    futures_util::future::join_all(writers).await;
    let verdict = log.verdict(&log.chain()).await;
    assert!(
        matches!(verdict, Verdict::Intact { rows: 40, .. }),
        "{verdict:?}"
    );
}

/// Each in a drive of its own: what was done to the rows of its chain, and what is found.
#[tokio::test]
async fn the_first_row_that_was_tampered_with_is_named() {
    let log = Log::begin().await;
    for (sql, seq, fault) in [
        (
            "UPDATE activity_log SET operation = 'view' WHERE $ AND chain_seq = 2",
            2,
            Fault::Changed,
        ),
        (
            "UPDATE activity_log SET new_values = '{}' WHERE $ AND chain_seq = 4",
            4,
            Fault::Changed,
        ),
        (
            "UPDATE activity_log SET at = at - interval '1 us' WHERE $ AND chain_seq = 1",
            1,
            Fault::Changed,
        ),
        (
            "UPDATE activity_log SET user_id = NULL WHERE $ AND chain_seq = 3",
            3,
            Fault::Changed,
        ),
        (
            "DELETE FROM activity_log WHERE $ AND chain_seq = 3",
            3,
            Fault::Missing,
        ),
        (
            "DELETE FROM activity_log WHERE $ AND chain_seq = 1",
            1,
            Fault::Missing,
        ),
        (
            "UPDATE activity_log SET previous_hash = sha256('other') WHERE $ AND chain_seq = 2",
            2,
            Fault::Unlinked,
        ),
        (
            "WITH gone AS (DELETE FROM activity_log WHERE $ AND chain_seq = 2)
             UPDATE activity_log SET chain_seq = 20 WHERE $ AND chain_seq = 3",
            2,
            Fault::Missing,
        ),
    ] {
        let drive = log.world.drive(&log.ada, "Other").await;
        let chain = Chain::Drive(drive.id.clone());
        for _ in 0..5 {
            log.append(chain.clone(), full(&log)).await;
        }
        log.tamper(&sql.replace('$', &format!("drive_id = '{}'", drive.id)))
            .await;
        match log.verdict(&chain).await {
            Verdict::Broken {
                chain_seq,
                fault: found,
                ..
            } => assert_eq!((chain_seq, found), (seq, fault), "{sql}"),
            intact @ Verdict::Intact { .. } => unreachable!("{sql}: {intact:?}"),
        }
    }
}

#[tokio::test]
async fn rows_about_pages_that_may_not_be_seen_are_neither_listed_nor_counted() {
    let log = Log::begin().await;
    let (shown, hidden) = (PageId::new(), PageId::new());
    for (operation, page) in [
        ("create", None),
        ("move", Some(&shown)),
        ("trash", Some(&hidden)),
    ] {
        let change = Change {
            page_id: page.cloned(),
            ..log.change(operation)
        };
        log.append(log.chain(), change).await;
    }
    let login = Change::new("login", ResourceType::User, "u");
    let ada = &log.ada.user.id;
    log.append(Chain::Person(ada.clone()), login).await;
    let visible = [shown.clone()];
    let drives = [log.drive.id.clone()];
    let of = |about| Criteria {
        about,
        visible: &visible,
        operation: None,
        resource_type: None,
        from: None,
        until: None,
    };
    for (about, expected) in [
        (About::Drive(&log.drive.id), vec!["move", "create"]),
        (About::Page(&shown), vec!["move"]),
        (About::Page(&hidden), vec![]),
        (About::Person(ada, &drives), vec!["login", "move", "create"]),
        (About::Person(ada, &[]), vec!["login"]),
        (About::PersonIn(ada, &drives), vec!["move", "create"]),
    ] {
        let case = format!("{about:?}");
        assert_eq!(log.operations(&of(about)).await, expected, "{case}");
    }
}

/// Everything that happened in a drive outside of pages.
fn everything(drive: &DriveId) -> Criteria<'_> {
    Criteria {
        about: About::Drive(drive),
        visible: &[],
        operation: None,
        resource_type: None,
        from: None,
        until: None,
    }
}

#[tokio::test]
async fn the_log_is_filtered_exactly() {
    let log = Log::begin().await;
    let mut rows = Vec::new();
    for operation in ["create", "move", "move", "trash"] {
        rows.push(log.append(log.chain(), log.change(operation)).await);
    }
    let all = everything(&log.drive.id);
    for (criteria, expected) in [
        (
            Criteria {
                operation: Some("move"),
                ..all.clone()
            },
            vec!["move", "move"],
        ),
        (
            Criteria {
                resource_type: Some(ResourceType::Page),
                ..all.clone()
            },
            vec![],
        ),
        (
            Criteria {
                from: Some(rows[1].at),
                until: Some(rows[2].at),
                ..all.clone()
            },
            vec!["move", "move"],
        ),
        (
            Criteria {
                from: Some(rows[3].at + Duration::seconds(1)),
                ..all.clone()
            },
            vec![],
        ),
    ] {
        let case = format!("{criteria:?}");
        assert_eq!(log.operations(&criteria).await, expected, "{case}");
    }
}

#[tokio::test]
async fn the_log_is_read_page_by_page() {
    let log = Log::begin().await;
    for _ in 0..4 {
        log.append(log.chain(), log.change("update")).await;
    }
    let all = everything(&log.drive.id);
    let mut conn = log.world.db.conn().await.unwrap();
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = activity::newest(&mut conn, &all, before, 3).await.unwrap();
        seen.extend(page.rows.iter().map(|row| row.activity.chain_seq));
        assert!(
            page.rows
                .iter()
                .all(|row| row.user.as_ref().unwrap().name == "ada")
        );
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen, [4, 3, 2, 1]);
}
