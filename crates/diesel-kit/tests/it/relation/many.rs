//! One to many: the lines A and B of the checklist.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::View;
use serde::Serialize;

use super::world::*;

diesel::define_sql_function! {
    fn upper(text: Text) -> Text;
}
diesel::define_sql_function! {
    fn length(text: Text) -> Integer;
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct Writer {
    id: i32,
    #[view(with, order = posts::id)]
    posts: Vec<PostId>,
}

#[derive(Debug, Serialize, View)]
#[view(post)]
struct PostId {
    id: i32,
}

/// A column, and computed fields at both levels.
#[derive(Debug, Serialize, View)]
#[view(user)]
struct LoudUser {
    id: i32,
    #[view(expr = upper(users::name))]
    loud: String,
    #[view(with, order = posts::id)]
    posts: Vec<LoudPost>,
}

#[derive(Debug, Serialize, View)]
#[view(post)]
struct LoudPost {
    id: i32,
    #[view(expr = length(posts::content))]
    size: i32,
}

/// Nothing but computed fields.
#[derive(Debug, Serialize, View)]
#[view(user)]
struct Computed {
    #[view(expr = upper(users::name))]
    loud: String,
    #[view(with, order = posts::id)]
    posts: Vec<Size>,
}

#[derive(Debug, Serialize, View)]
#[view(post)]
struct Size {
    #[view(expr = length(posts::content))]
    size: i32,
}

#[tokio::test]
async fn many_rows() {
    let world = World::new().await;
    let (one, two, skipped, name) = (1, 2, 1, "Ada".to_owned());
    cases! { world:
        "A01" all 2 Writer::query().order(users::id) => [
            { "id": 1, "posts": [{ "id": 11 }, { "id": 12 }, { "id": 13 }] },
            { "id": 2, "posts": [{ "id": 21 }, { "id": 22 }] },
            { "id": 3, "posts": [{ "id": 31 }] },
            { "id": 4, "posts": [] }
        ];
        "A02" all 2 Writer::query().order(users::id).with(user::posts, |q| q.limit(1)) => [
            { "id": 1, "posts": [{ "id": 11 }] }, { "id": 2, "posts": [{ "id": 21 }] },
            { "id": 3, "posts": [{ "id": 31 }] }, { "id": 4, "posts": [] }
        ];
        "A03" all 2 Writer::query().order(users::id).limit(2).with(user::posts, |q| q.limit(1)) => [
            { "id": 1, "posts": [{ "id": 11 }] }, { "id": 2, "posts": [{ "id": 21 }] }
        ];
        "A04" all 2 LoudUser::query().order(users::id).filter(users::id.gt(1)) => [
            { "id": 2, "loud": "BEN", "posts": [{ "id": 21, "size": 2 }, { "id": 22, "size": 7 }] },
            { "id": 3, "loud": "CLEO", "posts": [{ "id": 31, "size": 2 }] },
            { "id": 4, "loud": "DAN", "posts": [] }
        ];
        "A05" all 2 LoudUser::query().order(users::id).limit(2).with(user::posts, |q| q.limit(1)) => [
            { "id": 1, "loud": "ADA", "posts": [{ "id": 11, "size": 2 }] },
            { "id": 2, "loud": "BEN", "posts": [{ "id": 21, "size": 2 }] }
        ];
        "A06" all 2 Writer::query().order(users::name.desc())
            .with(user::posts, |q| q.order(posts::id.desc())) => [
            { "id": 4, "posts": [] }, { "id": 3, "posts": [{ "id": 31 }] },
            { "id": 2, "posts": [{ "id": 22 }, { "id": 21 }] },
            { "id": 1, "posts": [{ "id": 13 }, { "id": 12 }, { "id": 11 }] }
        ];
        "A07" all 2 Writer::query().filter(users::id.eq(1))
            .with(user::posts, |q| q.filter(posts::id.eq(12))) => [{ "id": 1, "posts": [{ "id": 12 }] }];
        "A08, A09" all 2 Writer::query().order(users::id).filter(users::verified)
            .with(user::posts, |q| q.filter(posts::content.like("%1"))) => [
            { "id": 1, "posts": [{ "id": 11 }] }, { "id": 3, "posts": [{ "id": 31 }] }
        ];
        "A14" all 2 Computed::query().order(users::id).filter(users::id.ge(3)) => [
            { "loud": "CLEO", "posts": [{ "size": 2 }] }, { "loud": "DAN", "posts": [] }
        ];
        "A15" all 2 Computed::query().filter(users::id.eq(2))
            .with(user::posts, |q| q.filter(posts::id.eq(22))) => [
            { "loud": "BEN", "posts": [{ "size": 7 }] }
        ];
        "A16" all 2 Computed::query().order(users::id).filter(users::id.le(2)).limit(1)
            .with(user::posts, |q| q.filter(posts::id.gt(11)).limit(1)) => [
            { "loud": "ADA", "posts": [{ "size": 7 }] }
        ];
        "A17" all 2 Computed::query().order(users::id.desc()).filter(users::id.le(2))
            .with(user::posts, |q| q.filter(posts::id.gt(11)).order(posts::id.desc())) => [
            { "loud": "BEN", "posts": [{ "size": 7 }, { "size": 2 }] },
            { "loud": "ADA", "posts": [{ "size": 2 }, { "size": 7 }] }
        ];
        "A20" all 2 Writer::query().order(users::id).limit(one) => [
            { "id": 1, "posts": [{ "id": 11 }, { "id": 12 }, { "id": 13 }] }
        ];
        "A21" all 2 Writer::query().order(users::id).limit(one).offset(skipped)
            .with(user::posts, |q| q.limit(one).offset(skipped)) => [{ "id": 2, "posts": [{ "id": 22 }] }];
        "A22" all 2 Writer::query().filter(users::name.eq(&name)).with(user::posts, |q| q.limit(one)) => [
            { "id": 1, "posts": [{ "id": 11 }] }
        ];
        "A23" all 2 Writer::query().order(users::id).filter(users::name.ne(&name)).limit(two).offset(skipped)
            .with(user::posts, |q| q.filter(posts::id.gt(30)).limit(two).offset(0)) => [
            { "id": 3, "posts": [{ "id": 31 }] }, { "id": 4, "posts": [] }
        ];
        "no parents" all 1 Writer::query().filter(users::id.eq(99)) => [];
        "a condition of the relation" all 2 LongWriter::query().order(users::id).limit(3) => [
            { "id": 1, "long_posts": [{ "id": 12 }] }, { "id": 2, "long_posts": [{ "id": 22 }] },
            { "id": 3, "long_posts": [] }
        ];
    }
}

/// H05: the relation has a condition of its own.
#[derive(Debug, Serialize, View)]
#[view(user)]
struct LongWriter {
    id: i32,
    #[view(with)]
    long_posts: Vec<PostId>,
}

#[tokio::test]
async fn first_row() {
    let world = World::new().await;
    cases! { world:
        "B01" top 2 Writer::query().order(users::id) => {
            "id": 1, "posts": [{ "id": 11 }, { "id": 12 }, { "id": 13 }]
        };
        "B02" top 2 Writer::query().order(users::id).with(user::posts, |q| q.limit(1)) => {
            "id": 1, "posts": [{ "id": 11 }]
        };
        "B03" top 1 Writer::query().filter(users::id.eq(99)) => null;
        "B04" top 2 Writer::query().order(users::id).offset(1).with(user::posts, |q| q.limit(1)) => {
            "id": 2, "posts": [{ "id": 21 }]
        };
        "B05" top 2 LoudUser::query().order(users::id).filter(users::id.gt(1)) => {
            "id": 2, "loud": "BEN", "posts": [{ "id": 21, "size": 2 }, { "id": 22, "size": 7 }]
        };
        "B06" top 2 LoudUser::query().order(users::id).with(user::posts, |q| q.limit(1)) => {
            "id": 1, "loud": "ADA", "posts": [{ "id": 11, "size": 2 }]
        };
        "B07" top 2 Writer::query().order(users::id.desc()).offset(2)
            .with(user::posts, |q| q.order(posts::id.desc())) => {
            "id": 2, "posts": [{ "id": 22 }, { "id": 21 }]
        };
        "B08, B09" top 2 Writer::query().filter(users::id.eq(1))
            .with(user::posts, |q| q.filter(posts::id.ne(12))) => {
            "id": 1, "posts": [{ "id": 11 }, { "id": 13 }]
        };
        "B10" top 2 Writer::query().filter(users::name.eq("Ben"))
            .with(user::posts, |q| q.filter(posts::content.like("%long"))) => {
            "id": 2, "posts": [{ "id": 22 }]
        };
        "B13 plain" top 2 Computed::query().order(users::id).offset(2) => {
            "loud": "CLEO", "posts": [{ "size": 2 }]
        };
        "B13 condition" top 2 Computed::query().filter(users::id.eq(2))
            .with(user::posts, |q| q.filter(posts::id.eq(22))) => { "loud": "BEN", "posts": [{ "size": 7 }] };
        "B13 limit" top 2 Computed::query().order(users::id)
            .with(user::posts, |q| q.filter(posts::id.gt(11)).limit(1)) => {
            "loud": "ADA", "posts": [{ "size": 7 }]
        };
        "B13 order" top 2 Computed::query().order(users::id)
            .with(user::posts, |q| q.filter(posts::id.gt(11)).order(posts::id.desc())) => {
            "loud": "ADA", "posts": [{ "size": 2 }, { "size": 7 }]
        };
    }
}
