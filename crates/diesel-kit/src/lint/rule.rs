//! The rules: their names, their hazards, and what to do about a finding.

use super::squawk;
use crate::hazard::Hazard;

/// What `lint` looks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// As in `metadata.toml`; the rules of squawk have the names they have there.
    pub name: &'static str,
    pub hazards: &'static [Hazard],
    /// Fails sooner or later: an error without being a hazard.
    pub fatal: bool,
    /// What to do.
    pub advice: &'static str,
}

impl Rule {
    const fn loss(name: &'static str, advice: &'static str) -> Self {
        Self::hazard(name, &[Hazard::DataLoss], advice)
    }

    pub(super) const fn hazard(
        name: &'static str,
        hazards: &'static [Hazard],
        advice: &'static str,
    ) -> Self {
        Self {
            name,
            hazards,
            fatal: false,
            advice,
        }
    }

    const fn fatal(name: &'static str, advice: &'static str) -> Self {
        Self {
            name,
            hazards: &[],
            fatal: true,
            advice,
        }
    }
}

const KEEP_A_COPY: &str = "move what is still needed elsewhere first";
const ADD_A_WHERE: &str = "say with WHERE which rows are meant";

pub(super) static DROP_TABLE: Rule = Rule::loss("drop-table", KEEP_A_COPY);
pub(super) static DROP_COLUMN: Rule = Rule::loss("drop-column", KEEP_A_COPY);
pub(super) static DROP_SCHEMA: Rule = Rule::loss("drop-schema", KEEP_A_COPY);
pub(super) static DROP_DATABASE: Rule = Rule::loss("drop-database", KEEP_A_COPY);
pub(super) static DROP_MATERIALIZED_VIEW: Rule = Rule::loss(
    "drop-materialized-view",
    "create it again in the same folder",
);
pub(super) static DROP_CASCADE: Rule = Rule::loss(
    "drop-cascade",
    "leave CASCADE out and drop by name what depends on it",
);
pub(super) static TRUNCATE: Rule = Rule::loss("truncate", "delete what is meant, with WHERE");
pub(super) static DELETE_ALL: Rule = Rule::loss("delete-without-where", ADD_A_WHERE);
pub(super) static UPDATE_ALL: Rule = Rule::loss("update-without-where", ADD_A_WHERE);
pub(super) static BACKFILL: Rule = Rule::hazard(
    "update-of-all-rows",
    &[Hazard::Locks],
    "fill large tables in batches, outside of the migration",
);
pub(super) static CHANGE_TYPE: Rule = Rule::hazard(
    "changing-column-type",
    &[Hazard::Rewrite, Hazard::Locks, Hazard::RunningCode],
    "add a column of the new type, fill it in batches, and let the code change over",
);
pub(super) static REWRITES_TABLE: Rule = Rule::hazard(
    "rewrites-table",
    &[Hazard::Rewrite, Hazard::Locks],
    "use a tool that copies without the lock, such as pg_repack",
);
pub(super) static REFRESH: Rule = Rule::hazard(
    "require-concurrent-refresh",
    &[Hazard::Locks],
    "give the view a unique index, and write REFRESH MATERIALIZED VIEW CONCURRENTLY",
);
pub(super) static ANNOUNCED: Rule =
    Rule::hazard("announced", &[], "the comment above the statement says why");
pub(super) static ROW_SECURITY_OFF: Rule = Rule::hazard(
    "row-security-off",
    &[Hazard::Security],
    "change the policies instead",
);
pub(super) static GRANT_TO_PUBLIC: Rule = Rule::hazard(
    "grant-to-public",
    &[Hazard::Security],
    "name the roles that need it",
);
pub(super) static UNSEEN: Rule = Rule::hazard(
    "dynamic-sql",
    &[],
    "look at it yourself: what EXECUTE builds at run time is not seen here",
);

const OWN_FOLDER: &str =
    "put it alone into a folder with `run_in_transaction = false` in metadata.toml";

pub(super) static NOT_IN_TRANSACTION: Rule = Rule::fatal("not-in-transaction", OWN_FOLDER);
pub(super) static SEVERAL_STATEMENTS: Rule = Rule::fatal(
    "several-statements",
    "give each statement its own folder: PostgreSQL runs several as one transaction",
);
pub(super) static TRANSACTION_CONTROL: Rule = Rule::fatal(
    "transaction-control",
    "leave it out: metadata.toml says whether the migration runs in a transaction",
);
pub(super) static ENUM_VALUE_USED: Rule = Rule::fatal(
    "enum-value-used",
    "add the value in a folder before this one",
);
pub(super) static SYNTAX_ERROR: Rule = Rule::fatal(
    "syntax-error",
    "write it as PostgreSQL reads it; psql's own commands do not work here",
);
pub(super) static FILE: Rule = Rule::fatal(
    "migration-file",
    "a folder has up.sql, down.sql, and metadata.toml",
);
pub(super) static UNKNOWN_ACCEPT: Rule = Rule::fatal("unknown-accept", "write one of these names");

pub(super) static RENAMED_FROM: Rule = Rule::hazard(
    "renamed-from-left",
    &[],
    "remove `renamed_from` from the code",
);
pub(super) static COLUMN_ORDER: Rule = Rule::hazard(
    "column-order",
    &[],
    "put the fields back, or leave it: queries that name their columns do not care, and the next \
     migration takes the new order over",
);

pub(super) static RELATION_WITHOUT_INDEX: Rule = Rule::hazard(
    "relation-without-index",
    &[],
    "add such an index to the table; without it each parent costs a search through many rows",
);

/// The rules of our own.
static OWN: [&Rule; 27] = [
    &DROP_TABLE,
    &DROP_COLUMN,
    &DROP_SCHEMA,
    &DROP_DATABASE,
    &DROP_MATERIALIZED_VIEW,
    &DROP_CASCADE,
    &TRUNCATE,
    &DELETE_ALL,
    &UPDATE_ALL,
    &BACKFILL,
    &CHANGE_TYPE,
    &REWRITES_TABLE,
    &REFRESH,
    &ANNOUNCED,
    &ROW_SECURITY_OFF,
    &GRANT_TO_PUBLIC,
    &UNSEEN,
    &NOT_IN_TRANSACTION,
    &SEVERAL_STATEMENTS,
    &TRANSACTION_CONTROL,
    &ENUM_VALUE_USED,
    &SYNTAX_ERROR,
    &FILE,
    &UNKNOWN_ACCEPT,
    &RENAMED_FROM,
    &COLUMN_ORDER,
    &RELATION_WITHOUT_INDEX,
];

/// All rules, ours first.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    OWN.into_iter().chain(squawk::rules())
}
