//! From a token to an actor.

use db::Db;

use crate::{Actor, Result};

pub async fn authenticate(db: &Db, token: &str) -> Result<Actor> { todo!() }
pub async fn recheck(db: &Db, actor: &Actor) -> Result<()> { todo!() }
