//! Functions, triggers and all else that is given as SQL.

use diesel_kit::model::SqlObject;

pub(super) fn wide_big_fkey_on_wide() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        constraint,
        "wide_big_fkey on wide",
        up = "ALTER TABLE wide ADD CONSTRAINT wide_big_fkey FOREIGN KEY (big) REFERENCES emails(id)",
        down = "ALTER TABLE wide DROP CONSTRAINT wide_big_fkey",
        depends_on = ["emails", "wide"],
    )
}
