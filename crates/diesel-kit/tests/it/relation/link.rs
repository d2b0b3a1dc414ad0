//! Many to many, in both directions: the lines F.

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
struct Member {
    id: i32,
    #[view(with, order = groups::id)]
    groups: Vec<GroupId>,
}

#[derive(Debug, Serialize, View)]
#[view(group)]
struct GroupId {
    id: i32,
}

#[derive(Debug, Serialize, View)]
#[view(group)]
struct Round {
    id: i32,
    #[view(with, order = users::id)]
    users: Vec<UserId>,
}

#[derive(Debug, Serialize, View)]
#[view(user)]
struct UserId {
    id: i32,
}

/// G05: two ways to the same table.
#[derive(Debug, Serialize, View)]
#[view(user)]
struct Ways {
    id: i32,
    #[view(with, order = groups::id)]
    groups: Vec<GroupId>,
    #[view(with)]
    favourites: Vec<GroupId>,
    #[view(expr = upper(users::name))]
    loud: String,
}

#[tokio::test]
async fn many_rows() {
    let world = World::new().await;
    let (members, rounds) = (
        || Member::query().order(users::id),
        || Round::query().order(groups::id),
    );
    cases! { world:
        "F01 users" all 2 members() => [
            { "id": 1, "groups": [{ "id": 1 }] }, { "id": 2, "groups": [{ "id": 1 }, { "id": 2 }] },
            { "id": 3, "groups": [{ "id": 2 }, { "id": 3 }] }, { "id": 4, "groups": [] }
        ];
        "F01 groups" all 2 rounds() => [
            { "id": 1, "users": [{ "id": 1 }, { "id": 2 }] }, { "id": 2, "users": [{ "id": 2 }, { "id": 3 }] },
            { "id": 3, "users": [{ "id": 3 }] }
        ];
        "F02 users" all 2 members().limit(2).with(user::groups, |q| q.limit(1)) => [
            { "id": 1, "groups": [{ "id": 1 }] }, { "id": 2, "groups": [{ "id": 1 }] }
        ];
        "F02 groups" all 2 rounds().limit(2).with(group::users, |q| q.limit(1)) => [
            { "id": 1, "users": [{ "id": 1 }] }, { "id": 2, "users": [{ "id": 2 }] }
        ];
        "F03 users" all 2 members().filter(users::id.gt(1)).limit(2)
            .with(user::groups, |q| q.filter(groups::id.gt(1)).limit(1)) => [
            { "id": 2, "groups": [{ "id": 2 }] }, { "id": 3, "groups": [{ "id": 2 }] }
        ];
        "F03 groups" all 2 rounds().filter(groups::id.gt(1)).limit(2)
            .with(group::users, |q| q.filter(users::id.gt(2)).limit(1)) => [
            { "id": 2, "users": [{ "id": 3 }] }, { "id": 3, "users": [{ "id": 3 }] }
        ];
        "F04 users" all 2 members().with(user::groups, |q| q.filter(groups::id.eq(3))) => [
            { "id": 1, "groups": [] }, { "id": 2, "groups": [] },
            { "id": 3, "groups": [{ "id": 3 }] }, { "id": 4, "groups": [] }
        ];
        "F04 groups" all 2 rounds().with(group::users, |q| q.filter(users::name.eq("Ada"))) => [
            { "id": 1, "users": [{ "id": 1 }] }, { "id": 2, "users": [] }, { "id": 3, "users": [] }
        ];
        "F05 users" all 2 members().order(users::id.desc()).with(user::groups, |q| q.order(groups::id.desc())) => [
            { "id": 4, "groups": [] }, { "id": 3, "groups": [{ "id": 3 }, { "id": 2 }] },
            { "id": 2, "groups": [{ "id": 2 }, { "id": 1 }] }, { "id": 1, "groups": [{ "id": 1 }] }
        ];
        "F05 groups" all 2 rounds().order(groups::id.desc()).with(group::users, |q| q.order(users::id.desc())) => [
            { "id": 3, "users": [{ "id": 3 }] }, { "id": 2, "users": [{ "id": 3 }, { "id": 2 }] },
            { "id": 1, "users": [{ "id": 2 }, { "id": 1 }] }
        ];
        "F06 users" all 2 members().order(users::id.desc()).limit(2)
            .with(user::groups, |q| q.order(groups::id.desc()).limit(1)) => [
            { "id": 4, "groups": [] }, { "id": 3, "groups": [{ "id": 3 }] }
        ];
        "F06 groups" all 2 rounds().order(groups::id.desc()).limit(2)
            .with(group::users, |q| q.order(users::id.desc()).limit(1)) => [
            { "id": 3, "users": [{ "id": 3 }] }, { "id": 2, "users": [{ "id": 3 }] }
        ];
        "F07, G05" all 3 Ways::query().order(users::id).limit(2) => [
            { "id": 1, "groups": [{ "id": 1 }], "favourites": [{ "id": 2 }], "loud": "ADA" },
            { "id": 2, "groups": [{ "id": 1 }, { "id": 2 }], "favourites": [{ "id": 1 }], "loud": "BEN" }
        ];
    }
}

#[tokio::test]
async fn first_row() {
    let world = World::new().await;
    let (members, rounds) = (
        || Member::query().order(users::id),
        || Round::query().order(groups::id),
    );
    cases! { world:
        "F01 user" top 2 members() => { "id": 1, "groups": [{ "id": 1 }] };
        "F01 group" top 2 rounds() => { "id": 1, "users": [{ "id": 1 }, { "id": 2 }] };
        "F02 user" top 2 members().offset(1).with(user::groups, |q| q.limit(1)) => {
            "id": 2, "groups": [{ "id": 1 }]
        };
        "F02 group" top 2 rounds().with(group::users, |q| q.limit(1)) => { "id": 1, "users": [{ "id": 1 }] };
        "F03 user" top 2 members().filter(users::id.gt(1))
            .with(user::groups, |q| q.filter(groups::id.gt(1)).limit(1)) => { "id": 2, "groups": [{ "id": 2 }] };
        "F03 group" top 2 rounds().filter(groups::id.gt(1))
            .with(group::users, |q| q.filter(users::id.gt(2)).limit(1)) => { "id": 2, "users": [{ "id": 3 }] };
        "F04 user" top 2 members().with(user::groups, |q| q.filter(groups::id.eq(3))) => {
            "id": 1, "groups": []
        };
        "F04 group" top 2 rounds().with(group::users, |q| q.filter(users::id.eq(2))) => {
            "id": 1, "users": [{ "id": 2 }]
        };
        "F05 user" top 2 members().order(users::id.desc()).offset(1)
            .with(user::groups, |q| q.order(groups::id.desc())) => { "id": 3, "groups": [{ "id": 3 }, { "id": 2 }] };
        "F05 group" top 2 rounds().order(groups::id.desc()).offset(1)
            .with(group::users, |q| q.order(users::id.desc())) => { "id": 2, "users": [{ "id": 3 }, { "id": 2 }] };
        "F06 user" top 2 members().order(users::id.desc()).offset(1)
            .with(user::groups, |q| q.order(groups::id.desc()).limit(1)) => { "id": 3, "groups": [{ "id": 3 }] };
        "F06 group" top 2 rounds().order(groups::id.desc()).offset(1)
            .with(group::users, |q| q.order(users::id.desc()).limit(1)) => { "id": 2, "users": [{ "id": 3 }] };
    }
}
