//! People: signing up, signing in, who one is.

use std::time::Instant;

use db::id::UserId;
use db::schema::{ContentMode, DriveKind, NewUser, PageType, User};
use db::{Connection, Db, Tx, query};

use crate::attempts::{SIGN_INS, Target};
use crate::history::Author;
pub use crate::input::PASSWORD_CHARACTERS;
use crate::session::{self, NewToken};
use crate::{Actor, Error, Result, drive, input, page, password};

const WELCOME: &str = include_str!("account/start-here.html");

/// What it takes to make an account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub email: String,
    pub name: String,
    pub password: String,
}

/// True as long as nobody has an account.
pub async fn is_fresh(db: &Db) -> Result<bool> {
    Ok(!query::user::any(&mut *db.conn().await?).await?)
}

/// Makes the account of the first person, who administers the instance. Of two that race, one wins.
pub async fn sign_up_first(db: &Db, new: NewAccount) -> Result<User> {
    let not_first = || {
        Error::taken(
            "this instance has its first account already: sign in, or ask its administrator for an account",
        )
    };
    // Refused before the password is hashed, and decided under the lock after it.
    if !is_fresh(db).await? {
        return Err(not_first());
    }
    let row = prepared(new).await?;
    db.write(async |tx| {
        query::user::lock_creation(tx).await?;
        if query::user::any(tx).await? {
            return Err(not_first());
        }
        settle(
            tx,
            NewUser {
                is_admin: Some(true),
                ..row
            },
        )
        .await
    })
    .await
}

/// Makes an account. The first one on the instance administers it.
pub async fn create(db: &Db, new: NewAccount) -> Result<User> {
    let row = prepared(new).await?;
    db.write(async |tx| {
        query::user::lock_creation(tx).await?;
        let is_admin = !query::user::any(tx).await?;
        settle(
            tx,
            NewUser {
                is_admin: Some(is_admin),
                ..row
            },
        )
        .await
    })
    .await
}

/// Signs in by password. Unknown addresses and wrong passwords look the same and take as long.
pub async fn sign_in(
    db: &Db,
    email: &str,
    password: &str,
    user_agent: Option<&str>,
) -> Result<(User, NewToken)> {
    let email = input::email(email).map_err(|_malformed| Error::Unauthenticated)?;
    let target = Target {
        database: db.url().to_owned(),
        email,
    };
    SIGN_INS
        .begin(&target, Instant::now())
        .map_err(|retry_after| Error::Limited { retry_after })?;
    // What no password can be needs no hashing, whoever is asked for.
    input::password(password).map_err(|_malformed| Error::Unauthenticated)?;
    // The connection goes back before the hashing, which can take a while.
    let user = query::user::by_email(&mut *db.conn().await?, &target.email).await?;
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let is_right = password::verify(password.to_owned(), hash).await?;
    let user = user
        .filter(|user| is_right && user.suspended_at.is_none())
        .ok_or(Error::Unauthenticated)?;
    SIGN_INS.forget(&target);
    let token = session::open(db, &user.id, user_agent).await?;
    Ok((user, token))
}

/// The person with this address.
pub async fn by_email(db: &Db, email: &str) -> Result<User> {
    find_by_email(&mut *db.conn().await?, email).await
}

/// The person who acts. Keys must not reveal who is behind them.
pub async fn me(db: &Db, actor: &Actor) -> Result<User> {
    if actor.is_key() {
        return Err(Error::Unauthenticated);
    }
    Ok(query::user::find(&mut *db.conn().await?, &actor.user).await?)
}

pub(crate) async fn find_by_email(conn: &mut Connection, email: &str) -> Result<User> {
    let email = input::email(email)?;
    let user = query::user::by_email(conn, &email).await?;
    user.ok_or(Error::NotFound)
}

async fn prepared(new: NewAccount) -> Result<NewUser> {
    let email = input::email(&new.email)?;
    let name = input::line("name", &new.name, 100)?;
    input::password(&new.password)?;
    Ok(NewUser {
        id: UserId::new(),
        email,
        name,
        image: None,
        password_hash: Some(password::hash(new.password).await?),
        is_admin: None,
        email_verified_at: None,
        suspended_at: None,
        created_at: None,
        updated_at: None,
    })
}

/// Makes the person, their HOME drive, and a page to begin with.
async fn settle(tx: &mut Tx<'_>, row: NewUser) -> Result<User> {
    let user = query::user::insert(tx, row).await.map_err(refused)?;
    let author = Author::from(&user.id);
    let home = drive::Draft {
        name: "Home".to_owned(),
        kind: DriveKind::Home,
        members_edit: false,
    };
    let home = drive::found(tx, author, &user.id, home).await?;
    let welcome = page::NewPage {
        drive_id: home.id.clone(),
        parent_id: None,
        title: "Start here".to_owned(),
        page_type: PageType::Document,
        content: Some(WELCOME.to_owned()),
        content_mode: ContentMode::Html,
        system_prompt: None,
        enabled_tools: None,
        ai_provider: None,
        ai_model: None,
    };
    page::in_new_drive(tx, author, &home, welcome).await?;
    Ok(user)
}

fn refused(error: db::Error) -> Error {
    if error.violates("users_email_key") {
        Error::taken("there is an account with this e-mail address already")
    } else if error.violates("users_email_check") {
        Error::invalid("email", "write the e-mail address in lower case")
    } else {
        error.into()
    }
}
