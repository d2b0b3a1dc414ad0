//! Finding pages and messages, and nothing that may not be seen.

use std::time::Duration;

use db::Error;
use db::id::PageId;
use db::query::search::{self, MESSAGE_WORDS, TEXT_WORDS, TITLE_WORDS};
use db::schema::{Drive, Page, PageType};
use diesel::sql_types::Double;
use diesel_async::RunQueryDsl;
use testkit::{Person, World, new_page};

use crate::connect;

struct Library {
    world: World,
    ada: Person,
    drive: Drive,
    /// Every page that was added: what may be seen.
    pages: Vec<PageId>,
}

impl Library {
    async fn open() -> Self {
        let world = World::start().await;
        let ada = world.person("ada").await;
        let drive = world.drive(&ada, "Engines").await;
        Self {
            world,
            ada,
            drive,
            pages: Vec::new(),
        }
    }

    async fn add(&mut self, parent: Option<&Page>, title: &str, text: &str) -> Page {
        let mut new = new_page(&self.drive.id, PageType::Code, title);
        new.parent_id = parent.map(|parent| parent.id.clone());
        new.content = Some(text.to_owned());
        let page = self.world.page_with(&self.ada, new).await;
        let mut conn = self.world.db.conn().await.unwrap();
        search::set_text(&mut conn, &page.id, 1, text)
            .await
            .unwrap();
        self.pages.push(page.id.clone());
        page
    }

    /// Titles of what is found by words, best first.
    async fn words(&self, words: &str) -> Vec<String> {
        let mut conn = self.world.db.conn().await.unwrap();
        let found = search::pages(&mut conn, words, &self.pages, 50)
            .await
            .unwrap();
        let mut titles = Vec::new();
        for row in found {
            titles.push(
                db::query::page::find(&mut conn, &row.id)
                    .await
                    .unwrap()
                    .title,
            );
        }
        titles
    }

    /// Titles and excerpts of what is found by a plain text.
    async fn substring(&self, text: &str) -> Vec<(String, String)> {
        let mut conn = self.world.db.conn().await.unwrap();
        let found = search::substring(&mut conn, text, &self.pages, 50)
            .await
            .unwrap();
        found
            .into_iter()
            .map(|row| (row.title, row.excerpt))
            .collect()
    }

    async fn trash(&self, page: &Page) {
        let pages = [page.id.clone()];
        self.world
            .db
            .write(async |tx| db::query::tree::trash(tx, &pages, uuid::Uuid::now_v7()).await)
            .await
            .unwrap();
    }
}

