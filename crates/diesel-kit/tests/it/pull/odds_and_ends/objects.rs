//! Functions, triggers and all else that is given as SQL.

use diesel_kit::model::SqlObject;

pub(super) fn address() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        type,
        "address",
        up = "CREATE TYPE address AS (street text, zip character varying(10))",
        down = "DROP TYPE address",
    )
}

pub(super) fn adults_gone_on_adults() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        rule,
        "adults_gone on adults",
        up = r"CREATE RULE adults_gone AS
    ON DELETE TO adults DO INSTEAD NOTHING",
        down = "DROP RULE adults_gone ON adults",
        depends_on = ["adults"],
    )
}

pub(super) fn audit_count_people() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        function,
        "audit.count_people()",
        up = r"CREATE OR REPLACE FUNCTION audit.count_people()
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$SELECT count(*) FROM people$function$",
        down = "DROP FUNCTION audit.count_people()",
        depends_on = ["people"],
    )
}

pub(super) fn audit_first_person() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        function,
        "audit.first_person()",
        up = r"CREATE OR REPLACE FUNCTION audit.first_person()
 RETURNS people
 LANGUAGE plpgsql
AS $function$
DECLARE found people%ROWTYPE;
BEGIN
    SELECT * INTO found FROM people ORDER BY id LIMIT 1;
    RETURN found;
END
$function$",
        down = "DROP FUNCTION audit.first_person()",
        depends_on = ["people"],
    )
}

pub(super) fn audit_joined_text() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        aggregate,
        "audit.joined(text)",
        up = "CREATE AGGREGATE audit.joined(text) (SFUNC = textcat, STYPE = text, INITCOND = '')",
        down = "DROP AGGREGATE audit.joined(text)",
    )
}

pub(super) fn audit_sweep() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        procedure,
        "audit.sweep()",
        up = r"CREATE OR REPLACE PROCEDURE audit.sweep()
 LANGUAGE plpgsql
AS $procedure$ BEGIN DELETE FROM notes; END $procedure$",
        down = "DROP PROCEDURE audit.sweep()",
    )
}

pub(super) fn clean_text() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        function,
        "clean(text)",
        up = r"CREATE OR REPLACE FUNCTION public.clean(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
RETURN lower(TRIM(BOTH FROM $1))",
        down = "DROP FUNCTION clean(text)",
    )
}

pub(super) fn comment_on_column_public_adults_name() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        comment,
        "comment on COLUMN public.adults.name",
        up = "COMMENT ON COLUMN public.adults.name IS 'Of the person.'",
        down = "COMMENT ON COLUMN public.adults.name IS NULL",
        depends_on = ["adults"],
    )
}

pub(super) fn comment_on_constraint_people_nick_key_on_public_people() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        comment,
        "comment on CONSTRAINT people_nick_key on public.people",
        up = "COMMENT ON CONSTRAINT people_nick_key on public.people IS 'One each.'",
        down = "COMMENT ON CONSTRAINT people_nick_key on public.people IS NULL",
        depends_on = ["people_nick_key on people"],
    )
}

pub(super) fn comment_on_function_audit_count_people() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        comment,
        "comment on FUNCTION audit.count_people()",
        up = "COMMENT ON FUNCTION audit.count_people() IS 'For the audit.'",
        down = "COMMENT ON FUNCTION audit.count_people() IS NULL",
        depends_on = ["audit.count_people()"],
    )
}

pub(super) fn comment_on_type_public_email() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        comment,
        "comment on TYPE public.email",
        up = "COMMENT ON TYPE public.email IS 'Where mail goes.'",
        down = "COMMENT ON TYPE public.email IS NULL",
        depends_on = ["email"],
    )
}

pub(super) fn email() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        domain,
        "email",
        up = "CREATE DOMAIN email AS citext CONSTRAINT email_shape CHECK (VALUE ~ '@'::citext)",
        down = "DROP DOMAIN email",
    )
}

pub(super) fn german() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        collation,
        "german",
        up = "CREATE COLLATION german (PROVIDER = icu, LOCALE = 'de-x-icu')",
        down = "DROP COLLATION german",
    )
}

