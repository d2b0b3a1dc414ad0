//! Each rule, with SQL that it finds and SQL that it does not.

use super::{findings, rules};

/// `(rule, severity, SQL that it finds, SQL that it does not)`, in a transaction.
const RULES: &[(&str, &str, &str, &str)] = &[
    (
        "drop-table",
        "error",
        "DROP TABLE a, b",
        "CREATE TABLE a (); DROP TABLE a",
    ),
    (
        "drop-table",
        "error",
        "CREATE TABLE IF NOT EXISTS a (); DROP TABLE a",
        "CREATE TABLE a (); ALTER TABLE a RENAME TO b; DROP TABLE b",
    ),
    (
        "drop-table",
        "error",
        "DROP TABLE a; CREATE VIEW a AS SELECT 1",
        "CREATE TABLE a AS SELECT 1; DROP TABLE public.a",
    ),
    (
        "drop-table",
        "error",
        "CREATE TABLE a (); ALTER TABLE a RENAME TO b; ALTER TABLE c RENAME TO a; DROP TABLE a",
        "DROP VIEW a",
    ),
    (
        "drop-column",
        "error",
        "ALTER TABLE a ADD COLUMN IF NOT EXISTS b text; ALTER TABLE a DROP COLUMN b",
        "ALTER TABLE a ADD COLUMN b text; ALTER TABLE a RENAME b TO c; ALTER TABLE a DROP COLUMN c",
    ),
    (
        "drop-column",
        "error",
        "ALTER TABLE a DROP COLUMN b",
        "ALTER TABLE a ADD COLUMN b text; ALTER TABLE a DROP COLUMN b",
    ),
    (
        "drop-schema",
        "error",
        "DROP SCHEMA app CASCADE",
        "CREATE SCHEMA app",
    ),
    (
        "drop-materialized-view",
        "error",
        "DROP MATERIALIZED VIEW totals",
        "REFRESH MATERIALIZED VIEW totals",
    ),
    (
        "drop-cascade",
        "error",
        "DROP TYPE mood CASCADE",
        "DROP TYPE mood",
    ),
    (
        "drop-cascade",
        "error",
        "DROP OWNED BY old_role",
        "ALTER TABLE a DROP CONSTRAINT b CASCADE",
    ),
    (
        "truncate",
        "error",
        "TRUNCATE app.a",
        "CREATE TABLE app.a (); TRUNCATE app.a",
    ),
    (
        "delete-without-where",
        "error",
        "DELETE FROM a",
        "DELETE FROM a WHERE old",
    ),
    (
        "delete-without-where",
        "error",
        "WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC DELETE FROM a; END",
    ),
    (
        "delete-without-where",
        "error",
        "DO $$ BEGIN DELETE FROM a; END $$",
        "DO $$ BEGIN DELETE FROM a WHERE old; END $$",
    ),
    (
        "update-without-where",
        "error",
        "UPDATE a SET b = 1",
        "UPDATE a SET b = 1 WHERE b IS NULL",
    ),
    (
        "update-of-all-rows",
        "warning",
        "ALTER TABLE a ADD COLUMN b text; UPDATE a SET b = c",
        "CREATE TABLE a (b text); UPDATE a SET b = 'c'",
    ),
    (
        "changing-column-type",
        "warning",
        "ALTER TABLE a ALTER COLUMN b TYPE bigint",
        "ALTER TABLE a ALTER COLUMN b SET DEFAULT 1",
    ),
    (
        "row-security-off",
        "error",
        "ALTER TABLE a DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE a ENABLE ROW LEVEL SECURITY",
    ),
    (
        "grant-to-public",
        "error",
        "GRANT SELECT ON a TO PUBLIC",
        "GRANT SELECT ON a TO reader",
    ),
    (
        "dynamic-sql",
        "warning",
        "DO $$ BEGIN EXECUTE 'DROP TABLE ' || 'a'; END $$",
        "DO $$ BEGIN PERFORM 1; END $$",
    ),
    (
        "not-in-transaction",
        "error",
        "CREATE INDEX CONCURRENTLY i ON a (b)",
        "CREATE TABLE a (b text); CREATE INDEX i ON a (b)",
    ),
    (
        "not-in-transaction",
        "error",
        "DROP INDEX CONCURRENTLY i",
        "DROP INDEX i",
    ),
    ("not-in-transaction", "error", "VACUUM a", "ANALYZE a"),
    (
        "transaction-control",
        "error",
        "SELECT 1; COMMIT; SELECT 2",
        "SAVEPOINT a",
    ),
    (
        "enum-value-used",
        "error",
        "ALTER TYPE mood ADD VALUE 'new'; ALTER TABLE a ALTER COLUMN b SET DEFAULT 'new'",
        "ALTER TYPE mood ADD VALUE 'new'; ALTER TYPE mood ADD VALUE 'newer' AFTER 'new'",
    ),
    (
        "enum-value-used",
        "error",
        "ALTER TYPE mood ADD VALUE 'new'; INSERT INTO a (b) VALUES ('new')",
        "CREATE TYPE mood AS ENUM (); ALTER TYPE mood ADD VALUE 'new'; INSERT INTO a VALUES ('new')",
    ),
    (
        "syntax-error",
        "error",
        "CREATE TABEL a ()",
        "CREATE TABLE a ()",
    ),
    (
        "require-concurrent-index-creation",
        "warning",
        "CREATE INDEX i ON a (b)",
        "CREATE TABLE a (b text); CREATE INDEX i ON a (b)",
    ),
    (
        "require-concurrent-reindex",
        "warning",
        "REINDEX INDEX i",
        "SELECT 1",
    ),
    (
        "require-concurrent-partition-detach",
        "warning",
        "ALTER TABLE a DETACH PARTITION b",
        "ALTER TABLE a ATTACH PARTITION b DEFAULT",
    ),
    (
        "rewrites-table",
        "warning",
        "CLUSTER a USING i",
        "ANALYZE a",
    ),
    (
        "rewrites-table",
        "warning",
        "ALTER TABLE a SET LOGGED",
        "CREATE TABLE a (); ALTER TABLE a SET LOGGED",
    ),
    (
        "require-concurrent-refresh",
        "warning",
        "REFRESH MATERIALIZED VIEW v",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
    ),
    (
        "drop-materialized-view",
        "error",
        "DROP MATERIALIZED VIEW a, b; CREATE MATERIALIZED VIEW b AS SELECT 1",
        "DROP MATERIALIZED VIEW b; CREATE MATERIALIZED VIEW b AS SELECT 1",
    ),
    (
        "ban-drop-view",
        "warning",
        "DROP VIEW app.v; CREATE VIEW v AS SELECT 1",
        "DROP VIEW public.v; CREATE VIEW v AS SELECT 1",
    ),
    (
        "adding-field-with-default",
        "warning",
        "ALTER TABLE a ADD COLUMN b int GENERATED ALWAYS AS (c + 1) STORED",
        "ALTER TABLE a ADD COLUMN b int DEFAULT -1",
    ),
    (
        "renaming-object",
        "warning",
        "ALTER TYPE mood RENAME TO feeling",
        "ALTER TYPE mood RENAME TO mood__old; CREATE TYPE mood AS ENUM ('fine')",
    ),
    (
        "adding-foreign-key-constraint",
        "warning",
        "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (id)",
        "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (id) NOT VALID",
    ),
    (
        "disallowed-unique-constraint",
        "warning",
        "ALTER TABLE a ADD CONSTRAINT u UNIQUE (b)",
        "ALTER TABLE a ADD CONSTRAINT u UNIQUE USING INDEX i",
    ),
    (
        "adding-serial-primary-key-field",
        "warning",
        "ALTER TABLE a ADD PRIMARY KEY (b)",
        "ALTER TABLE a ADD CONSTRAINT p PRIMARY KEY USING INDEX i",
    ),
    (
        "constraint-missing-not-valid",
        "warning",
        "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)",
        "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID",
    ),
    (
        "ban-alter-domain-with-add-constraint",
        "warning",
        "ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0)",
        "ALTER DOMAIN d DROP CONSTRAINT c",
    ),
    (
        "adding-not-nullable-field",
        "warning",
        "ALTER TABLE a ALTER COLUMN b SET NOT NULL",
        "ALTER TABLE a VALIDATE CONSTRAINT c; ALTER TABLE a ALTER COLUMN b SET NOT NULL",
    ),
    (
        "adding-required-field",
        "warning",
        "ALTER TABLE a ADD COLUMN b text NOT NULL",
        "ALTER TABLE a ADD COLUMN b text NOT NULL DEFAULT ''",
    ),
    (
        "adding-field-with-default",
        "warning",
        "ALTER TABLE a ADD COLUMN b uuid DEFAULT gen_random_uuid()",
        "ALTER TABLE a ADD COLUMN b timestamptz DEFAULT now()",
    ),
    (
        "renaming-column",
        "warning",
        "ALTER TABLE a RENAME COLUMN b TO c",
        "ALTER TABLE a RENAME CONSTRAINT b TO c",
    ),
    (
        "renaming-table",
        "warning",
        "ALTER TABLE a RENAME TO b",
        "ALTER INDEX i RENAME TO j",
    ),
    (
        "renaming-object",
        "warning",
        "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
        "ALTER INDEX i RENAME TO j",
    ),
    (
        "ban-set-schema",
        "warning",
        "ALTER TABLE a SET SCHEMA app",
        "SET search_path TO app",
    ),
    (
        "ban-drop-view",
        "warning",
        "DROP VIEW v",
        "CREATE OR REPLACE VIEW v AS SELECT 1",
    ),
    (
        "ban-drop-function",
        "warning",
        "DROP FUNCTION f()",
        "DROP TRIGGER t ON a",
    ),
    (
        "ban-drop-sequence",
        "warning",
        "DROP SEQUENCE s",
        "CREATE SEQUENCE s",
    ),
    (
        "ban-drop-domain",
        "warning",
        "DROP DOMAIN d",
        "CREATE DOMAIN d AS text",
    ),
    (
        "ban-drop-extension",
        "warning",
        "DROP EXTENSION citext",
        "CREATE EXTENSION citext",
    ),
    (
        "identifier-too-long",
        "warning",
        "CREATE TABLE a234567890123456789012345678901234567890123456789012345678901234 ()",
        "CREATE TABLE a23456789012345678901234567890123456789012345678901234567890123 ()",
    ),
    (
        "ban-duplicate-column-assignments",
        "warning",
        "UPDATE a SET b = 1, b = 2 WHERE b = 3",
        "UPDATE a SET b = 1, c = 2 WHERE b = 3",
    ),
];

#[test]
fn each_rule_sees_what_it_is_for_and_nothing_else() {
    let mut failures = Vec::new();
    for (rule, severity, bad, good) in RULES {
        let found = findings(&format!("{bad};\n"), true);
        let of_rule = found.iter().find(|finding| finding["rule"] == *rule);
        if of_rule.is_none_or(|finding| finding["severity"] != *severity) {
            failures.push(format!("{rule}: {bad}: {found:#?}"));
        }
        let found = findings(&format!("{good};\n"), true);
        if rules(&found).contains(rule) {
            failures.push(format!("{rule}: {good}: {found:#?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_rule_about_sql_has_an_example() {
    // The others have tests of their own, or need a database that no test should drop.
    let elsewhere = [
        "announced",
        "several-statements",
        "migration-file",
        "unknown-accept",
        "renamed-from-left",
        "column-order",
        "relation-without-index",
        "drop-database",
    ];
    for rule in diesel_kit::lint::rules() {
        let tested = RULES.iter().any(|(name, ..)| *name == rule.name);
        assert!(tested || elsewhere.contains(&rule.name), "{}", rule.name);
    }
}
