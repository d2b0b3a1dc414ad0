//! Every hot query finds its rows by an index.
//!
//! PostgreSQL explains each statement as it runs it, with its values (`auto_explain`). Sequential scans
//! are forbidden as far as it can do without them, so that one in a plan is one without an index.

mod rows;

use chrono::{Duration, Utc};
use db::cursor::Cursor;
use db::id::{MessageId, PageId, TaskId};
use db::query::activity::{self, About, Chain, Criteria};
use db::query::notification::{self, Which};
use db::query::task::{self, Assignment, Completion, Whose};
use db::query::{favorite, mention, message, search, tag, view};
use db::schema::{ResourceType, StatusGroup};
use db::{Connection, Error, Tx, event};
use testkit::World;
use uuid::Uuid;

use crate::connect;
use crate::wire::Wire;
use rows::Rows;

/// A database with rows in it, whose server tells how it finds them.
struct Plans {
    wire: Wire,
    rows: Rows,
    wrong: Vec<String>,
}

impl Plans {
    async fn of(world: &World) -> Self {
        let rows = Rows::make(world).await;
        let client = connect(world.url()).await;
        for setting in [
            "session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_level = notice",
            "enable_seqscan = off",
        ] {
            let name: String = client
                .query_one("SELECT current_database()::text", &[])
                .await
                .unwrap()
                .get(0);
            let sql = format!("ALTER DATABASE {name} SET {setting}");
            client.batch_execute(&sql).await.unwrap();
        }
        Self {
            wire: Wire::tap(world).await,
            rows,
            wrong: Vec::new(),
        }
    }

    /// What the query does has to be explained with these indexes, and without a sequential scan.
    async fn read(
        &mut self,
        name: &str,
        indexes: &[&str],
        query: impl AsyncFnOnce(&mut Connection, &Rows),
    ) {
        let mut conn = self.wire.db.conn().await.unwrap();
        drop(self.wire.notices());
        query(&mut conn, &self.rows).await;
        self.judge(name, indexes);
    }

