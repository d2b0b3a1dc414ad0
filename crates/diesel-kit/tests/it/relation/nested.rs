//! A table related to itself, several relations at once, depth: the lines C, D and E.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::View;
use serde::Serialize;

use super::world::*;

diesel::define_sql_function! {
    fn upper(text: Text) -> Text;
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct Guest {
    id: i32,
    #[view(with)]
    inviter: Option<Named>,
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct Named {
    name: String,
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct LoudGuest {
    #[view(expr = upper(users::name))]
    loud: String,
    #[view(with)]
    inviter: Option<Loud>,
    #[view(with, order = posts::id)]
    posts: Vec<LoudPost>,
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct Loud {
    #[view(expr = upper(users::name))]
    loud: String,
}

#[derive(Debug, Serialize, View)]
#[view(post)]
struct LoudPost {
    #[view(expr = upper(posts::content))]
    loud: String,
}

#[tokio::test]
async fn related_to_itself() {
    let world = World::new().await;
    let guests = Guest::query;
    cases! { world:
        "C01" all 1 guests().order(users::id) => [
            { "id": 1, "inviter": null }, { "id": 2, "inviter": { "name": "Ada" } },
            { "id": 3, "inviter": { "name": "Ada" } }, { "id": 4, "inviter": { "name": "Cleo" } }
        ];
        "C02" all 1 guests().order(users::id).limit(2) => [
            { "id": 1, "inviter": null }, { "id": 2, "inviter": { "name": "Ada" } }
        ];
        "C03" all 2 LoudGuest::query().order(users::id.desc()).limit(1) => [
            { "loud": "DAN", "inviter": { "loud": "CLEO" }, "posts": [] }
        ];
        "C04" all 2 LoudGuest::query().order(users::id).limit(1).offset(2) => [
            { "loud": "CLEO", "inviter": { "loud": "ADA" }, "posts": [{ "loud": "C1" }] }
        ];
        "C05" all 1 guests().order(users::name.desc()).filter(users::id.gt(2)) => [
            { "id": 4, "inviter": { "name": "Cleo" } }, { "id": 3, "inviter": { "name": "Ada" } }
        ];
        "C06, C07" all 1 guests().filter(users::id.eq(4)) => [{ "id": 4, "inviter": { "name": "Cleo" } }];
        "C08" all 1 guests().filter(users::name.eq("Ben")) => [{ "id": 2, "inviter": { "name": "Ada" } }];
        "a condition on the joined row" all 1 guests().order(users::id).filter(users::id.ge(3))
            .with(user::inviter, |q| q.filter(users::name.eq("Cleo"))) => [
            { "id": 3, "inviter": null }, { "id": 4, "inviter": { "name": "Cleo" } }
        ];
    }
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct Both {
    id: i32,
    #[view(with)]
    inviter: Option<Named>,
    #[view(with, order = posts::id)]
    posts: Vec<PostId>,
}

#[derive(Debug, Serialize, View)]
#[view(post)]
struct PostId {
    id: i32,
}

#[tokio::test]
async fn two_relations_at_once() {
    let world = World::new().await;
    cases! { world:
        "D01" all 2 Both::query().order(users::id) => [
            { "id": 1, "inviter": null, "posts": [{ "id": 11 }, { "id": 12 }, { "id": 13 }] },
            { "id": 2, "inviter": { "name": "Ada" }, "posts": [{ "id": 21 }, { "id": 22 }] },
            { "id": 3, "inviter": { "name": "Ada" }, "posts": [{ "id": 31 }] },
            { "id": 4, "inviter": { "name": "Cleo" }, "posts": [] }
        ];
        "D02" all 2 Both::query().order(users::id).limit(2).with(user::posts, |q| q.limit(1)) => [
            { "id": 1, "inviter": null, "posts": [{ "id": 11 }] },
            { "id": 2, "inviter": { "name": "Ada" }, "posts": [{ "id": 21 }] }
        ];
        "D03" all 2 LoudGuest::query().order(users::id).limit(2).with(user::posts, |q| q.limit(1)) => [
            { "loud": "ADA", "inviter": null, "posts": [{ "loud": "A1" }] },
            { "loud": "BEN", "inviter": { "loud": "ADA" }, "posts": [{ "loud": "B1" }] }
        ];
        "D04" all 2 LoudGuest::query().order(users::id).filter(users::id.gt(2)) => [
            { "loud": "CLEO", "inviter": { "loud": "ADA" }, "posts": [{ "loud": "C1" }] },
            { "loud": "DAN", "inviter": { "loud": "CLEO" }, "posts": [] }
        ];
        "D05" all 2 Both::query().order(users::id.desc()).filter(users::id.between(2, 3))
            .with(user::posts, |q| q.order(posts::id.desc())) => [
            { "id": 3, "inviter": { "name": "Ada" }, "posts": [{ "id": 31 }] },
            { "id": 2, "inviter": { "name": "Ada" }, "posts": [{ "id": 22 }, { "id": 21 }] }
        ];
        "D06" all 2 Both::query().filter(users::id.eq(2))
            .with(user::posts, |q| q.filter(posts::id.eq(22))) => [
            { "id": 2, "inviter": { "name": "Ada" }, "posts": [{ "id": 22 }] }
        ];
        "D07" all 2 Both::query().order(users::id).filter(users::verified).limit(1)
            .with(user::posts, |q| q.filter(posts::id.gt(11)).limit(1)) => [
            { "id": 1, "inviter": null, "posts": [{ "id": 12 }] }
        ];
        "D08, D09" all 2 LoudGuest::query().order(users::id.desc()).filter(users::id.le(2))
            .with(user::posts, |q| q.filter(posts::id.ne(12)).order(posts::id.desc())) => [
            { "loud": "BEN", "inviter": { "loud": "ADA" }, "posts": [{ "loud": "B2-LONG" }, { "loud": "B1" }] },
            { "loud": "ADA", "inviter": null, "posts": [{ "loud": "A3" }, { "loud": "A1" }] }
        ];
    }
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct Wall {
    id: i32,
    #[view(with, order = posts::id)]
    posts: Vec<WallPost>,
}

#[derive(Debug, Serialize, View)]
#[view(post)]
struct WallPost {
    id: i32,
    #[view(with, order = comments::id)]
    comments: Vec<WallComment>,
}

#[derive(Debug, Serialize, View)]
#[view(comment)]
struct WallComment {
    id: i32,
    #[view(with)]
    author: Option<Named>,
}

/// What hangs on joined rows is loaded, too.
#[derive(Debug, Serialize, View)]
#[view(comment)]
struct Answer {
    id: i32,
    #[view(with)]
    post: AnsweredPost,
    #[view(with, order = comment_likes::id)]
    likes: Vec<Like>,
}

#[derive(Debug, Serialize, View)]
#[view(post)]
struct AnsweredPost {
    #[view(with)]
    author: Option<Author>,
    #[view(with, order = comments::id)]
    comments: Vec<CommentId>,
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct Author {
    #[view(with, order = groups::id)]
    groups: Vec<GroupName>,
    #[view(with)]
    profile: Option<Motto>,
}

#[derive(Debug, Serialize, View)]
#[view(group)]
struct GroupName {
    name: String,
}

#[derive(Debug, Serialize, View)]
#[view(profile)]
struct Motto {
    motto: Option<String>,
}

#[derive(Debug, Serialize, View)]
#[view(comment)]
struct CommentId {
    id: i32,
}

#[derive(Debug, Serialize, View)]
#[view(comment_like)]
struct Like {
    #[view(with)]
    author: Named,
}

#[tokio::test]
async fn depth() {
    let world = World::new().await;
    let written = || posts::table.filter(posts::owner_id.eq(users::id.nullable()));
    cases! { world:
        "E01, E02" all 3 Wall::query().order(users::id) => [
            { "id": 1, "posts": [
                { "id": 11, "comments": [
                    { "id": 101, "author": { "name": "Ben" } }, { "id": 102, "author": { "name": "Cleo" } }
                ] },
                { "id": 12, "comments": [] },
                { "id": 13, "comments": [{ "id": 103, "author": null }] }
            ] },
            { "id": 2, "posts": [
                { "id": 21, "comments": [{ "id": 104, "author": { "name": "Ada" } }] },
                { "id": 22, "comments": [] }
            ] },
            { "id": 3, "posts": [{ "id": 31, "comments": [] }] },
            { "id": 4, "posts": [] }
        ];
        "E03, I07" all 3 Wall::query().order(users::id)
            .filter(exists(written().filter(posts::content.like("b%"))))
            .with(user::posts, |q| q.limit(1)) => [
            { "id": 2, "posts": [
                { "id": 21, "comments": [{ "id": 104, "author": { "name": "Ada" } }] }
            ] }
        ];
        "below joined rows" all 4 Answer::query().order(comments::id).filter(comments::id.ne(102)) => [
            { "id": 101, "likes": [{ "author": { "name": "Ada" } }, { "author": { "name": "Cleo" } }],
              "post": {
                "author": { "groups": [{ "name": "G1" }], "profile": { "motto": "onward" } },
                "comments": [{ "id": 101 }, { "id": 102 }]
            } },
            { "id": 103, "likes": [], "post": {
                "author": { "groups": [{ "name": "G1" }], "profile": { "motto": "onward" } },
                "comments": [{ "id": 103 }]
            } },
            { "id": 104, "likes": [{ "author": { "name": "Ben" } }], "post": {
                "author": { "groups": [{ "name": "G1" }, { "name": "G2" }], "profile": null },
                "comments": [{ "id": 104 }]
            } }
        ];
        "G01" all 3 Wall::query().filter(users::name.eq("Ada"))
            .with(user::posts, |q| q.filter(posts::content.eq("a1"))
                .with(post::comments, |q| q.filter(comments::content.like("again%"))
                    .with(comment::author, |q| q.filter(users::verified)))) => [
            { "id": 1, "posts": [
                { "id": 11, "comments": [{ "id": 102, "author": { "name": "Cleo" } }] }
            ] }
        ];
    }
}
