//! People: signing up, signing in, who one is.

use db::Db;
use db::schema::User;

use crate::session::NewToken;
use crate::{Actor, Result};

/// What it takes to make an account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub email: String,
    pub name: String,
    pub password: String,
}

pub async fn is_fresh(db: &Db) -> Result<bool> { todo!() }
pub async fn sign_up_first(db: &Db, new: NewAccount) -> Result<User> { todo!() }
pub async fn create(db: &Db, new: NewAccount) -> Result<User> { todo!() }
pub async fn sign_in(db: &Db, email: &str, password: &str, user_agent: Option<&str>) -> Result<(User, NewToken)> { todo!() }
pub async fn by_email(db: &Db, email: &str) -> Result<User> { todo!() }
pub async fn me(db: &Db, actor: &Actor) -> Result<User> { todo!() }
