//! The second wall: a transaction that reaches only what its person can reach, whatever is asked for.
//!
//! The policies of the schema bind every role but the owner of the tables. A transaction that
//! [`enter`]s takes another role for as long as it lasts and says for whom it works; PostgreSQL then
//! hides all rows of drives in which this person has nothing. Nothing of it outlives the transaction,
//! so it works behind any pooler. Rights on single pages are not its business: those are decided above.

use diesel::sql_types::{Binary, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::prepared;

use crate::Result;
use crate::id::UserId;

/// The role in whose name confined transactions run.
pub const ROLE: &str = "pagespace_app";

const ENTER: &str = "
SELECT set_config('pagespace.user', $1, true), set_config('pagespace.link', encode($2, 'hex'), true),
       set_config('role', 'pagespace_app', true)";

/// Makes the role, if it is missing, and gives it the rights on what the migrations have made. Needs the
/// right to make roles; the login role has to be the owner of the tables.
const PREPARE: &str = "
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagespace_app') THEN
        CREATE ROLE pagespace_app NOLOGIN NOINHERIT;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN
    IF NOT pg_has_role(current_user, 'pagespace_app', 'MEMBER') THEN
        EXECUTE format('GRANT pagespace_app TO %I', current_user);
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO pagespace_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO pagespace_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO pagespace_app;
REVOKE ALL ON TABLE __diesel_schema_migrations FROM pagespace_app;";

/// Prepares a database for confined transactions, after its migrations.
pub async fn prepare(conn: &mut AsyncPgConnection) -> Result<()> {
    // Databases of one server may do so at the same time, and roles belong to the server.
    conn.batch_execute("BEGIN; SELECT pg_advisory_xact_lock(hashtext('pagespace_app'))")
        .await?;
    let prepared = conn.batch_execute(PREPARE).await;
    let end = if prepared.is_ok() {
        "COMMIT"
    } else {
        "ROLLBACK"
    };
    conn.batch_execute(end).await?;
    Ok(prepared?)
}

/// For whom a transaction works.
#[derive(Debug, Clone, Copy)]
pub struct Inside<'a> {
    pub user: Option<&'a UserId>,
    /// SHA3-256 of a share link's token.
    pub link: Option<&'a [u8]>,
}

/// Confines the transaction until its end. Outside of one this does nothing.
pub async fn enter(conn: &mut AsyncPgConnection, inside: Inside<'_>) -> Result<()> {
    let enter = diesel::sql_query(ENTER)
        .bind::<Text, _>(inside.user.map_or("", UserId::as_str))
        .bind::<Binary, _>(inside.link.unwrap_or_default());
    prepared(enter).execute(conn).await?;
    Ok(())
}
