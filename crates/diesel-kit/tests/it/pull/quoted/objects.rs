//! Functions, triggers and all else that is given as SQL.

use diesel_kit::model::SqlObject;

pub(super) fn table_my_schema_things() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        table,
        r#"table "My Schema".things"#,
        up = r#"CREATE TABLE "My Schema".things (
    id      integer NOT NULL,
    user_id integer,
    label   text,
    CONSTRAINT things_pkey PRIMARY KEY (id),
    CONSTRAINT things_label_key UNIQUE (label)
);
ALTER TABLE "My Schema".things ADD CONSTRAINT things_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
CREATE INDEX things_label_idx ON "My Schema".things (lower(label));
COMMENT ON TABLE "My Schema".things IS 'Nobody can read its name in Rust.'"#,
        down = r#"DROP TABLE "My Schema".things"#,
        depends_on = ["users"],
    )
}

pub(super) fn thing_notes_thing_id_fkey_on_thing_notes() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        constraint,
        "thing_notes_thing_id_fkey on thing_notes",
        up = r#"ALTER TABLE thing_notes ADD CONSTRAINT thing_notes_thing_id_fkey
    FOREIGN KEY (thing_id) REFERENCES "My Schema".things (id)"#,
        down = "ALTER TABLE thing_notes DROP CONSTRAINT thing_notes_thing_id_fkey",
        depends_on = ["thing_notes", r#"table "My Schema".things"#],
    )
}

pub(super) fn view_my_schema_labels() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        view,
        r#"view "My Schema".labels"#,
        up = r#"CREATE VIEW "My Schema".labels AS
SELECT things.label
   FROM "My Schema".things"#,
        down = r#"DROP VIEW "My Schema".labels"#,
        depends_on = [r#"table "My Schema".things"#],
    )
}
