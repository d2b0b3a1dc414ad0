//! What the blog promises, on a real PostgreSQL.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::InstrumentationEvent;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use diesel_kit::migrate::{Options, migrate};
use posts::schema::{AuditAction, NewPost, NewUser, Post, PostChanges, User};
use posts::write::{self, Error};
use posts::{MIGRATIONS, read};

struct Blog {
    conn: AsyncPgConnection,
    ada: User,
}

impl Blog {
    async fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let url = test_server::database().await;
        migrate(&url, &MIGRATIONS, &Options::default()).await?;
        let mut conn = test_server::connect(&url).await;
        let ada = write::sign_up(&mut conn, &person("Ada")).await?;
        Ok(Self { conn, ada })
    }

    async fn post(&mut self, title: &str, body: &str) -> Result<Post, Error> {
        let new = NewPost {
            author_id: self.ada.id,
            title: title.to_owned(),
            body: body.to_owned(),
            created_at: None,
            updated_at: None,
            deleted_at: None,
        };
        write::create(&mut self.conn, &new).await
    }
}

fn person(name: &str) -> NewUser {
    NewUser {
        email: format!("{}@example.org", name.to_lowercase()),
        name: name.to_owned(),
        created_at: None,
    }
}

fn titled(title: &str) -> PostChanges {
    PostChanges {
        title: Some(title.to_owned()),
        ..PostChanges::default()
    }
}

fn titles(posts: &[read::PostCard]) -> Vec<&str> {
    posts.iter().map(|post| &*post.title).collect()
}

#[tokio::test]
async fn what_happens_to_a_post_is_on_record() {
    let mut blog = Blog::new().await.unwrap();
    let post = blog.post("First", "Hello").await.unwrap();
    let ada = blog.ada.id;
    let updated = write::update(&mut blog.conn, ada, post.id, &titled("Second"))
        .await
        .unwrap();
    assert_eq!((&*updated.title, &*updated.body), ("Second", "Hello"));
    assert!(updated.updated_at > post.updated_at);
    write::delete(&mut blog.conn, ada, post.id).await.unwrap();
    write::restore(&mut blog.conn, ada, post.id).await.unwrap();

    let history = read::history(&blog.conn, post.id).await.unwrap();
    let actions: Vec<AuditAction> = history.iter().map(|line| line.action).collect();
    let expected = [
        AuditAction::Create,
        AuditAction::Update,
        AuditAction::Delete,
        AuditAction::Restore,
    ];
    assert_eq!(actions, expected);
    assert_eq!(history[0].before, None);
    assert_eq!(history[1].before.as_ref().unwrap()["title"], "First");
    assert_eq!(history[3].actor, blog.ada);
}

#[tokio::test]
async fn a_change_that_fails_leaves_no_line() {
    let mut blog = Blog::new().await.unwrap();
    let post = blog.post("First", "Hello").await.unwrap();
    let nobody = blog.ada.id + 1;
    let refused = write::update(&mut blog.conn, nobody, post.id, &titled("Second")).await;
    assert!(matches!(refused, Err(Error::Database(_))), "{refused:?}");
    assert_eq!(read::history(&blog.conn, post.id).await.unwrap().len(), 1);
    let posts = read::by_number(&blog.conn, 0, 10).await.unwrap().posts;
    assert_eq!(titles(&posts), ["First"]);
}

#[tokio::test]
async fn a_deleted_post_is_hidden_until_it_is_restored() {
    let mut blog = Blog::new().await.unwrap();
    let post = blog.post("First", "Hello").await.unwrap();
    let ada = blog.ada.id;
    write::delete(&mut blog.conn, ada, post.id).await.unwrap();
    assert_eq!(read::by_number(&blog.conn, 0, 10).await.unwrap().total, 0);
    assert_eq!(read::search(&blog.conn, "hello", 10).await.unwrap(), []);
    let profile = read::profile(&blog.conn, ada).await.unwrap().unwrap();
    assert_eq!((profile.post_count, profile.posts.len()), (0, 0));
    let again = write::delete(&mut blog.conn, ada, post.id).await;
    assert!(matches!(again, Err(Error::NoPost)), "{again:?}");
    let changed = write::update(&mut blog.conn, ada, post.id, &titled("Second")).await;
    assert!(matches!(changed, Err(Error::NoPost)), "{changed:?}");

    write::restore(&mut blog.conn, ada, post.id).await.unwrap();
    assert_eq!(read::by_number(&blog.conn, 0, 10).await.unwrap().total, 1);
}

