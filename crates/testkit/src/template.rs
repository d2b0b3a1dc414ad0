//! The migrated database that the others are cloned from: one per state of `migrations/`.

use db::migrations;
use tokio_postgres::Client;

use crate::server::{drop_database, execute, with_database};

/// Taken while a template is made, so that parallel test processes make it once.
const LOCK: i64 = 7_405_002;

/// Returns the name of a complete template, making it if need be.
pub(crate) async fn ensure(admin: &Client, url: &str) -> String {
    let name = format!("template_{}", migrations::HASH);
    if !is_complete(admin, &name).await {
        execute(admin, &format!("SELECT pg_advisory_lock({LOCK})")).await;
        if !is_complete(admin, &name).await {
            drop_outdated(admin).await;
            make(admin, url, &name).await;
        }
        execute(admin, &format!("SELECT pg_advisory_unlock({LOCK})")).await;
    }
    name
}

/// Only a complete one is marked as a template.
async fn is_complete(admin: &Client, name: &str) -> bool {
    admin
        .query_opt(
            "SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate",
            &[&name],
        )
        .await
        .expect("look for the template")
        .is_some()
}

async fn make(admin: &Client, url: &str, name: &str) {
    // Left by a process that was killed half way.
    drop_database(admin, name).await;
    execute(admin, &format!("CREATE DATABASE {name}")).await;
    migrate(with_database(url, name)).await;
    let seal = format!("ALTER DATABASE {name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false");
    execute(admin, &seal).await;
}

/// Applies all migrations. Diesel's harness blocks, which a test's runtime of one thread cannot bear.
pub(crate) async fn migrate(url: String) {
    let migrating = tokio::task::spawn_blocking(move || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime for migrations")
            .block_on(migrations::apply(&url))
            .unwrap_or_else(|error| panic!("migrate a test database: {error}"));
    });
    migrating.await.expect("migrations were applied");
}

/// Templates of earlier states that nobody has made anything from for a day only take room.
async fn drop_outdated(admin: &Client) {
    let rows = admin
        .query(
            "SELECT datname FROM pg_database \
             WHERE datname LIKE 'template\\_%' AND datistemplate AND length(datname) = 25 \
             AND (pg_stat_file('base/' || oid || '/PG_VERSION')).modification < now() - interval '1 day'",
            &[],
        )
        .await
        .expect("list templates");
    for row in rows {
        let name: String = row.get(0);
        execute(
            admin,
            &format!("ALTER DATABASE {name} WITH IS_TEMPLATE false"),
        )
        .await;
        drop_database(admin, &name).await;
    }
}
