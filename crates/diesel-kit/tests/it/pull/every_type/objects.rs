//! Functions, triggers and all else that is given as SQL.

use diesel_kit::model::SqlObject;

pub(super) fn colours() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        domain,
        "colours",
        up = "CREATE DOMAIN colours AS colour[]",
        down = "DROP DOMAIN colours",
        depends_on = ["colour"],
    )
}

pub(super) fn positive() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        domain,
        "positive",
        up = "CREATE DOMAIN positive AS integer CONSTRAINT positive_check CHECK (VALUE > 0)",
        down = "DROP DOMAIN positive",
    )
}
