//! Relations on demand, counts, recursion, and pages by key.

use diesel::prelude::*;
use diesel_async::SimpleAsyncConnection;
use diesel_kit::relation::{count, recursive};
use diesel_kit::{Table, View};
use serde::Serialize;

use super::world::{self, World, comment, comments, post, posts, user, users};

#[derive(Debug, Serialize, View)]
#[view(comment)]
struct Lazy {
    id: i32,
    #[view(with, on_demand)]
    post: Option<PostId>,
    #[view(with, on_demand)]
    author: Option<UserName>,
    #[view(with, on_demand, order = world::comment_likes::id)]
    likes: Option<Vec<LikeId>>,
}

#[derive(Debug, Serialize, View)]
#[view(post)]
struct PostId {
    id: i32,
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct UserName {
    name: String,
}

#[derive(Debug, Serialize, View)]
#[view(world::comment_like)]
struct LikeId {
    id: i32,
}

#[tokio::test]
async fn on_demand() {
    let world = World::new().await;
    let some = || Lazy::query().order(comments::id.desc()).limit(2);
    for wanted in [false, true] {
        let query = some()
            .with_if(wanted, comment::likes)
            .with_if(wanted, comment::author);
        let found = world.all(if wanted { 2 } else { 1 }, query).await;
        assert_eq!(found[0]["likes"].is_array(), wanted);
        assert_eq!(found[0]["author"].is_object(), wanted);
    }
    cases! { world:
        "none" all 1 some() => [
            { "id": 104, "post": null, "author": null, "likes": null },
            { "id": 103, "post": null, "author": null, "likes": null }
        ];
        "asked for" all 2 some().with(comment::likes, |q| q.limit(1)).with(comment::post, |q| q) => [
            { "id": 104, "post": { "id": 21 }, "author": null, "likes": [{ "id": 1003 }] },
            { "id": 103, "post": { "id": 13 }, "author": null, "likes": [] }
        ];
    }
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct Counts {
    id: i32,
    #[view(count)]
    posts: i64,
    #[view(count = invitees)]
    invited: i64,
    #[view(count = groups, filter = world::groups::id.gt(1))]
    later_groups: i64,
    #[view(count = long_posts)]
    long: i64,
    #[view(with, order = users::id)]
    invitees: Vec<UserName>,
}

#[tokio::test]
async fn counts_per_parent() {
    let world = World::new().await;
    cases! { world:
        "of each kind" all 2 Counts::query().order(users::id).limit(3) => [
            { "id": 1, "posts": 3, "invited": 2, "later_groups": 0, "long": 1,
              "invitees": [{ "name": "Ben" }, { "name": "Cleo" }] },
            { "id": 2, "posts": 2, "invited": 0, "later_groups": 1, "long": 1, "invitees": [] },
            { "id": 3, "posts": 1, "invited": 1, "later_groups": 2, "long": 0, "invitees": [{ "name": "Dan" }] }
        ];
        "narrowed" all 2 Counts::query().filter(users::id.eq(1))
            .with(count(user::posts), |q| q.filter(posts::id.gt(11)))
            .with(count(user::invitees), |q| q.filter(users::verified)) => [
            { "id": 1, "posts": 2, "invited": 1, "later_groups": 0, "long": 1,
              "invitees": [{ "name": "Ben" }, { "name": "Cleo" }] }
        ];
    }
}

#[derive(Debug, Clone, Serialize, Table)]
#[table(name = "pages")]
#[table(has_many(children = pages(parent_id)), has_many(moved_away = pages(moved_from_id)))]
pub(crate) struct Page {
    #[column(pk)]
    pub(crate) id: i32,
    pub(crate) position: i32,
    pub(crate) trashed: bool,
    #[column(references = pages(id))]
    pub(crate) parent_id: Option<i32>,
    #[column(references = pages(id))]
    pub(crate) moved_from_id: Option<i32>,
}

diesel_kit::schema! {
    pub(crate) fn tree {
        tables { pages => Page }
    }
}

/// 1 holds 2 and 3, 2 holds 4 and 5, 4 holds 6; 3 is trashed and holds 7.
const TREE: &str = "
    INSERT INTO pages VALUES
        (1, 0, false, NULL, NULL), (2, 2, false, 1, NULL), (3, 1, true, 1, NULL), (4, 2, false, 2, 1),
        (5, 1, false, 2, 3), (6, 1, false, 4, 1), (7, 1, false, 3, NULL)
";

#[derive(Debug, Serialize, View)]
#[view(page)]
struct Family {
    id: i32,
    #[view(with)]
    parent: Option<PageId>,
    #[view(with)]
    moved_from: Option<PageId>,
    #[view(with, order = pages::position)]
    children: Vec<PageId>,
    #[view(with, order = pages::id.desc(), limit = 3)]
    moved_away: Vec<PageId>,
}

#[derive(Debug, Serialize, View)]
#[view(page)]
struct PageId {
    id: i32,
}

#[derive(Debug, Serialize, View)]
#[view(page)]
struct Lineage {
    id: i32,
    #[view(with)]
    parent: Option<PageId>,
    #[view(with = parent, recursive)]
    ancestors: Vec<PageId>,
    #[view(with = children, recursive, order = pages::position)]
    subtree: Vec<Leaf>,
}

#[derive(Debug, Serialize, View)]
#[view(page)]
struct Leaf {
    id: i32,
    #[view(with, order = pages::position)]
    children: Vec<PageId>,
}

#[tokio::test]
async fn two_keys_to_the_same_table() {
    let world = World::of(&tree(), TREE).await;
    cases! { world:
        "G06" all 3 Family::query().order(pages::id).filter(pages::id.eq_any([1, 4])) => [
            { "id": 1, "parent": null, "moved_from": null, "children": [{ "id": 3 }, { "id": 2 }],
              "moved_away": [{ "id": 6 }, { "id": 4 }] },
            { "id": 4, "parent": { "id": 2 }, "moved_from": { "id": 1 }, "children": [{ "id": 6 }],
              "moved_away": [] }
        ];
    }
}

#[tokio::test]
async fn ancestors_and_subtrees() {
    let mut world = World::of(&tree(), TREE).await;
    let of = |id: i32| Lineage::query().filter(pages::id.eq(id));
    cases! { world:
        "one parent" all 4 of(2) => [
            { "id": 2, "parent": { "id": 1 }, "ancestors": [{ "id": 1 }], "subtree": [
                { "id": 5, "children": [] }, { "id": 4, "children": [{ "id": 6 }] }, { "id": 6, "children": [] }
            ] }
        ];
        "several parents" all 3 Lineage::query().order(pages::id.desc()).filter(pages::id.ge(6))
            .with(recursive(page::children), |q| q.limit(9)) => [
            { "id": 7, "parent": { "id": 3 }, "ancestors": [{ "id": 3 }, { "id": 1 }], "subtree": [] },
            { "id": 6, "parent": { "id": 4 }, "ancestors": [{ "id": 4 }, { "id": 2 }, { "id": 1 }], "subtree": [] }
        ];
        "what a filter leaves out is not passed" all 4 of(1)
            .with(recursive(page::children), |q| q.filter(pages::trashed.eq(false)).steps(2)
                .with(page::children, |q| q.limit(0))) => [
            { "id": 1, "parent": null, "ancestors": [], "subtree": [
                { "id": 2, "children": [] }, { "id": 5, "children": [] }, { "id": 4, "children": [] }
            ] }
        ];
        "a limit counts from near to far" all 3 of(6)
            .with(recursive(page::parent), |q| q.limit(1).offset(1)).with(recursive(page::children), |q| q) => [
            { "id": 6, "parent": { "id": 4 }, "ancestors": [{ "id": 2 }], "subtree": [] }
        ];
    }
    let circle = "UPDATE pages SET parent_id = 6 WHERE id = 2";
    world.conn.batch_execute(circle).await.unwrap();
    cases! { world:
        "a circle ends" all 4 of(4) => [
            { "id": 4, "parent": { "id": 2 }, "ancestors": [{ "id": 2 }, { "id": 6 }, { "id": 4 }], "subtree": [
                { "id": 6, "children": [{ "id": 2 }] }, { "id": 2, "children": [{ "id": 5 }, { "id": 4 }] },
                { "id": 5, "children": [] }, { "id": 4, "children": [{ "id": 6 }] }
            ] }
        ];
    }
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct Blog {
    id: i32,
    #[view(with)]
    posts: Vec<PostId>,
}

#[tokio::test]
async fn pages_by_key() {
    let world = World::of(&tree(), TREE).await;
    let orders = |step: i32| match step {
        0 => Page::query().order((pages::position.desc(), pages::id.desc())),
        _ => Page::query().order((pages::position.desc(), pages::id.asc())),
    };
    for step in 0..2 {
        let all = orders(step).load(&world.conn).await.unwrap();
        let mut seen: Vec<i32> = Vec::new();
        let mut after: Option<(i32, i32)> = None;
        loop {
            let query = match step {
                0 => Page::query().keyset((pages::position.desc(), pages::id.desc()), after),
                _ => Page::query().keyset((pages::position.desc(), pages::id.asc()), after),
            };
            let page = query.limit(2).load(&world.conn).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.position, last.id));
            seen.extend(page.iter().map(|row| row.id));
        }
        let all: Vec<i32> = all.iter().map(|row| row.id).collect();
        assert_eq!(seen, all, "{step}");
    }
    let world = World::new().await;
    cases! { world:
        "per parent" all 2 Blog::query().order(users::id).limit(2)
            .with(user::posts, |q| q.keyset((posts::id.asc(),), Some((11,))).limit(1)) => [
            { "id": 1, "posts": [{ "id": 12 }] }, { "id": 2, "posts": [{ "id": 21 }] }
        ];
    }
}
