//! The server that the tests use, and what they need to know of it.

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

pub(crate) use test_server::{admin_url, binaries, connect, database, named};

/// The same database as another role.
pub(crate) fn as_role(url: &str, role: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let (_, place) = rest.split_once('@').unwrap_or(("", rest));
    format!("{scheme}://{role}@{place}")
}

/// The name of the database.
pub(crate) fn name_of(url: &str) -> &str {
    let (before_options, _) = url.split_once('?').unwrap_or((url, ""));
    before_options.rsplit_once('/').unwrap().1
}

static TABLESPACES: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();

/// Makes the tablespaces `spare_one` and `spare_two`.
pub(crate) async fn tablespaces() {
    let make = || async {
        let mut admin = connect(admin_url()).await;
        admin
            .batch_execute("SET allow_in_place_tablespaces = on")
            .await
            .unwrap();
        for name in ["spare_one", "spare_two"] {
            let sql = format!("CREATE TABLESPACE {name} LOCATION ''");
            let made = admin.batch_execute(&sql).await;
            // A server that is used again has them.
            assert!(made.is_ok() || made.unwrap_err().to_string().contains("already exists"));
        }
    };
    TABLESPACES.get_or_init(make).await;
}

/// Asks until the answer is yes.
pub(crate) async fn wait_until(conn: &mut AsyncPgConnection, question: &str) {
    #[derive(diesel::QueryableByName)]
    struct Holds {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        holds: bool,
    }
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let rows = diesel_async::RunQueryDsl::get_result(diesel::sql_query(question), conn);
        let answer: Holds = rows.await.unwrap();
        if answer.holds {
            return;
        }
        assert!(
            std::time::Instant::now() < deadline,
            "never true: {question}"
        );
        tokio::task::yield_now().await;
    }
}
