//! Channels: threads, reactions, quotes, and what is unread.

use db::id::{MessageId, ReactionId};
use db::query::message::{self, Replied, UNREAD_CAP, Unread};
use db::schema::{ChannelMessage, Drive, NewChannelMessage, NewMessageReaction, Page};
use testkit::{Person, World, new_message};

use crate::connect;

/// A drive with a channel, and who is in it.
struct Room {
    world: World,
    ada: Person,
    drive: Drive,
    channel: Page,
}

impl Room {
    async fn open() -> Self {
        let world = World::start().await;
        let ada = world.person("ada").await;
        let drive = world.drive(&ada, "Engines").await;
        let channel = world.channel(&ada, &drive.id, "General").await;
        Self {
            world,
            ada,
            drive,
            channel,
        }
    }

    async fn say(&self, content: &str) -> ChannelMessage {
        self.world.message(&self.ada, &self.channel, content).await
    }

    fn draft(&self, content: &str) -> NewChannelMessage {
        new_message(&self.ada, &self.channel.id, content)
    }

    async fn try_reply(&self, question: &MessageId, row: NewChannelMessage) -> Replied {
        self.world
            .db
            .write(async |tx| message::reply(tx, question, row).await)
            .await
            .unwrap()
    }

    async fn reply(&self, question: &ChannelMessage, content: &str) -> ChannelMessage {
        match self.try_reply(&question.id, self.draft(content)).await {
            Replied::Done(reply) => *reply,
            refused => unreachable!("{refused:?}"),
        }
    }

    async fn delete(&self, message: &ChannelMessage) -> Option<ChannelMessage> {
        self.world
            .db
            .write(async |tx| message::delete(tx, &message.id).await)
            .await
            .unwrap()
    }

    async fn find(&self, message: &ChannelMessage) -> ChannelMessage {
        let mut conn = self.world.db.conn().await.unwrap();
        message::find(&mut conn, &message.id).await.unwrap()
    }

    async fn transcript(&self) -> Vec<String> {
        let mut conn = self.world.db.conn().await.unwrap();
        let page = message::newest(&mut conn, &self.channel.id, None, 50)
            .await
            .unwrap();
        page.rows
            .into_iter()
            .map(|row| row.message.content)
            .collect()
    }

    async fn thread(&self, question: &ChannelMessage) -> Vec<String> {
        let mut conn = self.world.db.conn().await.unwrap();
        let page = message::thread(&mut conn, &question.id, None, 50)
            .await
            .unwrap();
        page.rows
            .into_iter()
            .map(|row| row.message.content)
            .collect()
    }
}

#[tokio::test]
async fn replies_are_counted_and_stay_out_of_the_transcript() {
    let room = Room::open().await;
    let question = room.say("Lunch?").await;
    room.say("Ship it").await;
    room.reply(&question, "Noon").await;
    let second = room.reply(&question, "One").await;
    let counted = room.find(&question).await;
    assert_eq!(counted.reply_count, 2);
    assert_eq!(counted.last_reply_at, Some(second.created_at));
    assert_eq!(second.parent_id.as_ref(), Some(&question.id));
    assert_eq!(room.transcript().await, ["Ship it", "Lunch?"]);
    assert_eq!(room.thread(&question).await, ["Noon", "One"]);
}

#[tokio::test]
async fn a_reply_to_a_reply_is_refused_and_nothing_is_counted() {
    let room = Room::open().await;
    let question = room.say("Lunch?").await;
    let reply = room.reply(&question, "Noon").await;
    let nested = room.try_reply(&reply.id, room.draft("deep")).await;
    assert!(matches!(nested, Replied::Nested), "{nested:?}");
    assert_eq!(room.find(&reply).await.reply_count, 0);
    assert_eq!(room.find(&question).await.reply_count, 1);
}