    /// The same for what needs a transaction, which is rolled back.
    async fn write(
        &mut self,
        name: &str,
        indexes: &[&str],
        query: impl AsyncFnOnce(&mut Tx<'_>, &Rows),
    ) {
        drop(self.wire.notices());
        let outcome = self
            .wire
            .db
            .write(async |tx| {
                query(tx, &self.rows).await;
                Err::<(), _>(Error::NotFound)
            })
            .await;
        assert!(
            matches!(outcome, Err(Error::NotFound)),
            "{name}: {outcome:?}"
        );
        self.judge(name, indexes);
    }

    fn judge(&mut self, name: &str, indexes: &[&str]) {
        let plans = self.wire.notices().join("\n");
        assert!(plans.contains("cost="), "{name} was not explained: {plans}");
        let missing: Vec<_> = indexes
            .iter()
            .filter(|index| !plans.contains(*index))
            .collect();
        if !missing.is_empty() || plans.contains("Seq Scan on ") {
            self.wrong
                .push(format!("{name}: without {missing:?}\n{plans}"));
        }
    }
}

#[tokio::test]
async fn every_hot_query_names_its_index() {
    let world = World::start().await;
    let mut plans = Plans::of(&world).await;
    channels(&mut plans).await;
    threads(&mut plans).await;
    tasks(&mut plans).await;
    sub_tasks(&mut plans).await;
    searches(&mut plans).await;
    history(&mut plans).await;
    inbox(&mut plans).await;
    links(&mut plans).await;
    assert!(plans.wrong.is_empty(), "{}", plans.wrong.join("\n\n"));
}

async fn channels(plans: &mut Plans) {
    let by_channel = "channel_messages_page_id_idx";
    plans
        .read(
            "the newest messages",
            &[by_channel, "users_pkey", "message_reactions_message_id_"],
            async |conn, rows| {
                message::newest(conn, &rows.channel, None, 50)
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read("older messages", &[by_channel], async |conn, rows| {
            let before = Cursor {
                key: Utc::now() - Duration::hours(2),
                id: MessageId::new(),
            };
            message::newest(conn, &rows.channel, Some(before), 50)
                .await
                .unwrap();
        })
        .await;
    plans
        .read(
            "unread messages",
            &[by_channel, "channel_reads_"],
            async |conn, rows| {
                let channels = [rows.channel.clone(), rows.other_channel.clone()];
                message::unread(conn, &channels, &rows.ada).await.unwrap();
            },
        )
        .await;
    plans
        .read(
            "take a reaction back",
            &["message_reactions_message_id_"],
            async |conn, rows| {
                message::take_back(conn, &rows.question, &rows.ada, "x")
                    .await
                    .unwrap();
            },
        )
        .await;
}

async fn threads(plans: &mut Plans) {
    plans
        .read(
            "a thread",
            &["channel_messages_parent_id_idx"],
            async |conn, rows| {
                message::thread(conn, &rows.question, None, 50)
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read(
            "followers",
            &["thread_followers_pkey"],
            async |conn, rows| {
                message::followers(conn, &rows.question).await.unwrap();
            },
        )
        .await;
    plans
        .write(
            "delete a reply",
            &["channel_messages_pkey", "channel_messages_parent_id_idx"],
            async |tx, rows| {
                message::delete(tx, &rows.reply)
                    .await
                    .unwrap()
                    .expect("a reply");
            },
        )
        .await;
}

async fn tasks(plans: &mut Plans) {
    plans
        .read(
            "the tasks of a list",
            &[
                "pages_tree_idx",
                "task_items_page_id_",
                "task_assignees_task_id_",
            ],
            async |conn, rows| {
                task::list(conn, &rows.drive, &rows.list, None, 50)
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read(
            "statuses",
            &["pages_pkey", "task_status_configs_task_list_id_"],
            async |conn, rows| {
                task::statuses(conn, std::slice::from_ref(&rows.list))
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read(
            "what a person is to do",
            &["task_assignees_user_id_idx", "task_items_pkey"],
            async |conn, rows| {
                let criteria = Assignment {
                    visible: &rows.visible,
                    whose: Whose::Person(&rows.ada),
                    completion: Completion::Open,
                    status: None,
                    priority: None,
                    due: (std::ops::Bound::Unbounded, std::ops::Bound::Unbounded),
                    search: None,
                };
                task::assigned(conn, &criteria, 50, 0).await.unwrap();
            },
        )
        .await;
}

async fn sub_tasks(plans: &mut Plans) {
    plans
        .read(
            "open sub-tasks",
            &["pages_parent_id_idx", "task_items_page_id_"],
            async |conn, rows| {
                task::sub_tasks(conn, &rows.list).await.unwrap();
            },
        )
        .await;
    plans
        .read(
            "progress",
            &["task_items_task_list_id_idx", "pages_pkey"],
            async |conn, rows| {
                let list = task::list_of(conn, &rows.list)
                    .await
                    .unwrap()
                    .expect("a list");
                task::counts(conn, &list.id).await.unwrap();
            },
        )
        .await;
    plans
        .read(
            "the task of a page",
            &["task_items_page_id_"],
            async |conn, rows| {
                task::of_page(conn, &rows.list).await.unwrap();
            },
        )
        .await;
    plans
        .read("status of a task", &["task_items_pkey"], async |conn, _| {
            let (task, done) = (TaskId::new(), StatusGroup::Done);
            let missing = task::set_status(conn, &task, "x", done).await;
            assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
        })
        .await;
}

async fn searches(plans: &mut Plans) {
    plans
        .read(
            "words in pages",
            &["pages_title_words_idx", "page_texts_words_idx"],
            async |conn, rows| {
                search::pages(conn, "rare4711", &rows.all, 20)
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read(
            "words in messages",
            &["channel_messages_words_idx"],
            async |conn, rows| {
                search::messages(conn, "rare4711", &rows.all, None, 20)
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read(
            "a text in pages",
            &["pages_title_trigrams_idx", "page_texts_trigrams_idx"],
            async |conn, rows| {
                search::substring(conn, "are4711", &rows.all, 20)
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read(
            "paths of a drive",
            &["pages_tree_idx"],
            async |conn, rows| {
                search::paths(conn, &rows.drive, &rows.visible)
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read(
            "documents that changed",
            &["documents_updated_at_idx"],
            async |conn, _| {
                let after = Cursor {
                    key: Utc::now() - Duration::minutes(1),
                    id: PageId::new(),
                };
                search::stale(conn, Some(after), 100).await.unwrap();
            },
        )
        .await;
}

async fn history(plans: &mut Plans) {
    for (name, index) in [
        ("the log of a drive", "activity_log_drive_idx"),
        ("the log of a page", "activity_log_page_idx"),
        ("the log of a person", "activity_log_user_idx"),
    ] {
        plans
            .read(name, &[index], async |conn, rows| {
                let drives = [rows.drive.clone()];
                let about = match index {
                    "activity_log_drive_idx" => About::Drive(&rows.drive),
                    "activity_log_page_idx" => About::Page(&rows.list),
                    _ => About::Person(&rows.ada, &drives),
                };
                let criteria = Criteria {
                    about,
                    visible: &rows.visible,
                    operation: None,
                    resource_type: None,
                    from: None,
                    until: None,
                };
                activity::newest(conn, &criteria, None, 20).await.unwrap();
            })
            .await;
    }
    plans
        .write(
            "append to the log",
            &["streams_pkey", "activity_log_drive_chain_key"],
            async |tx, rows| {
                let change = activity::Change::new("create", ResourceType::Page, "p");
                activity::append(tx, Chain::Drive(rows.drive.clone()), change)
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read(
            "verify a chain",
            &["activity_log_drive_chain_key"],
            async |conn, rows| {
                activity::verify(conn, &Chain::Drive(rows.drive.clone()))
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read("events since", &["events_pkey"], async |conn, rows| {
            event::since(conn, &rows.drive, 10, 100).await.unwrap();
        })
        .await;
}

async fn inbox(plans: &mut Plans) {
    plans
        .read(
            "the inbox",
            &["notifications_inbox_idx"],
            async |conn, rows| {
                notification::inbox(conn, &rows.ada, None, false, 20)
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read(
            "unread notifications",
            &["notifications_unread_idx"],
            async |conn, rows| {
                notification::unread(conn, &rows.ada).await.unwrap();
            },
        )
        .await;
    plans
        .read(
            "mark all as read",
            &["notifications_unread_idx"],
            async |conn, rows| {
                notification::mark_read(conn, &rows.ada, Which::UpTo(Uuid::nil()))
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read(
            "favourites",
            &["favorites_order_idx"],
            async |conn, rows| {
                favorite::list(conn, &rows.ada, None, 20).await.unwrap();
            },
        )
        .await;
}

async fn links(plans: &mut Plans) {
    plans
        .read(
            "pages opened last",
            &["page_views_recent_idx"],
            async |conn, rows| {
                view::recents(conn, &rows.ada, &rows.visible, None, 20)
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read(
            "backlinks",
            &["page_mentions_target_page_id_idx"],
            async |conn, rows| {
                mention::backlinks(conn, &rows.list, &rows.visible)
                    .await
                    .unwrap();
            },
        )
        .await;
    plans
        .read(
            "tags of a drive",
            &["tags_drive_id_idx"],
            async |conn, rows| {
                tag::list(conn, &rows.drive).await.unwrap();
            },
        )
        .await;
    plans
        .read(
            "tags of pages",
            &["page_tags_pkey", "tags_pkey"],
            async |conn, rows| {
                tag::of_pages(conn, std::slice::from_ref(&rows.list))
                    .await
                    .unwrap();
            },
        )
        .await;
}
