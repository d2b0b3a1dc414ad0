//! People who write, comment and meet in groups: the tables of the tests, and some rows.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::generate::export;
use diesel_kit::relation::Query;
use diesel_kit::{Table, View};
use serde::Serialize;
use serde_json::Value;

use crate::server;

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "users", new = NewUser)]
#[table(has_many(posts(owner_id)), has_many(comments(creator)))]
#[table(has_many(invitees = users(invited_by)))]
#[table(has_many(groups, through = users_to_groups(user_id -> group_id)))]
#[table(has_many(favourites = groups(favourite_of)))]
#[table(has_one(profile = profiles(user_id)))]
#[table(has_many(long_posts = posts(owner_id), filter = posts::content.like("%-long")))]
pub(crate) struct User {
    #[column(pk)]
    pub id: i32,
    pub name: String,
    pub verified: bool,
    #[column(references = users(id), relation = inviter)]
    pub invited_by: Option<i32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "posts")]
#[table(has_many(comments(post_id)))]
#[table(index(name = "posts_owner_idx", on = "owner_id, id"))]
pub(crate) struct Post {
    #[column(pk)]
    pub id: i32,
    pub content: String,
    #[column(references = users(id), relation = author)]
    pub owner_id: Option<i32>,
    #[column(sql_name = "viewCount", default = "0")]
    pub views: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "comments")]
#[table(has_many(likes = comment_likes(comment_id)))]
pub(crate) struct Comment {
    #[column(pk)]
    pub id: i32,
    pub content: String,
    #[column(references = users(id), relation = author)]
    pub creator: Option<i32>,
    #[column(references = posts(id))]
    pub post_id: i32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "comment_likes")]
pub(crate) struct CommentLike {
    #[column(pk)]
    pub id: i32,
    #[column(references = users(id), relation = author)]
    pub creator: i32,
    #[column(references = comments(id))]
    pub comment_id: i32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "groups")]
#[table(has_many(users, through = users_to_groups(group_id -> user_id)))]
pub(crate) struct Group {
    #[column(pk)]
    pub id: i32,
    pub name: String,
    #[column(references = users(id), relation = fan)]
    pub favourite_of: Option<i32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "users_to_groups")]
pub(crate) struct Membership {
    #[column(pk, references = users(id))]
    pub user_id: i32,
    #[column(pk, references = groups(id))]
    pub group_id: i32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "profiles")]
pub(crate) struct Profile {
    #[column(pk)]
    pub id: i32,
    #[column(unique, references = users(id))]
    pub user_id: i32,
    pub motto: Option<String>,
}

diesel_kit::schema! {
    pub(crate) fn schema {
        tables {
            users => User,
            posts => Post,
            comments => Comment,
            comment_likes => CommentLike,
            groups => Group,
            users_to_groups => Membership,
            profiles => Profile,
        }
    }
}

const ROWS: &str = "
    INSERT INTO users VALUES
        (1, 'Ada', true, NULL), (2, 'Ben', false, 1), (3, 'Cleo', true, 1), (4, 'Dan', false, 3);
    INSERT INTO profiles VALUES (1, 1, 'onward'), (2, 3, NULL);
    INSERT INTO posts VALUES
        (11, 'a1', 1, 9007199254740993), (12, 'a2-long', 1, 2), (13, 'a3', 1, 3),
        (21, 'b1', 2, 4), (22, 'b2-long', 2, 5), (31, 'c1', 3, 6);
    INSERT INTO comments VALUES
        (101, 'on a1', 2, 11), (102, 'again on a1', 3, 11), (103, 'on a3', NULL, 13), (104, 'on b1', 1, 21);
    INSERT INTO comment_likes VALUES (1001, 1, 101), (1002, 3, 101), (1003, 2, 104);
    INSERT INTO groups VALUES (1, 'G1', 2), (2, 'G2', 1), (3, 'G3', NULL);
    INSERT INTO users_to_groups VALUES (1, 1), (2, 1), (2, 2), (3, 2), (3, 3);
";

/// A database with these rows, and how many statements went to it.
pub(crate) struct World {
    pub(crate) url: String,
    pub(crate) conn: AsyncPgConnection,
    statements: Arc<AtomicUsize>,
    parsed: Arc<AtomicUsize>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::of(&schema(), ROWS).await
    }

    /// A database with this schema and what a script puts into it.
    pub(crate) async fn of(schema: &diesel_kit::model::Model, rows: &str) -> Self {
        let url = server::database().await;
        let mut conn = server::connect(&url).await;
        let tables = export(schema).unwrap();
        conn.batch_execute(&tables).await.unwrap();
        conn.batch_execute(rows).await.unwrap();
        let (statements, parsed) = (Arc::default(), Arc::default());
        let (started, cached) = (Arc::clone(&statements), Arc::clone(&parsed));
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
            InstrumentationEvent::StartQuery { .. } => {
                AtomicUsize::fetch_add(&started, 1, Ordering::Relaxed);
            }
            InstrumentationEvent::CacheQuery { .. } => {
                AtomicUsize::fetch_add(&cached, 1, Ordering::Relaxed);
            }
            _ => {}
        });
        Self {
            url,
            conn,
            statements,
            parsed,
        }
    }

    /// Statements since it was asked last.
    pub(crate) fn statements(&self) -> usize {
        self.statements.swap(0, Ordering::Relaxed)
    }

    /// Statements that were prepared since it was asked last.
    pub(crate) fn prepared(&self) -> usize {
        self.parsed.swap(0, Ordering::Relaxed)
    }

    /// All rows as JSON; the number of statements is part of the claim.
    pub(crate) async fn all<V: View + Serialize>(
        &self,
        statements: usize,
        query: Query<'_, V>,
    ) -> Value {
        self.statements();
        let rows = query.load(&self.conn).await.unwrap();
        assert_eq!(self.statements(), statements, "statements");
        serde_json::to_value(rows).unwrap()
    }

    /// The first row as JSON.
    pub(crate) async fn top<V: View + Serialize>(
        &self,
        statements: usize,
        query: Query<'_, V>,
    ) -> Value {
        self.statements();
        let row = query.first(&self.conn).await.unwrap();
        assert_eq!(self.statements(), statements, "statements");
        serde_json::to_value(row).unwrap()
    }

    /// How often each cached statement was run, as the server counts.
    pub(crate) async fn uses(&mut self, like: &str) -> Vec<i64> {
        #[derive(QueryableByName)]
        struct Statement {
            #[diesel(sql_type = BigInt)]
            uses: i64,
        }
        let query = diesel::sql_query(format!(
            "SELECT generic_plans + custom_plans AS uses FROM pg_prepared_statements \
             WHERE statement LIKE '{like}' AND statement NOT LIKE 'SELECT generic%' ORDER BY prepare_time"
        ));
        let statements: Vec<Statement> = query.load(&mut self.conn).await.unwrap();
        statements.into_iter().map(|row| row.uses).collect()
    }
}