#[tokio::test]
async fn a_reply_needs_a_live_root_in_the_same_channel() {
    let room = Room::open().await;
    let other = room
        .world
        .channel(&room.ada, &room.drive.id, "Random")
        .await;
    let elsewhere = room.world.message(&room.ada, &other, "over here").await;
    let deleted = room.say("oops").await;
    room.delete(&deleted).await.unwrap();
    for question in [&elsewhere.id, &deleted.id, &MessageId::new()] {
        let outcome = room.try_reply(question, room.draft("hello?")).await;
        assert!(matches!(outcome, Replied::NoRoot), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_copy_at_the_top_level_names_its_reply_and_thread() {
    let room = Room::open().await;
    let question = room.say("Lunch?").await;
    let reply = room.reply(&question, "Noon").await;
    let copy = room
        .world
        .db
        .write(async |tx| message::mirror(tx, &reply, MessageId::new()).await)
        .await
        .unwrap();
    assert_eq!(room.transcript().await, ["Noon", "Lunch?"]);
    let mut conn = room.world.db.conn().await.unwrap();
    let shown = message::show(&mut conn, &copy.id).await.unwrap();
    let original = shown.mirrored_from.expect("the reply");
    assert_eq!(original.id, reply.id);
    assert_eq!(original.parent_id, Some(question.id));
}

#[tokio::test]
async fn deletion_takes_what_was_said_and_leaves_the_row() {
    let room = Room::open().await;
    let question = room.say("Lunch?").await;
    let quote = NewChannelMessage {
        quoted_message_id: Some(question.id.clone()),
        ..room.draft("This:")
    };
    let mut conn = room.world.db.conn().await.unwrap();
    let quote = message::insert(&mut conn, quote).await.unwrap();
    room.reply(&question, "Noon").await;
    assert!(room.delete(&question).await.is_some());
    assert!(room.delete(&question).await.is_none(), "a second time");
    assert_eq!(room.transcript().await, ["This:"]);
    assert_eq!(room.thread(&question).await, ["Noon"]);
    let placeholder = message::show(&mut conn, &question.id)
        .await
        .unwrap()
        .message;
    assert_eq!(
        (placeholder.content.as_str(), placeholder.reply_count),
        ("", 1)
    );
    let quoted = message::show(&mut conn, &quote.id).await.unwrap().quoted;
    let quoted = quoted.expect("a placeholder");
    assert_eq!(quoted.content, "");
    assert!(quoted.deleted_at.is_some());
    assert_eq!(quoted.author.expect("an author").name, "ada");
}

#[tokio::test]
async fn a_deleted_reply_is_no_longer_counted() {
    let room = Room::open().await;
    let question = room.say("Lunch?").await;
    let first = room.reply(&question, "Noon").await;
    let second = room.reply(&question, "One").await;
    room.delete(&second).await.unwrap();
    let counted = room.find(&question).await;
    assert_eq!(counted.reply_count, 1);
    assert_eq!(counted.last_reply_at, Some(first.created_at));
    room.delete(&first).await.unwrap();
    let counted = room.find(&question).await;
    assert_eq!((counted.reply_count, counted.last_reply_at), (0, None));
}

#[tokio::test]
async fn an_edit_is_marked_and_what_was_deleted_cannot_be_edited() {
    let room = Room::open().await;
    let said = room.say("Lunhc?").await;
    let edit = async |content| {
        room.world
            .db
            .write(async |tx| message::edit(tx, &said.id, content).await)
            .await
            .unwrap()
    };
    let edited = edit("Lunch?").await.expect("a message");
    assert_eq!(edited.content, "Lunch?");
    assert!(edited.edited_at.is_some());
    room.delete(&said).await.unwrap();
    assert!(edit("I was here").await.is_none());
}

#[tokio::test]
async fn a_person_reacts_once_with_each_emoji() {
    let room = Room::open().await;
    let bob = room.world.person("bob").await;
    let said = room.say("Shipped").await;
    let row = |person: &Person, emoji: &str| NewMessageReaction {
        id: ReactionId::new(),
        message_id: said.id.clone(),
        user_id: person.user.id.clone(),
        emoji: emoji.to_owned(),
        created_at: None,
    };
    let conn = &mut *room.world.db.conn().await.unwrap();
    for (person, emoji, is_new) in [
        (&room.ada, "👍", true),
        (&room.ada, "👍", false),
        (&room.ada, "🎉", true),
        (&bob, "👍", true),
    ] {
        let made = message::react(conn, row(person, emoji)).await.unwrap();
        assert_eq!(made.is_some(), is_new, "{emoji}");
    }
    let shown = message::show(conn, &said.id).await.unwrap();
    let reactions: Vec<_> = shown
        .reactions
        .iter()
        .map(|row| {
            (
                row.reaction.emoji.as_str(),
                row.author.as_ref().unwrap().name.as_str(),
            )
        })
        .collect();
    assert_eq!(reactions, [("👍", "ada"), ("🎉", "ada"), ("👍", "bob")]);
    let taken = message::take_back(conn, &said.id, &bob.user.id, "👍")
        .await
        .unwrap();
    assert!(taken.is_some());
    let taken = message::take_back(conn, &said.id, &bob.user.id, "👍")
        .await
        .unwrap();
    assert!(taken.is_none());
}

#[tokio::test]
async fn what_somebody_said_outlives_their_account() {
    let room = Room::open().await;
    let bob = room.world.person("bob").await;
    let said = room.world.message(&bob, &room.channel, "I was here").await;
    connect(room.world.url())
        .await
        .execute("DELETE FROM users WHERE id = $1", &[&bob.user.id.as_str()])
        .await
        .unwrap();
    let mut conn = room.world.db.conn().await.unwrap();
    let shown = message::show(&mut conn, &said.id).await.unwrap();
    assert_eq!(shown.message.user_id, bob.user.id);
    assert_eq!(shown.author, None);
}

#[tokio::test]
async fn threads_are_followed_once() {
    let room = Room::open().await;
    let question = room.say("Lunch?").await;
    let user = &room.ada.user.id;
    let db = &room.world.db;
    let followed = db
        .write(async |tx| {
            Ok::<_, db::Error>((
                message::follow(tx, &question.id, user).await?,
                message::follow(tx, &question.id, user).await?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(followed, (true, false));
    let mut conn = db.conn().await.unwrap();
    let followers = message::followers(&mut conn, &question.id).await.unwrap();
    assert_eq!(followers, std::slice::from_ref(user));
    let left = db
        .write(async |tx| message::unfollow(tx, &question.id, user).await)
        .await;
    assert!(left.unwrap());
    assert!(
        message::followers(&mut conn, &question.id)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn unread_are_the_top_level_messages_of_others_behind_the_last_one_read() {
    let room = Room::open().await;
    let bob = room.world.person("bob").await;
    let quiet = room.world.channel(&room.ada, &room.drive.id, "Quiet").await;
    let conn = &mut *room.world.db.conn().await.unwrap();
    let channels = [room.channel.id.clone(), quiet.id.clone()];
    let first = room.say("one").await;
    let gone = room.say("two").await;
    room.reply(&first, "not at the top level").await;
    room.world.message(&bob, &room.channel, "my own").await;
    let last = room.say("three").await;
    room.delete(&gone).await.unwrap();
    let count = async |conn: &mut _| {
        let found = message::unread(conn, &channels, &bob.user.id)
            .await
            .unwrap();
        let counts: Vec<_> = found
            .into_iter()
            .map(|row| (row.page_id, row.count))
            .collect();
        counts
    };
    assert_eq!(count(conn).await, [(room.channel.id.clone(), 2)]);
    let reader = &bob.user.id;
    assert!(
        message::mark_read(conn, &room.channel.id, reader, first.created_at)
            .await
            .unwrap()
    );
    assert_eq!(count(conn).await, [(room.channel.id.clone(), 1)]);
    assert!(
        message::mark_read(conn, &room.channel.id, reader, last.created_at)
            .await
            .unwrap()
    );
    assert_eq!(count(conn).await, []);
    // A message of a slower request must not make anything unread again.
    assert!(
        !message::mark_read(conn, &room.channel.id, reader, first.created_at)
            .await
            .unwrap()
    );
    assert_eq!(count(conn).await, []);
}

#[tokio::test]
async fn the_count_of_unread_messages_stops_somewhere() {
    let room = Room::open().await;
    let bob = room.world.person("bob").await;
    connect(room.world.url())
        .await
        .execute(
            "INSERT INTO channel_messages (id, page_id, user_id, content)
             SELECT 'm' || n, $1, $2, 'again' FROM generate_series(1, 150) n",
            &[&room.channel.id.as_str(), &room.ada.user.id.as_str()],
        )
        .await
        .unwrap();
    let mut conn = room.world.db.conn().await.unwrap();
    let channels = [room.channel.id.clone()];
    let found = message::unread(&mut conn, &channels, &bob.user.id)
        .await
        .unwrap();
    let expected = Unread {
        page_id: room.channel.id,
        count: UNREAD_CAP,
    };
    assert_eq!(found, [expected]);
}