pub(super) fn grant_on_future_tables_in_audit_for_pull_reader() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        default_privileges,
        "grant on future tables in audit for pull_reader",
        up = "ALTER DEFAULT PRIVILEGES IN SCHEMA audit GRANT SELECT ON TABLES TO pull_reader",
        down = "ALTER DEFAULT PRIVILEGES IN SCHEMA audit REVOKE SELECT ON TABLES FROM pull_reader",
        depends_on = ["cache", "invoices", "notes", "people", "table cars", "table vehicles"],
    )
}

pub(super) fn grant_on_schema_audit_for_pull_reader() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        privilege,
        "grant on schema audit for pull_reader",
        up = "GRANT USAGE ON SCHEMA audit TO pull_reader",
        down = "REVOKE USAGE ON SCHEMA audit FROM pull_reader",
    )
}

pub(super) fn grant_on_table_adults_for_pull_reader() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        privilege,
        "grant on table adults for pull_reader",
        up = "GRANT SELECT ON TABLE adults TO pull_reader",
        down = "REVOKE SELECT ON TABLE adults FROM pull_reader",
        depends_on = ["adults"],
    )
}

pub(super) fn grant_on_table_people_for_pull_reader() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        privilege,
        "grant on table people for pull_reader",
        up = "GRANT SELECT ON TABLE people TO pull_reader",
        down = "REVOKE SELECT ON TABLE people FROM pull_reader",
        depends_on = ["people"],
    )
}

pub(super) fn grant_on_table_people_for_pull_reader_with_grant_option() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        privilege,
        "grant on table people for pull_reader with grant option",
        up = "GRANT UPDATE (nick) ON TABLE people TO pull_reader WITH GRANT OPTION",
        down = "REVOKE UPDATE (nick) ON TABLE people FROM pull_reader",
        depends_on = ["people"],
    )
}

pub(super) fn invoice_numbers() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        sequence_owner,
        "invoice_numbers",
        up = "ALTER SEQUENCE invoice_numbers OWNED BY invoices.number",
        down = "ALTER SEQUENCE invoice_numbers OWNED BY NONE",
        depends_on = ["invoices"],
    )
}

pub(super) fn invoices_payer_id_fkey_on_invoices() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        constraint,
        "invoices_payer_id_fkey on invoices",
        up = "ALTER TABLE invoices ADD CONSTRAINT invoices_payer_id_fkey FOREIGN KEY (payer_id) REFERENCES people(id) MATCH FULL DEFERRABLE INITIALLY DEFERRED",
        down = "ALTER TABLE invoices DROP CONSTRAINT invoices_payer_id_fkey",
        depends_on = ["invoices", "people"],
    )
}

pub(super) fn notes_asleep_on_notes() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        policy,
        "notes_asleep on notes",
        up = "CREATE POLICY notes_asleep ON notes AS RESTRICTIVE TO PUBLIC USING (body <> ''::text)",
        down = "DROP POLICY notes_asleep ON notes",
        depends_on = ["notes"],
    )
}

pub(super) fn people_name_set_statistics_500() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        column_setting,
        "people.name: set statistics 500",
        up = "ALTER TABLE people ALTER COLUMN name SET STATISTICS 500",
        down = "ALTER TABLE people ALTER COLUMN name SET STATISTICS -1",
        depends_on = ["people"],
    )
}

pub(super) fn people_picture_set_storage_external() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        column_setting,
        "people.picture: set storage external",
        up = "ALTER TABLE people ALTER COLUMN picture SET STORAGE EXTERNAL",
        down = "ALTER TABLE people ALTER COLUMN picture SET STORAGE EXTENDED",
        depends_on = ["people"],
    )
}

pub(super) fn people_replica_identity_full() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        table_setting,
        "people: replica identity full",
        up = "ALTER TABLE people REPLICA IDENTITY FULL",
        down = "ALTER TABLE people REPLICA IDENTITY DEFAULT",
        depends_on = ["people"],
    )
}

