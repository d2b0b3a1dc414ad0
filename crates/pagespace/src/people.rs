//! Accounts, keys and members from the command line.

use std::io::{self, BufRead, Write};

use anyhow::{Context, Result};
use app::account::{self, NewAccount};
use app::{drive, key};
use db::Db;
use db::id::DriveId;
use db::schema::User;

use crate::arguments::{NewKey, NewMember, NewUser};

pub(crate) async fn create_user(db: &Db, new: NewUser) -> Result<()> {
    let account = NewAccount {
        email: new.email,
        name: new.name,
        password: password()?,
    };
    let user = account::create(db, account).await?;
    say(format_args!(
        "made the account {} ({})",
        user.email, user.id
    ))
}

/// Prints the key and nothing else, so that it can be put into a variable or a file.
pub(crate) async fn create_key(db: &Db, new: NewKey) -> Result<()> {
    let owner = person(db, &new.user).await?;
    let minted = key::create(db, &owner.id, &new.name, None).await?;
    say(format_args!("{}", minted.token))
}

pub(crate) async fn add_member(db: &Db, new: NewMember) -> Result<()> {
    let id: DriveId = new
        .drive
        .parse()
        .with_context(|| format!("{:?} is not the id of a drive", new.drive))?;
    let user = person(db, &new.user).await?;
    drive::add_member(db, &id, &user.email, new.role.into())
        .await
        .with_context(|| format!("{} was not added to drive {id}", user.email))?;
    say(format_args!("{} is a member of drive {id}", user.email))
}

async fn person(db: &Db, email: &str) -> Result<User> {
    account::by_email(db, email).await.with_context(|| {
        format!("no account with the email {email:?}; `pagespace user create` makes one")
    })
}

/// The first line of standard input.
fn password() -> Result<String> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .context("the password could not be read from standard input")?;
    let password = line.trim_end_matches(['\r', '\n']);
    anyhow::ensure!(
        !password.is_empty(),
        "standard input has no password: write it there, for example with `pagespace user create … --password-stdin < file`"
    );
    Ok(password.to_owned())
}

fn say(line: std::fmt::Arguments<'_>) -> Result<()> {
    writeln!(io::stdout(), "{line}").context("standard output is closed")
}
