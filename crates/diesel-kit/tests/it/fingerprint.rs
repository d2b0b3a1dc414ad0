//! The fingerprint sees every kind of change, and nothing else with it.

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use diesel_kit::Fingerprint;

use crate::server;

/// A change, and how it shows.
struct Change {
    before: &'static str,
    /// The statements of the change.
    after: &'static str,
    /// Removed and added lines of the fingerprint.
    lines: &'static [&'static str],
}

const fn change(
    before: &'static str,
    after: &'static str,
    lines: &'static [&'static str],
) -> Change {
    Change {
        before,
        after,
        lines,
    }
}

const TABLE: &str = "CREATE TABLE t (id integer, name text);";
const KEYED: &str = "CREATE TABLE t (id integer PRIMARY KEY, name text);";

#[tokio::test(flavor = "multi_thread")]
async fn tables() {
    see(&[
        change(
            TABLE,
            "ALTER TABLE t SET UNLOGGED",
            &["- table public.t", "+ table public.t: unlogged"],
        ),
        change(
            TABLE,
            "ALTER TABLE t SET (fillfactor = 50, toast.autovacuum_enabled = false)",
            &[
                "- table public.t",
                "+ table public.t: with (fillfactor=50, toast.autovacuum_enabled=false)",
            ],
        ),
        change(
            TABLE,
            "ALTER TABLE t REPLICA IDENTITY FULL",
            &[
                "- table public.t",
                "+ table public.t: replica identity full",
            ],
        ),
        change(
            "CREATE TABLE t (id integer PRIMARY KEY)",
            "ALTER TABLE t REPLICA IDENTITY USING INDEX t_pkey",
            &[
                "- table public.t",
                "+ table public.t: replica identity public.t_pkey",
            ],
        ),
        change(
            TABLE,
            "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
            &["- table public.t", "+ table public.t: row level security"],
        ),
        change(
            "CREATE TABLE t (); ALTER TABLE t ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE t FORCE ROW LEVEL SECURITY",
            &[
                "- table public.t: row level security",
                "+ table public.t: row level security forced",
            ],
        ),
    ])
    .await;
}