/// An index on another expression would still be there, and never be used.
#[tokio::test]
async fn the_indexes_are_on_the_expressions_that_are_asked_for() {
    let world = World::start().await;
    let client = connect(world.url()).await;
    for (table, index, expression) in [
        ("pages", "pages_title_words_idx", TITLE_WORDS),
        (
            "channel_messages",
            "channel_messages_words_idx",
            MESSAGE_WORDS,
        ),
    ] {
        let make = format!("CREATE INDEX probe_idx ON {table} USING gin (({expression}))");
        client.batch_execute(&make).await.unwrap();
        let row = client
            .query_one(
                "SELECT pg_get_indexdef($1::text::regclass, 1, true), pg_get_indexdef('probe_idx'::regclass, 1, true)",
                &[&index],
            )
            .await
            .unwrap();
        assert_eq!(row.get::<_, String>(0), row.get::<_, String>(1));
        client.batch_execute("DROP INDEX probe_idx").await.unwrap();
    }
    let make = format!(
        "CREATE TABLE probe (text text, words tsvector GENERATED ALWAYS AS ({TEXT_WORDS}) STORED)"
    );
    client.batch_execute(&make).await.unwrap();
    let sql = "SELECT DISTINCT pg_get_expr(adbin, adrelid) FROM pg_attrdef
               WHERE adrelid IN ('probe'::regclass, 'page_texts'::regclass)";
    assert_eq!(client.query(sql, &[]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn words_are_found_whatever_their_case_and_accents_and_titles_come_first() {
    let mut library = Library::open().await;
    library
        .add(None, "Cooking", "Crème brûlée and a little STRASSE")
        .await;
    library.add(None, "Creme", "nothing else").await;
    library.add(None, "Other", "no match").await;
    library.add(None, "ΑΘΗΝΑ", "Σίσυφος").await;
    for (words, expected) in [
        ("CREME", vec!["Creme", "Cooking"]),
        ("crème", vec!["Creme", "Cooking"]),
        ("\"brulee and a\"", vec!["Cooking"]),
        ("\"and brulee\"", vec![]),
        ("creme -brulee", vec!["Creme"]),
        ("strasse or match", vec!["Cooking", "Other"]),
        ("αθήνα", vec!["ΑΘΗΝΑ"]),
        ("ｃｏｏｋｉｎｇ", vec!["Cooking"]),
        ("", vec![]),
        ("\"unclosed (&|!", vec![]),
    ] {
        let mut found = library.words(words).await;
        if words.contains(" or ") {
            found.sort();
        }
        assert_eq!(found, expected, "{words}");
    }
}

#[tokio::test]
async fn what_may_not_be_seen_or_is_in_the_trash_is_not_found_and_takes_no_place() {
    let mut library = Library::open().await;
    for n in 0..20 {
        library.add(None, &format!("Plan {n}"), "budget").await;
    }
    let hidden = library.pages.clone();
    library.pages.clear();
    library.add(None, "Plan of mine", "budget").await;
    let gone = library.add(None, "Plan in the trash", "budget").await;
    library.trash(&gone).await;
    let mut conn = library.world.db.conn().await.unwrap();
    for words in ["plan", "budget"] {
        let found = search::pages(&mut conn, words, &library.pages, 2)
            .await
            .unwrap();
        assert_eq!(found.len(), 1, "{words}");
        let found = search::substring(&mut conn, words, &library.pages, 2)
            .await
            .unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|row| (row.title.as_str(), row.total))
            .collect();
        assert_eq!(told, [("Plan of mine", 1)], "{words}");
    }
    let found = search::substring(&mut conn, "plan", &hidden, 2)
        .await
        .unwrap();
    assert_eq!(
        found.iter().map(|row| row.total).collect::<Vec<_>>(),
        [20, 20]
    );
}

#[tokio::test]
async fn a_plain_text_is_found_in_every_script_and_has_no_wildcards() {
    let mut library = Library::open().await;
    let long = format!("{}needle{}", "before ".repeat(400), " after".repeat(400));
    for (title, text) in [
        ("Sale", "100% off_now \\o/"),
        ("日本語のページ", "東京都に行きました"),
        ("שלום", "مرحبا بالعالم"),
        ("Привет", "Ёлка"),
        ("Party 🎉👩‍👩‍👧", "text"),
        ("Long", &long),
    ] {
        library.add(None, title, text).await;
    }
    for (text, title) in [
        ("100%", "Sale"),
        ("OFF_NOW", "Sale"),
        ("\\O/", "Sale"),
        ("京都", "日本語のページ"),
        ("本", "日本語のページ"),
        ("לו", "שלום"),
        ("بال", "שלום"),
        ("ПРИВ", "Привет"),
        ("ёлк", "Привет"),
        ("🎉", "Party 🎉👩‍👩‍👧"),
        ("NEEDLE", "Long"),
    ] {
        let found = library.substring(text).await;
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        let (found, excerpt) = &found[0];
        assert_eq!(found, title, "{text}");
        assert!(
            excerpt.to_lowercase().contains(&text.to_lowercase()),
            "{text}: {excerpt}"
        );
        assert!(excerpt.chars().count() < 220, "{excerpt}");
    }
    for text in ["1%0", "off.now", "%%", "o_f"] {
        assert!(library.substring(text).await.is_empty(), "{text}");
    }
}

#[tokio::test]
async fn each_drive_has_its_own_limit() {
    let mut library = Library::open().await;
    for n in 0..3 {
        library.add(None, &format!("Plan {n}"), "").await;
    }
    library.drive = library.world.drive(&library.ada, "Bridges").await;
    library.add(None, "Bridge plan", "").await;
    let mut conn = library.world.db.conn().await.unwrap();
    let found = search::substring(&mut conn, "PLAN", &library.pages, 2)
        .await
        .unwrap();
    let mut told: Vec<_> = found
        .iter()
        .map(|row| (row.title.as_str(), row.total))
        .collect();
    told.sort_unstable();
    assert_eq!(told, [("Bridge plan", 1), ("Plan 0", 3), ("Plan 1", 3)]);
}

#[tokio::test]
async fn messages_are_found_newest_first_in_the_channels_that_may_be_seen() {
    let library = Library::open().await;
    let (world, ada) = (&library.world, &library.ada);
    let open = world.channel(ada, &library.drive.id, "Open").await;
    let closed = world.channel(ada, &library.drive.id, "Closed").await;
    for content in ["Déploy one", "deploy two", "DEPLOY three", "lunch"] {
        world.message(ada, &open, content).await;
    }
    let gone = world.message(ada, &open, "deploy none").await;
    world.message(ada, &closed, "deploy secretly").await;
    world
        .db
        .write(async |tx| db::query::message::delete(tx, &gone.id).await)
        .await
        .unwrap();
    let mut conn = world.db.conn().await.unwrap();
    let visible = [open.id.clone()];
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = search::messages(&mut conn, "deploy", &visible, before, 2)
            .await
            .unwrap();
        seen.extend(page.rows.into_iter().map(|row| row.content));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["DEPLOY three", "deploy two", "Déploy one"]);
}

#[tokio::test]
async fn paths_are_made_of_what_may_be_seen() {
    let mut library = Library::open().await;
    let plans = library.add(None, "Plans", "").await;
    let hidden = library.add(Some(&plans), "Hidden", "").await;
    let shown = library.add(Some(&hidden), "Shown", "").await;
    let gone = library.add(Some(&plans), "Gone", "").await;
    library.trash(&gone).await;
    let root = library.add(None, "Secret root", "").await;
    library.add(Some(&root), "Leaf", "").await;
    library
        .pages
        .retain(|page| *page != hidden.id && *page != root.id);
    let mut conn = library.world.db.conn().await.unwrap();
    let located = search::paths(&mut conn, &library.drive.id, &library.pages)
        .await
        .unwrap();
    let paths: Vec<_> = located.iter().map(|row| row.path.as_str()).collect();
    assert_eq!(paths, ["Leaf", "Plans", "Plans/Shown"]);
    let glob = search::Glob::new("plans/*");
    let matching: Vec<_> = located
        .iter()
        .filter(|row| glob.matches(&row.path))
        .collect();
    assert_eq!(matching[0].id, shown.id);
    assert_eq!(matching.len(), 1);
}

#[tokio::test]
async fn contents_come_with_the_pages_and_not_from_the_trash() {
    let mut library = Library::open().await;
    library.add(None, "One", "fn main() {}").await;
    let gone = library.add(None, "Two", "gone").await;
    library.trash(&gone).await;
    let folder = new_page(&library.drive.id, PageType::Folder, "Folder");
    let folder = library.world.page_with(&library.ada, folder).await;
    library.pages.push(folder.id);
    let mut conn = library.world.db.conn().await.unwrap();
    let contents = search::contents(&mut conn, &library.pages).await.unwrap();
    let mut told: Vec<_> = contents
        .iter()
        .map(|row| (row.title.as_str(), row.content.as_deref()))
        .collect();
    told.sort_unstable();
    assert_eq!(told, [("Folder", None), ("One", Some("fn main() {}"))]);
}

#[tokio::test]
async fn texts_follow_their_documents() {
    let library = Library::open().await;
    let mut conn = library.world.db.conn().await.unwrap();
    let mut pages = Vec::new();
    for n in 0..3 {
        let title = format!("Page {n}");
        pages.push(
            library
                .world
                .code(&library.ada, &library.drive.id, &title, "text")
                .await,
        );
    }
    let behind = async |conn: &mut _| {
        let (mut behind, mut after) = (Vec::new(), None);
        loop {
            let page = search::stale(conn, after, 2).await.unwrap();
            behind.extend(page.rows.into_iter().map(|row| (row.page_id, row.seq)));
            after = page.next;
            if after.is_none() {
                behind.retain(|(id, _)| pages.iter().any(|page| page.id == *id));
                return behind;
            }
        }
    };
    let all: Vec<_> = pages.iter().map(|page| (page.id.clone(), 1)).collect();
    assert_eq!(behind(&mut conn).await, all);
    assert!(
        search::set_text(&mut conn, &pages[0].id, 1, "text")
            .await
            .unwrap()
    );
    assert!(
        search::set_text(&mut conn, &pages[1].id, 1, "text")
            .await
            .unwrap()
    );
    assert_eq!(behind(&mut conn).await, all[2..]);
    let changed = &pages[0].id;
    library
        .world
        .db
        .write(async |tx| db::query::document::set_projection(tx, changed, 2, "more").await)
        .await
        .unwrap();
    assert_eq!(
        behind(&mut conn).await,
        [all[2].clone(), (changed.clone(), 2)]
    );
    assert!(
        search::set_text(&mut conn, changed, 2, "more")
            .await
            .unwrap()
    );
    let slower = search::set_text(&mut conn, changed, 1, "text")
        .await
        .unwrap();
    assert!(!slower, "an earlier text does not come back");
}

#[tokio::test]
async fn a_search_that_takes_too_long_ends_and_says_so() {
    let world = World::start().await;
    let sleep = |seconds: f64| diesel::sql_query("SELECT pg_sleep($1)").bind::<Double, _>(seconds);
    let outcome: Result<(), Error> = world
        .db
        .write(async |tx| {
            search::limit_time(tx, Duration::from_millis(20)).await?;
            sleep(30.0).execute(&mut **tx).await?;
            Ok(())
        })
        .await;
    assert!(matches!(outcome, Err(Error::TimedOut)), "{outcome:?}");
    // The limit ends with the transaction, on every connection that it may have been set on.
    for _ in 0..8 {
        let mut conn = world.db.conn().await.unwrap();
        sleep(0.03).execute(&mut conn).await.unwrap();
    }
}
