//! People.

use diesel::dsl::{exists, select};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::View;

use crate::id::UserId;
use crate::schema::{NewUser, User, user, users};
use crate::{Result, Tx};

/// Any number, as long as nothing else takes it.
const FIRST_ACCOUNT_LOCK: i64 = 0x7061_6765_7370_6163;

/// A person, as far as others see them beside what they did.
#[derive(Debug, Clone, PartialEq, Eq, View)]
#[view(user)]
pub struct Author {
    pub id: UserId,
    pub name: String,
    pub image: Option<String>,
}

/// True as soon as somebody has an account.
pub async fn any(conn: &mut AsyncPgConnection) -> Result<bool> {
    Ok(select(exists(users::table.select(users::id)))
        .get_result(conn)
        .await?)
}

/// Makes the creation of accounts wait for each other, so that exactly one of them is the first.
pub async fn lock_creation(tx: &mut Tx<'_>) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<diesel::sql_types::BigInt, _>(FIRST_ACCOUNT_LOCK)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn insert(tx: &mut Tx<'_>, row: NewUser) -> Result<User> {
    Ok(diesel::insert_into(users::table)
        .values(row)
        .returning(User::as_returning())
        .get_result(&mut **tx)
        .await?)
}

pub async fn find(conn: &mut AsyncPgConnection, user: &UserId) -> Result<User> {
    Ok(users::table
        .find(user)
        .select(User::as_select())
        .first(conn)
        .await?)
}

/// `email` in lower case.
pub async fn by_email(conn: &mut AsyncPgConnection, email: &str) -> Result<Option<User>> {
    Ok(users::table
        .filter(users::email.eq(email))
        .select(User::as_select())
        .first(conn)
        .await
        .optional()?)
}
