//! Whether a database may be changed without further ado: only one that is meant.

use clap::Args;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::error::Error;

#[derive(Debug, Clone, Args)]
pub(super) struct Meant {
    /// The name of the database, to show that it is the one meant. It need not be said of one that is
    /// marked: `ALTER DATABASE app_dev SET diesel_kit.development = on`.
    #[arg(long, value_name = "NAME")]
    database: Option<String>,
}

/// Where a connection leads.
pub(super) struct Database {
    pub(super) name: String,
    /// It was named, or is marked as one for development.
    pub(super) is_meant: bool,
}

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_marked: bool,
}

impl Meant {
    /// Another database than the one that was named is refused.
    pub(super) async fn look(&self, conn: &mut AsyncPgConnection) -> Result<Database, Error> {
        let sql = "SELECT current_database()::text AS name, \
                   coalesce(current_setting('diesel_kit.development', true), '') = 'on' AS is_marked";
        let found: Found = diesel::sql_query(sql)
            .get_result(conn)
            .await
            .map_err(Error::database("asking for the name of the database"))?;
        match &self.database {
            Some(given) if *given != found.name => Err(Error::Usage(format!(
                "this is the database {}, not {given}: nothing was changed",
                found.name
            ))),
            given => Ok(Database {
                is_meant: given.is_some() || found.is_marked,
                name: found.name,
            }),
        }
    }
}

impl Database {
    /// What to do with one that is not meant, if it is.
    pub(super) fn how_to(&self, command: &str) -> String {
        let database = &self.name;
        format!(
            "nothing was changed; to do it: {command} --database {database}, or once and for all: ALTER DATABASE \
             {database} SET diesel_kit.development = 'on'"
        )
    }
}