/// The tablespace lies in the data directory, which servers allow for tests.
#[tokio::test(flavor = "multi_thread")]
async fn tablespaces() {
    let mut conn = server::connect(&server::database().await).await;
    for sql in [
        "SET allow_in_place_tablespaces = on",
        "CREATE TABLESPACE elsewhere LOCATION ''",
        "CREATE TABLE t (id integer CONSTRAINT c UNIQUE); CREATE INDEX i ON t (id)",
    ] {
        conn.batch_execute(sql).await.unwrap();
    }
    let before = Fingerprint::of(&mut conn).await.unwrap();
    let moved = "ALTER TABLE t SET TABLESPACE elsewhere; ALTER INDEX i SET TABLESPACE elsewhere; \
                 ALTER INDEX c SET TABLESPACE elsewhere";
    conn.batch_execute(moved).await.unwrap();
    let after = Fingerprint::of(&mut conn).await.unwrap();
    assert_eq!(
        before.difference(&after),
        [
            "- constraint public.t c: UNIQUE (id)",
            "- index public.t i: CREATE INDEX i ON public.t USING btree (id)",
            "- table public.t",
            "+ constraint public.t c: UNIQUE (id) tablespace elsewhere",
            "+ index public.t i: CREATE INDEX i ON public.t USING btree (id) tablespace elsewhere",
            "+ table public.t: tablespace elsewhere",
        ]
    );
    conn.batch_execute("DROP TABLE t").await.unwrap();
    conn.batch_execute("DROP TABLESPACE elsewhere")
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn partitions_and_heirs() {
    see(&[
        change(
            "CREATE TABLE t (id integer) PARTITION BY RANGE (id)",
            "CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10)",
            &[
                "+ table public.t_1: partition of public.t FOR VALUES FROM (0) TO (10)",
                "+ column public.t_1 id: integer",
            ],
        ),
        change(
            "",
            "CREATE TABLE t (id integer) PARTITION BY HASH (id)",
            &[
                "+ partitioned table public.t: partition by HASH (id)",
                "+ column public.t id: integer",
            ],
        ),
        change(
            TABLE,
            "CREATE TABLE u () INHERITS (t)",
            &[
                "+ table public.u: inherits public.t",
                "+ column public.u id: integer",
                "+ column public.u name: text",
            ],
        ),
        change(
            "",
            "CREATE SCHEMA app; CREATE TABLE app.\"My Table\" ()",
            &["+ schema app", "+ table app.\"My Table\""],
        ),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn columns() {
    see(&[
        change(
            TABLE,
            "ALTER TABLE t ALTER id TYPE numeric(10, 2), ALTER id SET NOT NULL, ALTER id SET DEFAULT 1",
            &[
                "- column public.t id: integer",
                "+ column public.t id: numeric(10,2) not null default 1",
            ],
        ),
        change(
            TABLE,
            "ALTER TABLE t ALTER name TYPE text COLLATE \"C\"",
            &[
                "- column public.t name: text",
                "+ column public.t name: text collate \"C\"",
            ],
        ),
        change(
            TABLE,
            "ALTER TABLE t ALTER name SET STORAGE EXTERNAL, ALTER name SET COMPRESSION pglz, \
             ALTER name SET STATISTICS 500, ALTER name SET (n_distinct = 5)",
            &[
                "- column public.t name: text",
                "+ column public.t name: text storage external compression pglz statistics 500 with (n_distinct=5)",
            ],
        ),
        change(
            TABLE,
            "ALTER TABLE t ADD up text GENERATED ALWAYS AS (upper(name)) STORED",
            &["+ column public.t up: text generated upper(name)"],
        ),
        change(
            "CREATE TABLE t (id integer GENERATED BY DEFAULT AS IDENTITY)",
            "ALTER TABLE t ALTER id SET GENERATED ALWAYS SET INCREMENT 5 SET CACHE 20",
            &[
                "- column public.t id: integer not null generated by default as identity (as integer start 1 increment 1 minvalue 1 maxvalue 2147483647 cache 1)",
                "+ column public.t id: integer not null generated always as identity (as integer start 1 increment 5 minvalue 1 maxvalue 2147483647 cache 20)",
            ],
        ),
        // The sequence keeps its old name, and that is nobody's business.
        change(
            "CREATE TABLE old (id integer GENERATED ALWAYS AS IDENTITY); ALTER TABLE old RENAME TO t",
            "DROP TABLE t; CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY)",
            &[],
        ),
        // The same holds for a serial column; its options count.
        change(
            "CREATE TABLE old (id serial); ALTER TABLE old RENAME TO t",
            "DROP TABLE t; CREATE TABLE t (id serial); ALTER SEQUENCE t_id_seq CACHE 5",
            &[
                "- column public.t id: integer not null serial (as integer start 1 increment 1 minvalue 1 maxvalue 2147483647 cache 1)",
                "+ column public.t id: integer not null serial (as integer start 1 increment 1 minvalue 1 maxvalue 2147483647 cache 5)",
            ],
        ),
        // The order of columns is not compared.
        change(
            TABLE,
            "DROP TABLE t; CREATE TABLE t (name text, id integer)",
            &[],
        ),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn constraints_and_indexes() {
    see(&[
        change(
            KEYED,
            "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES t DEFERRABLE INITIALLY DEFERRED NOT VALID",
            &["+ constraint public.t c: FOREIGN KEY (id) REFERENCES public.t(id) DEFERRABLE INITIALLY DEFERRED NOT VALID"],
        ),
        change(
            "CREATE TABLE t (id integer CONSTRAINT c UNIQUE)",
            "ALTER TABLE t DROP CONSTRAINT c; ALTER TABLE t ADD CONSTRAINT c UNIQUE (id) WITH (fillfactor = 70) DEFERRABLE",
            &[
                "- constraint public.t c: UNIQUE (id)",
                "+ constraint public.t c: UNIQUE (id) DEFERRABLE with (fillfactor=70)",
            ],
        ),
        change(
            "CREATE TABLE t (id integer CONSTRAINT c UNIQUE)",
            "CLUSTER t USING c",
            &[
                "- constraint public.t c: UNIQUE (id)",
                "+ constraint public.t c: UNIQUE (id) clustered",
            ],
        ),
        change(
            "CREATE TABLE t (during tsrange)",
            "ALTER TABLE t ADD CONSTRAINT c EXCLUDE USING gist (during WITH &&)",
            &["+ constraint public.t c: EXCLUDE USING gist (during WITH &&)"],
        ),
        change(
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0) NO INHERIT",
            &["+ constraint public.t c: CHECK ((id > 0)) NO INHERIT"],
        ),
        change(
            TABLE,
            "CREATE UNIQUE INDEX i ON t (lower(name) DESC NULLS LAST) INCLUDE (id) WITH (fillfactor = 70) WHERE id > 0",
            &["+ index public.t i: CREATE UNIQUE INDEX i ON public.t USING btree (lower(name) DESC NULLS LAST) INCLUDE (id) WITH (fillfactor='70') WHERE (id > 0)"],
        ),
        change(
            "CREATE TABLE t (name text); CREATE INDEX i ON t (lower(name))",
            "ALTER INDEX i ALTER 1 SET STATISTICS 200",
            &[
                "- index public.t i: CREATE INDEX i ON public.t USING btree (lower(name))",
                "+ index public.t i: CREATE INDEX i ON public.t USING btree (lower(name)) statistics 1:200",
            ],
        ),
        change(
            "CREATE TABLE t (id integer); CREATE INDEX i ON t (id)",
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass",
            &[
                "- index public.t i: CREATE INDEX i ON public.t USING btree (id)",
                "+ index public.t i: CREATE INDEX i ON public.t USING btree (id) INVALID",
            ],
        ),
        change(
            TABLE,
            "CREATE STATISTICS s (dependencies) ON id, name FROM t; ALTER STATISTICS s SET STATISTICS 300",
            &["+ statistics public.t public.s: CREATE STATISTICS public.s (dependencies) ON id, name FROM public.t statistics 300"],
        ),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sequences_and_views() {
    see(&[
        change(
            "CREATE SEQUENCE s; CREATE TABLE t (id integer)",
            "ALTER SEQUENCE s AS smallint START 3 INCREMENT 2 MINVALUE 1 MAXVALUE 99 CACHE 4 CYCLE OWNED BY t.id",
            &[
                "- sequence public.s: as bigint start 1 increment 1 minvalue 1 maxvalue 9223372036854775807 cache 1",
                "+ sequence public.s: as smallint start 3 increment 2 minvalue 1 maxvalue 99 cache 4 cycle owned by public.t.id",
            ],
        ),
        change(
            "CREATE VIEW v AS SELECT 1 AS one",
            "CREATE OR REPLACE VIEW v WITH (security_barrier) AS SELECT 2 AS one",
            &[
                "- view public.v:  SELECT 1 AS one;",
                "+ view public.v:  SELECT 2 AS one; with (security_barrier=true)",
            ],
        ),
        change(
            "CREATE MATERIALIZED VIEW v AS SELECT 1 AS one",
            "REFRESH MATERIALIZED VIEW v WITH NO DATA; ALTER MATERIALIZED VIEW v SET (fillfactor = 60); CREATE INDEX i ON v (one)",
            &[
                "- materialized view public.v:  SELECT 1 AS one;",
                "+ materialized view public.v:  SELECT 1 AS one; with (fillfactor=60)",
                "+ index public.v i: CREATE INDEX i ON public.v USING btree (one)",
            ],
        ),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn types_and_extensions() {
    see(&[
        change(
            "CREATE TYPE mood AS ENUM ('sad', 'it''s ok')",
            "ALTER TYPE mood ADD VALUE 'so-so' BEFORE 'it''s ok'",
            &[
                "- enum public.mood: 'sad', 'it''s ok'",
                "+ enum public.mood: 'sad', 'so-so', 'it''s ok'",
            ],
        ),
        change(
            "CREATE DOMAIN d AS varchar(10)",
            "ALTER DOMAIN d SET NOT NULL; ALTER DOMAIN d SET DEFAULT 'x'; ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE <> '')",
            &[
                "- domain public.d: character varying(10)",
                "+ domain public.d: character varying(10) not null default 'x'::character varying constraint c CHECK (((VALUE)::text <> ''::text))",
            ],
        ),
        change(
            "CREATE TYPE pair AS (a integer, b text)",
            "ALTER TYPE pair ALTER ATTRIBUTE a TYPE bigint",
            &[
                "- composite type public.pair: a integer, b text",
                "+ composite type public.pair: a bigint, b text",
            ],
        ),
        change(
            "",
            "CREATE TYPE spans AS RANGE (subtype = float8, subtype_diff = float8mi)",
            &["+ range type public.spans: double precision float8mi"],
        ),
        change(
            "",
            "CREATE COLLATION c (locale = 'C')",
            &["+ collation public.c: c C C"],
        ),
        change(
            "",
            "CREATE EXTENSION pg_trgm",
            &["+ extension pg_trgm: schema public"],
        ),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_triggers_and_policies() {
    const TRIGGER: &str = "CREATE TABLE t (id integer); \
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; \
        CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()";
    see(&[
        change(
            "CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            "CREATE OR REPLACE FUNCTION f(a integer) RETURNS integer LANGUAGE sql STRICT AS 'SELECT 1'",
            &["- function public.f(integer): *", "+ function public.f(integer): *"],
        ),
        change(
            "CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'",
            "CREATE OR REPLACE PROCEDURE p() LANGUAGE sql AS 'SELECT 2'",
            &["- procedure public.p(): *", "+ procedure public.p(): *"],
        ),
        change(
            "",
            "CREATE AGGREGATE total(integer) (sfunc = int4pl, stype = integer, initcond = '0')",
            &["+ aggregate public.total(integer): n int4pl - integer 0 - 0"],
        ),
        change(
            TRIGGER,
            "ALTER TABLE t DISABLE TRIGGER g",
            &[
                "- trigger public.t g: CREATE TRIGGER g BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION public.f()",
                "+ trigger public.t g: CREATE TRIGGER g BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION public.f() disabled",
            ],
        ),
        change(
            TRIGGER,
            "ALTER TABLE t ENABLE ALWAYS TRIGGER g",
            &[
                "- trigger public.t g: CREATE TRIGGER g BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION public.f()",
                "+ trigger public.t g: CREATE TRIGGER g BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION public.f() always",
            ],
        ),
        change(
            TABLE,
            "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING",
            &["+ rule public.t r: CREATE RULE r AS\n    ON DELETE TO public.t DO INSTEAD NOTHING;"],
        ),
        change(
            "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
            "CREATE EVENT TRIGGER look ON sql_drop WHEN TAG IN ('DROP VIEW') EXECUTE FUNCTION e()",
            &["+ event trigger look: sql_drop {\"DROP VIEW\"} public.e()"],
        ),
        change(
            "CREATE TABLE t (id integer); CREATE POLICY p ON t",
            "DROP POLICY p ON t; CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO pg_monitor, pg_signal_backend \
             USING (id > 0) WITH CHECK (id > 1)",
            &[
                "- policy public.t p: permissive for all to public",
                "+ policy public.t p: restrictive for update to pg_monitor, pg_signal_backend using ((id > 0)) with check ((id > 1))",
            ],
        ),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_and_privileges() {
    const THINGS: &str = "CREATE TABLE t (id integer CONSTRAINT c CHECK (id > 0)); \
        CREATE INDEX i ON t (id); CREATE VIEW v AS SELECT 1 AS one; CREATE TYPE mood AS ENUM (); \
        CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE SEQUENCE s; \
        CREATE POLICY p ON t; CREATE SCHEMA app; CREATE DOMAIN d AS text; \
        CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; \
        CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION g()";
    see(&[
        change(
            THINGS,
            "COMMENT ON TABLE t IS 'a; b'; COMMENT ON COLUMN t.id IS 'it''s'; COMMENT ON CONSTRAINT c ON t IS 'c'; \
             COMMENT ON INDEX i IS 'i'; COMMENT ON VIEW v IS 'v'; COMMENT ON TYPE mood IS 'm'; \
             COMMENT ON FUNCTION f(integer) IS 'f'; COMMENT ON SEQUENCE s IS 's'; COMMENT ON POLICY p ON t IS 'p'; \
             COMMENT ON SCHEMA app IS 'x'; COMMENT ON DOMAIN d IS 'd'; COMMENT ON TRIGGER g ON t IS 'g'",
            &[
                "+ comment public.t on table public.t: a; b",
                "+ comment public.t on table column public.t.id: it's",
                "+ comment public.t on table constraint c on public.t: c",
                "+ comment public.t on index public.i: i",
                "+ comment public.v on view public.v: v",
                "+ comment public.mood on type public.mood: m",
                "+ comment public.f(integer) on function public.f(integer): f",
                "+ comment public.s on sequence public.s: s",
                "+ comment public.t on policy p on public.t: p",
                "+ comment app on schema app: x",
                "+ comment public.d on type public.d: d",
                "+ comment public.t on trigger g on public.t: g",
            ],
        ),
        change(
            THINGS,
            "GRANT SELECT, INSERT ON t TO pg_monitor; GRANT UPDATE (id) ON t TO pg_monitor WITH GRANT OPTION; \
             GRANT USAGE ON SCHEMA app TO public; REVOKE EXECUTE ON FUNCTION f FROM public; \
             GRANT USAGE ON SEQUENCE s TO pg_monitor; REVOKE USAGE ON TYPE mood FROM public",
            &[
                "+ privilege public.t on table public.t for pg_monitor: insert, select",
                "+ privilege public.t on table column public.t.id for pg_monitor: update with grant option",
                "+ privilege app on schema app for public: usage",
                "+ privilege public.f(integer) on function public.f(integer) for public: no execute",
                "+ privilege public.s on sequence public.s for pg_monitor: usage",
                "+ privilege public.mood on type public.mood for public: no usage",
            ],
        ),
        // What the owner may do anyway is no difference.
        change(THINGS, "GRANT SELECT ON t TO CURRENT_USER", &[]),
        change(
            "CREATE SCHEMA app",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO pg_monitor",
            &["+ default privileges app tables: pg_monitor select"],
        ),
    ])
    .await;
}

/// A new database has the schema `public` with its first grants; one made anew has none.
#[tokio::test(flavor = "multi_thread")]
async fn the_schema_public_is_always_the_same() {
    let mut conn = server::connect(&server::database().await).await;
    let first = Fingerprint::of(&mut conn).await.unwrap();
    reset(&mut conn).await;
    let again = Fingerprint::of(&mut conn).await.unwrap();
    assert_eq!(first.difference(&again), Vec::<String>::new());
}

/// Names are printed in full, whatever the role's search path is, and it stays as it was.
#[tokio::test(flavor = "multi_thread")]
async fn the_search_path_makes_no_difference() {
    let mut conn = server::connect(&server::database().await).await;
    let sql = "CREATE SCHEMA app; CREATE TABLE app.t (id integer PRIMARY KEY); \
               CREATE TABLE app.u (id integer REFERENCES app.t, at timestamp DEFAULT now()); \
               CREATE VIEW app.v AS SELECT * FROM app.t";
    conn.batch_execute(sql).await.unwrap();
    let plain = Fingerprint::of(&mut conn).await.unwrap();
    conn.batch_execute("SET search_path = app, pg_catalog")
        .await
        .unwrap();
    let other = Fingerprint::of(&mut conn).await.unwrap();
    assert_eq!(plain.difference(&other), Vec::<String>::new());
    conn.batch_execute("SELECT * FROM t").await.unwrap();
}

async fn see(changes: &[Change]) {
    let mut conn = server::connect(&server::database().await).await;
    for change in changes {
        reset(&mut conn).await;
        let run = format!("{} / {}", change.before, change.after);
        conn.batch_execute(change.before).await.expect(&run);
        let before = Fingerprint::of(&mut conn).await.unwrap();
        conn.batch_execute(change.after).await.expect(&run);
        let after = Fingerprint::of(&mut conn).await.unwrap();
        let lines = before.difference(&after);
        let mut lines: Vec<String> = lines.iter().map(|line| without_hash(line)).collect();
        let mut expected = change.lines.to_vec();
        lines.sort();
        expected.sort_unstable();
        assert_eq!(lines, expected, "{run}");
    }
}

/// Functions are compared by a hash of their text.
fn without_hash(line: &str) -> String {
    match line.rsplit_once(": ") {
        Some((name, hash))
            if hash.len() == 32 && hash.chars().all(|digit| digit.is_ascii_hexdigit()) =>
        {
            format!("{name}: *")
        }
        _ => line.to_owned(),
    }
}

async fn reset(conn: &mut AsyncPgConnection) {
    let sql = "SET client_min_messages = warning; DROP EVENT TRIGGER IF EXISTS look; \
               DROP SCHEMA IF EXISTS app CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public";
    conn.batch_execute(sql).await.unwrap();
}
