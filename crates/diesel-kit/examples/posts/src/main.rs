//! The blog at the command line.
#![expect(clippy::print_stdout, reason = "the answer is for a person")]

use anyhow::{Result, ensure};
use clap::{Parser, Subcommand};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use diesel_kit::migrate::{Options, migrate, state};
use posts::schema::{NewPost, NewUser, PostChanges};
use posts::{MIGRATIONS, read, write};
use serde::Serialize;

/// A blog at the command line; answers are JSON.
#[derive(Parser)]
struct Arguments {
    #[arg(long, env, hide_env_values = true)]
    database_url: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Adds somebody who writes
    SignUp { name: String, email: String },
    /// Somebody, with the newest posts
    Profile { user: i64 },
    /// Adds a post
    Write {
        author: i64,
        title: String,
        body: String,
    },
    /// Gives a post another title
    Retitle {
        actor: i64,
        post: i64,
        title: String,
    },
    /// Hides a post
    Delete { actor: i64, post: i64 },
    /// Brings a hidden post back
    Restore { actor: i64, post: i64 },
    /// A page of posts, the newest first
    List {
        #[arg(long, default_value_t = 0)]
        page: u16,
    },
    /// Posts with these words
    Search { words: String },
    /// What happened to a post
    History { post: i64 },
}

#[tokio::main]
async fn main() -> Result<()> {
    let Arguments {
        database_url,
        command,
    } = Arguments::parse();
    if cfg!(debug_assertions) {
        migrate(&database_url, &MIGRATIONS, &Options::default()).await?;
    }
    let mut conn = AsyncPgConnection::establish(&database_url).await?;
    ensure!(
        state(&mut conn, &MIGRATIONS).await?.is_current(),
        "the database has other migrations than this program: run `posts-kit migrate`"
    );
    run(&mut conn, command).await
}

async fn run(conn: &mut AsyncPgConnection, command: Command) -> Result<()> {
    match command {
        Command::SignUp { name, email } => {
            let new = NewUser {
                email,
                name,
                created_at: None,
            };
            print(&write::sign_up(conn, &new).await?)
        }
        Command::Profile { user } => print(&read::profile(conn, user).await?),
        Command::Write {
            author,
            title,
            body,
        } => {
            let new = NewPost {
                author_id: author,
                title,
                body,
                created_at: None,
                updated_at: None,
                deleted_at: None,
            };
            let id = write::create(conn, &new).await?.id;
            print(&id)
        }
        Command::Retitle { actor, post, title } => {
            let changes = PostChanges {
                title: Some(title),
                ..PostChanges::default()
            };
            print(&write::update(conn, actor, post, &changes).await?.title)
        }
        Command::Delete { actor, post } => print(&write::delete(conn, actor, post).await?),
        Command::Restore { actor, post } => print(&write::restore(conn, actor, post).await?),
        Command::List { page } => print(&read::by_number(conn, page.into(), 20).await?),
        Command::Search { words } => print(&read::search(conn, &words, 20).await?),
        Command::History { post } => print(&read::history(conn, post).await?),
    }
}

fn print(answer: &impl Serialize) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(answer)?);
    Ok(())
}