#[tokio::test]
async fn pages_go_on_where_they_ended_though_somebody_writes() {
    let mut blog = Blog::new().await.unwrap();
    for title in ["a", "b", "c", "d", "e"] {
        blog.post(title, "").await.unwrap();
    }
    let first = read::by_key(&blog.conn, None, 2).await.unwrap();
    blog.post("f", "").await.unwrap();
    let second = read::by_key(&blog.conn, first.next, 2).await.unwrap();
    let third = read::by_key(&blog.conn, second.next, 2).await.unwrap();
    assert_eq!(titles(&first.posts), ["e", "d"]);
    assert_eq!(titles(&second.posts), ["c", "b"]);
    assert_eq!((titles(&third.posts), third.next), (vec!["a"], None));
    // By number the page has moved on.
    let numbered = read::by_number(&blog.conn, 1, 2).await.unwrap();
    assert_eq!(
        (titles(&numbered.posts), numbered.total),
        (vec!["d", "c"], 6)
    );
}

#[tokio::test]
async fn a_word_in_the_title_counts_more() {
    let mut blog = Blog::new().await.unwrap();
    blog.post("Trains", "They run on diesel").await.unwrap();
    blog.post("Diesel", "A library").await.unwrap();
    blog.post("Boats", "Sails only").await.unwrap();
    let found = read::search(&blog.conn, "diesel", 10).await.unwrap();
    assert_eq!(titles(&found), ["Diesel", "Trains"]);
    let found = read::search(&blog.conn, "diesel -library", 10)
        .await
        .unwrap();
    assert_eq!(titles(&found), ["Trains"]);
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let mut blog = Blog::new().await.unwrap();
    let wrong = NewUser {
        email: "ada".to_owned(),
        name: "x".repeat(81),
        created_at: None,
    };
    let refused = write::sign_up(&mut blog.conn, &wrong).await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "email: must be an e-mail address\nname: must have at most 80 characters, has 81\n"
    );
    let refused = blog.post(" ", "Hello").await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "title: must not be blank\n"
    );
    let post = blog.post("First", "Hello").await.unwrap();
    let (ada, nothing) = (blog.ada.id, PostChanges::default());
    let refused = write::update(&mut blog.conn, ada, post.id, &nothing).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

#[tokio::test]
async fn an_address_is_taken_once() {
    let mut blog = Blog::new().await.unwrap();
    let again = write::sign_up(&mut blog.conn, &person("Ada")).await;
    let message = again.unwrap_err().to_string();
    assert_eq!(
        message,
        "ada@example.org is taken: somebody has signed up with it"
    );
}

#[tokio::test]
async fn every_statement_is_prepared_once() {
    let mut blog = Blog::new().await.unwrap();
    let prepared = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&prepared);
    blog.conn
        .set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
    let ada = blog.ada.id;
    let mut after_first_round = 0;
    for round in 0..20 {
        let post = blog.post(&format!("Post {round}"), "Hello").await.unwrap();
        write::update(&mut blog.conn, ada, post.id, &titled("Other"))
            .await
            .unwrap();
        write::delete(&mut blog.conn, ada, post.id).await.unwrap();
        write::restore(&mut blog.conn, ada, post.id).await.unwrap();
        read::by_number(&blog.conn, round, 3).await.unwrap();
        let place = Some((post.created_at, post.id));
        read::by_key(&blog.conn, place, 3).await.unwrap();
        read::search(&blog.conn, "hello", 3).await.unwrap();
        read::profile(&blog.conn, ada).await.unwrap();
        read::history(&blog.conn, post.id).await.unwrap();
        if round == 0 {
            after_first_round = prepared.load(Ordering::Relaxed);
            assert!(after_first_round > 0);
        }
    }
    assert_eq!(prepared.load(Ordering::Relaxed), after_first_round);
}

#[tokio::test]
async fn sample_rows_are_read_like_others() {
    let url = test_server::database().await;
    let applied = migrate(&url, &MIGRATIONS, &Options::default()).await;
    applied.unwrap();
    let filled = std::process::Command::new(env!("CARGO_BIN_EXE_posts-kit"))
        .args(["seed", "--count", "users=5", "--database-url", &url])
        .output()
        .unwrap();
    assert!(filled.status.success(), "{filled:?}");
    let told = String::from_utf8(filled.stdout).unwrap();
    let readme = include_str!("../../../README.md");
    assert!(readme.contains(&told), "{told}");
    let conn = test_server::connect(&url).await;
    let posts = read::by_number(&conn, 0, 100).await.unwrap().posts;
    assert!(!posts.is_empty());
    for post in posts {
        let history = read::history(&conn, post.id).await.unwrap();
        let actions: Vec<AuditAction> = history.iter().map(|line| line.action).collect();
        assert_eq!(actions, [AuditAction::Create]);
    }
}