pub(super) fn people_adults_on_people() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        policy,
        "people_adults on people",
        up = r"CREATE POLICY people_adults ON people FOR SELECT TO PUBLIC USING (born < '2008-01-01'::date AND (EXISTS ( SELECT
   FROM adults
  WHERE adults.id = people.id)))",
        down = "DROP POLICY people_adults ON people",
        depends_on = ["adults", "people"],
    )
}

pub(super) fn people_born_later_on_people() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        constraint,
        "people_born_later on people",
        up = "ALTER TABLE people ADD CONSTRAINT people_born_later CHECK (born > '1800-01-01'::date) NOT VALID",
        down = "ALTER TABLE people DROP CONSTRAINT people_born_later",
        depends_on = ["people"],
    )
}

pub(super) fn people_code_later_on_people() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        constraint,
        "people_code_later on people",
        up = "ALTER TABLE people ADD CONSTRAINT people_code_later UNIQUE (code) DEFERRABLE INITIALLY DEFERRED",
        down = "ALTER TABLE people DROP CONSTRAINT people_code_later",
        depends_on = ["people"],
    )
}

pub(super) fn people_nick_key_on_people() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        constraint,
        "people_nick_key on people",
        up = "ALTER TABLE people ADD CONSTRAINT people_nick_key UNIQUE (nick) INCLUDE (name)",
        down = "ALTER TABLE people DROP CONSTRAINT people_nick_key",
        depends_on = ["people"],
    )
}

pub(super) fn public_people_stats() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        statistics,
        "public.people_stats",
        up = "CREATE STATISTICS public.people_stats (dependencies) ON mood, born FROM people",
        down = "DROP STATISTICS public.people_stats",
        depends_on = ["people"],
    )
}

pub(super) fn revoke_on_routine_audit_count_people_for_public() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        privilege,
        "revoke on routine audit.count_people() for PUBLIC",
        up = "REVOKE EXECUTE ON ROUTINE audit.count_people() FROM PUBLIC",
        down = "GRANT EXECUTE ON ROUTINE audit.count_people() TO PUBLIC",
        depends_on = ["audit.count_people()"],
    )
}

pub(super) fn short_code_text() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        function,
        "short_code(text)",
        up = r"CREATE OR REPLACE FUNCTION public.short_code(prefix text DEFAULT 'x'::text)
 RETURNS text
 LANGUAGE sql
AS $function$ SELECT prefix || substr(md5(random()::text), 1, 8) $function$",
        down = "DROP FUNCTION short_code(text)",
    )
}

pub(super) fn span() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        type,
        "span",
        up = "CREATE TYPE span AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi)",
        down = "DROP TYPE span",
    )
}

pub(super) fn stamp() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        function,
        "stamp()",
        up = r"CREATE OR REPLACE FUNCTION public.stamp()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN NEW.updated_at := now(); RETURN NEW; END $function$",
        down = "DROP FUNCTION stamp()",
    )
}

pub(super) fn stamped_on_people() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        trigger,
        "stamped on people",
        up = r"CREATE TRIGGER stamped BEFORE UPDATE ON people FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION stamp();
ALTER TABLE people DISABLE TRIGGER stamped",
        down = "DROP TRIGGER stamped ON people",
        depends_on = ["people", "stamp()"],
    )
}

pub(super) fn table_cars() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        table,
        "table cars",
        up = r"CREATE TABLE cars (
    id     integer NOT NULL,
    wheels integer NOT NULL,
    doors  integer,
    CONSTRAINT vehicles_wheels_check CHECK (wheels > 0)
) INHERITS (vehicles)",
        down = "DROP TABLE cars",
        depends_on = ["table vehicles"],
    )
}

pub(super) fn table_vehicles() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        table,
        "table vehicles",
        up = r"CREATE TABLE vehicles (
    id     integer NOT NULL,
    wheels integer NOT NULL,
    CONSTRAINT vehicles_pkey PRIMARY KEY (id),
    CONSTRAINT vehicles_wheels_check CHECK (wheels > 0)
)",
        down = "DROP TABLE vehicles",
    )
}
