//! What the server is told of a connection.

use std::time::Duration;

use db::config::{Addresses, Config, Source, open};
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use testkit::World;

#[derive(QueryableByName)]
struct Settings {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    statement: String,
    #[diesel(sql_type = Text)]
    idle: String,
}

async fn settings(world: &World, timeout: Option<Duration>, more: &str) -> Settings {
    let mark = if world.url().contains('?') { '&' } else { '?' };
    let config = Config {
        source: Source::Url(Addresses {
            url: format!("{}{mark}{more}", world.url()),
            direct: None,
            replica: None,
            is_pooled: false,
        }),
        pool_size: 2,
        statement_timeout: timeout,
    };
    let (db, _) = open(&config).await.unwrap();
    let sql = "SELECT current_setting('application_name') AS name, \
               current_setting('statement_timeout') AS statement, \
               current_setting('idle_in_transaction_session_timeout') AS idle";
    let mut conn = db.conn().await.unwrap();
    diesel::sql_query(sql).get_result(&mut conn).await.unwrap()
}

#[tokio::test]
async fn connections_have_a_name_and_limits() {
    let world = World::start().await;
    let ours = settings(&world, Some(Duration::from_secs(30)), "connect_timeout=3").await;
    assert!(ours.name.starts_with("pagespace "), "{}", ours.name);
    assert_eq!((&*ours.statement, &*ours.idle), ("30s", "1min"));
    let given = "application_name=mine&options=-c%20statement_timeout%3D5s";
    let theirs = settings(&world, Some(Duration::from_secs(30)), given).await;
    assert_eq!((&*theirs.name, &*theirs.statement), ("mine", "5s"));
    assert_eq!(
        settings(&world, None, "connect_timeout=3").await.statement,
        "0"
    );
}
