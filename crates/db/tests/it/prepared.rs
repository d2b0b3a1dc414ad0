//! Hot statements are parsed once per connection.

use db::id::ReactionId;
use db::query::{message, notification, search, task, view};
use db::schema::{ChannelMessage, NewMessageReaction, StatusGroup};
use testkit::{World, new_message};

use crate::wire::Wire;

const OPERATIONS: usize = 200;
const WARM_UP: usize = 5;

/// Fails if more than five of a thousand are parsed after the first ones: one of two hundred.
async fn measure(wire: &Wire, name: &str, mut operation: impl AsyncFnMut(usize)) {
    for n in 0..WARM_UP {
        operation(n).await;
    }
    let before = wire.parses();
    for n in 0..OPERATIONS {
        operation(WARM_UP + n).await;
    }
    let parses = wire.parses() - before;
    assert!(
        parses <= OPERATIONS * 5 / 1_000,
        "{name}: {parses} of {OPERATIONS}"
    );
}

#[tokio::test]
async fn what_is_written_in_channels_stays_prepared() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Engines").await;
    let channel = world.channel(&ada, &drive.id, "General").await;
    let said = world.message(&ada, &channel, "hello").await;
    let wire = Wire::tap(&world).await;
    let db = &wire.db;
    measure(&wire, "insert a message", async |n| {
        let row = new_message(&ada, &channel.id, &n.to_string());
        message::insert(&mut db.conn().await.unwrap(), row)
            .await
            .unwrap();
    })
    .await;
    measure(&wire, "reply", async |n| {
        let row = new_message(&ada, &channel.id, &n.to_string());
        db.write(async |tx| message::reply(tx, &said.id, row).await)
            .await
            .unwrap();
    })
    .await;
    measure(&wire, "react and take it back", async |n| {
        react(db, &said, n).await;
    })
    .await;
    measure(&wire, "mark as read", async |_| {
        let mut conn = db.conn().await.unwrap();
        let user = &ada.user.id;
        message::mark_read(&mut conn, &channel.id, user, said.created_at)
            .await
            .unwrap();
    })
    .await;
    measure(&wire, "count what is unread", async |_| {
        let mut conn = db.conn().await.unwrap();
        let channels = [channel.id.clone()];
        message::unread(&mut conn, &channels, &ada.user.id)
            .await
            .unwrap();
    })
    .await;
    measure(&wire, "the newest messages", async |_| {
        message::newest(&mut db.conn().await.unwrap(), &channel.id, None, 2)
            .await
            .unwrap();
    })
    .await;
}

async fn react(db: &db::Db, said: &ChannelMessage, n: usize) {
    let mut conn = db.conn().await.unwrap();
    let emoji = n.to_string();
    let row = NewMessageReaction {
        id: ReactionId::new(),
        message_id: said.id.clone(),
        user_id: said.user_id.clone(),
        emoji: emoji.clone(),
        created_at: None,
    };
    message::react(&mut conn, row)
        .await
        .unwrap()
        .expect("a reaction");
    let taken = message::take_back(&mut conn, &said.id, &said.user_id, &emoji).await;
    taken.unwrap().expect("the reaction");
}

#[tokio::test]
async fn what_is_written_about_pages_stays_prepared() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Engines").await;
    let list = world.task_list(&ada, &drive.id, "Backlog").await;
    let task = world.task(&ada, &list, "one").await;
    let wire = Wire::tap(&world).await;
    let db = &wire.db;
    measure(&wire, "set the status of a task", async |n| {
        let group = if n % 2 == 0 {
            StatusGroup::Done
        } else {
            StatusGroup::Todo
        };
        let mut conn = db.conn().await.unwrap();
        task::set_status(&mut conn, &task.task.id, "pending", group)
            .await
            .unwrap();
    })
    .await;
    measure(&wire, "the tasks of a list", async |_| {
        let mut conn = db.conn().await.unwrap();
        task::list(&mut conn, &drive.id, &list.id, None, 50)
            .await
            .unwrap();
    })
    .await;
    measure(&wire, "the statuses of a list", async |_| {
        let lists = [list.id.clone()];
        task::statuses(&mut db.conn().await.unwrap(), &lists)
            .await
            .unwrap();
    })
    .await;
    measure(&wire, "open a page", async |_| {
        let mut conn = db.conn().await.unwrap();
        view::record(&mut conn, &ada.user.id, &list.id)
            .await
            .unwrap();
    })
    .await;
    measure(&wire, "set the text of a page", async |n| {
        let seq = i64::try_from(n).unwrap();
        let mut conn = db.conn().await.unwrap();
        search::set_text(&mut conn, &list.id, seq, "text")
            .await
            .unwrap();
    })
    .await;
    measure(&wire, "unread notifications", async |_| {
        notification::unread(&mut db.conn().await.unwrap(), &ada.user.id)
            .await
            .unwrap();
    })
    .await;
}
