//! Macros of diesel-kit: `#[derive(Table)]`, `#[derive(SqlView)]`, `#[derive(View)]`,
//! `#[derive(PgEnum)]`, `schema!`.
//!
//! Use them through `diesel_kit`, which holds the traits they implement. Everything they emit is
//! plain Diesel that could have been written by hand.

mod case;
mod embed;
mod keys;
mod pg_enum;
mod schema;
mod sequence_keys;
mod sql_object;
mod sql_type;
mod sql_view;
mod table;
#[cfg(feature = "views")]
mod view;

use proc_macro::TokenStream;
use syn::{DeriveInput, LitStr, parse_macro_input};

/// Makes a table of a row struct.
///
/// Emits `diesel::table!`, the legal `diesel::joinable!`s, the insert and change structs that were
/// asked for, and the description (`diesel_kit::Entity`) from which migrations are generated. Other
/// structs on the same table stay free. The documentation of the struct and of its fields becomes
/// comments in the database.
///
/// # On the struct: `#[table(…)]`
///
/// | key | meaning |
/// |---|---|
/// | `name = "pages"` | table name, at most 63 bytes; required. Also the name of the Diesel module |
/// | `module = pages` | name of the Diesel module, for a table name that Rust cannot read |
/// | `schema = "app"` | PostgreSQL schema, a Rust identifier; absent means `public` |
/// | `new = NewPage` | insert struct, see below |
/// | `changes = PageChanges` | change set; every column `Option`, a nullable one `Option<Option>`: `Some(None)` sets null. Primary key and what only the database sets are left out |
/// | `validate`, `validate(new = path, changes = path)` | both structs are checked by what their columns hold, see `diesel_kit::validate`; the functions, `fn(&NewPage) -> Result<(), E>`, are rules for the whole |
/// | `serde`, `serde(rename_all = "camelCase", deny_unknown_fields)` | both structs have serde's derives, with these options. What has a default, and each change, may be absent; null is taken only where the column takes it |
/// | `openapi`, `openapi(…)` | both structs have `utoipa::ToSchema`, with these options of `#[schema]`; the crate `utoipa` has to be there |
/// | `primary_key(name = "…", comment = "…")` | name of the key that the `pk` columns make |
/// | `keyless` | there is no primary key; Diesel takes the first column for one |
/// | `unique(a, b)` | unique constraint over fields; also `name = "…"`, `nulls_not_distinct`, `comment = "…"` |
/// | `index(name = "…", on = "…")` | index; `on` is SQL: columns, expressions, `a DESC NULLS LAST`, `a text_pattern_ops`. Also `using = "gin"`, `where_ = "sql"`, `unique`, `nulls_not_distinct`, `include = "a, b"`, `with = "fillfactor = 50"`, `comment = "…"`. On a table with rows it is built concurrently |
/// | `check(name = "…", expr = "sql")` | check constraint; also `comment = "…"` |
/// | `foreign_key(columns(a, b), references = parents(x, y))` | composite or named foreign key; also `name = "…"`, `relation = name`, `on_delete = "…"`, `on_update = "…"`, `deferrable`, `initially_deferred`, `comment = "…"` |
/// | `has_many(pages(drive_id))` | relation to the rows of another table whose key refers to this one; see below |
/// | `has_one(profile = profiles(user_id))` | the same where that key is unique |
/// | `relations = drive` | name of the module of relations; absent means the struct's name in `snake_case`, or with `_relations` behind it where the Diesel module has that name |
/// | `exclude(name = "…", on = "room WITH =, during WITH &&")` | exclusion constraint; also `using = "…"` (absent means `gist`), `where_ = "sql"`, `comment = "…"` |
/// | `rls`, `rls(force)` | row-level security; `force` binds the owner of the table, too |
/// | `policy(name = "…")` | policy, switches row-level security on; also `for_ = "select"` (`insert`, `update`, `delete`, `all`), `to("role", "current_user")` (absent means everybody), `using = "sql"`, `check = "sql"`, `restrictive`, `comment = "…"` |
/// | `comment = "…"` | in place of the documentation; `""` for none |
/// | `unlogged` | fast, and empty after a crash |
/// | `existing` | managed elsewhere: never made, changed or dropped; its policies are |
/// | `with = "fillfactor = 50"` | storage parameters |
/// | `renamed_from = "…"` | previous name; `"app.old"` if it was in a PostgreSQL schema other than `public` |
///
/// # On a field: `#[column(…)]`
///
/// | key | meaning |
/// |---|---|
/// | `pk` | part of the primary key |
/// | `sql = Type` | Diesel type, where the table below does not apply |
/// | `db = "varchar(20)"` | PostgreSQL type, where it is not that of the Diesel type |
/// | `sql_name = "type"` | name in the database, if it is not the field's |
/// | `default = "sql"` | default in the database |
/// | `default_with = path` | default made in Rust: a `fn() -> T`, called by an insert without a value |
/// | `generated = "sql"` | stored generated column |
/// | `identity(always)`, `identity(by_default)` | numbered by PostgreSQL; with `start = 10`, `increment = 5`, `min`, `max`, `cache`, `cycle`. Without options also `identity = "always"`, `identity = "by default"` |
/// | `serial` | the older form; the field is `i16`, `i32` or `i64` |
/// | `collate = "de-x-icu"` | order of texts |
/// | `unique`, `check = "sql"` | constraints of this column |
/// | `references = parents(id)` | foreign key, to a table of diesel-kit by its Diesel module; both columns need one Diesel type. Also `on_delete = "…"`, `on_update = "…"` (`cascade`, `set null`, `set default`, `restrict`, `no action`), `deferrable`, `initially_deferred` |
/// | `no_join` | no `joinable!` for this key. Only the first key to each other table gets one. It has to be left out for a key to other columns than the primary key, because Diesel joins by that, and on one side of two tables that point at each other |
/// | `relation = author` | name of the relation that the foreign key makes; absent means the field's name without `_id`, and no relation for a field without it |
/// | `validate = path` | rule of one's own, a function or closure `Fn(&T) -> Result<(), E>`; as often as one likes. A closure names the type: `\|title: &String\| …` |
/// | `non_finite` | validation lets infinite numbers and NaN pass |
/// | `serde(…)`, `openapi(…)` | options of serde and of utoipa's `#[schema]` for the field in the insert and change structs |
/// | `on_update_now` | a trigger sets the column to `now()` when a row changes, unless it was set by hand |
/// | `comment = "…"` | in place of the documentation; `""` for none |
/// | `renamed_from = "…"` | previous name |
///
/// # Relations
///
/// With the feature `views`, a module named after the struct holds a marker for each relation, which
/// `#[derive(View)]` and its queries refer to: `drive::owner`, `drive::pages`. The struct itself can be
/// loaded as a `diesel_kit::View`, so that every field type is one that Diesel reads.
///
/// | written | relation |
/// |---|---|
/// | `#[column(references = users(id))] owner_id: UserId` | `owner`, to exactly one row |
/// | `#[column(references = users(id), relation = author)] created_by: Option<UserId>` | `author`, to one row or none |
/// | `has_many(pages(drive_id))` | `pages`, to the rows of `pages` whose `drive_id` is the primary key of this row |
/// | `has_many(children = pages(parent_id))` | the same under another name |
/// | `has_many(tags, through = page_tags(page_id -> tag_id))` | `tags`, by way of the table `page_tags`, whose first columns refer to this table and whose last ones to the primary key of `tags` |
/// | `has_one(profile = profiles(user_id))` | `profile`, to one row or none: `user_id` is unique |
///
/// `has_many` and `has_one` also take `on(a, b)`, columns of this table in place of the primary key, and
/// `filter = pages::trashed_at.is_null()`, a condition that belongs to the relation. Several columns
/// stand in the order of the key; there are at most four. A database constraint is not needed.
///
/// # Types
///
/// | Rust | PostgreSQL |
/// |---|---|
/// | `String` | `text`; with `db` also `varchar(n)`, `char(n)`; with `sql = Citext` `citext` |
/// | `i16`, `i32`, `i64` | `smallint`, `integer`, `bigint` |
/// | `f32`, `f64` | `real`, `double precision` |
/// | `BigDecimal` (Diesel's feature `numeric`) | `numeric`; with `db` `numeric(10, 2)` |
/// | `bool`, `Uuid`, `Vec<u8>` | `boolean`, `uuid`, `bytea` |
/// | `DateTime<Utc>`, `NaiveDateTime`, `NaiveDate`, `NaiveTime` | `timestamp with time zone`, `timestamp`, `date`, `time` |
/// | `OffsetDateTime`, `PrimitiveDateTime` (Diesel's feature `time`) | `timestamp with time zone`, `timestamp` |
/// | `PgInterval` | `interval` |
/// | `IpNet` (Diesel's feature `ipnet-address`), `IpNetwork` (`network-address`) | `inet`; with `sql = Cidr` `cidr` |
/// | `serde_json::Value`, `diesel_kit::Json<T>` | `jsonb`; with `sql = diesel::sql_types::Json` `json` |
/// | `diesel_kit::TsVector` | `tsvector` |
/// | `diesel_kit::Vector` (feature `vector`), with `db = "vector(768)"` | `vector` |
/// | `Vec<T>`, `Vec<Option<T>>` | array of `T` |
/// | `Option<T>` | nullable `T` |
/// | an enum with `PgEnum`, by `sql = MoodSql`, `sql = Array<MoodSql>` | the enum |
///
/// Anything else needs `sql`, and `db` unless `diesel_kit::SqlTypeName` is implemented for the Diesel
/// type. Nothing but the last part of a path is looked at, so that an alias needs `sql`, too.
///
/// # The insert struct
///
/// A column with `default`, `default_with`, `serial` or `identity(by_default)` is an `Option`; `None`
/// takes the default. One that has a `default` and may be null is an `Option<Option>`; `Some(None)` is
/// null. Generated columns and `identity(always)` are left out. The statement has one
/// text whatever is `None`, because a default is sent as `coalesce($1, <default>)`, so that Diesel
/// prepares it once per connection. Diesel does so for one row and for an array of rows; for a `Vec` there
/// is `diesel_kit::batches`. Two things follow:
///
/// - A default is read with the `search_path` of the connection, not with that of the migration.
/// - `serial` and `identity(by_default)` need the right to use the sequence.
///
/// A struct of one's own with Diesel's `Insertable` has neither.
#[proc_macro_derive(Table, attributes(table, column))]
pub fn derive_table(input: TokenStream) -> TokenStream {
    table::expand(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a view of a row struct.
///
/// Emits `diesel::table!`, through which the view is queried, and the description
/// (`diesel_kit::ViewEntity`). The documentation of the struct becomes the comment of the view.
///
/// On the struct, `#[sql_view(…)]`:
///
/// | key | meaning |
/// |---|---|
/// | `name = "page_counts"` | name, at most 63 bytes; required. Also the name of the Diesel module |
/// | `module = page_counts` | name of the Diesel module, for a name that Rust cannot read |
/// | `schema = "app"` | PostgreSQL schema; absent means `public` |
/// | `query = "SELECT …"` | the query, also `include_str!("…")`; required unless `existing`. Its columns have the names of the fields |
/// | `materialized` | keeps its rows until it is refreshed |
/// | `no_data`, `index(…)`, `using = "…"`, `tablespace = "…"` | of materialised views: made empty; indexes as in `#[table(…)]`; access method; tablespace |
/// | `with = "security_barrier = true"` | options, or the storage parameters of a materialised view |
/// | `comment = "…"` | in place of the documentation; `""` for none |
/// | `existing` | managed elsewhere: never made, changed or dropped |
/// | `renamed_from = "…"` | previous name; `"app.old"` if it was in a PostgreSQL schema other than `public` |
///
/// On a field, `#[column(…)]`: `sql = Type`, `sql_name = "…"` as in a table, and `pk`, which only tells
/// Diesel's `find` what to look for; without it that is the first field.
#[proc_macro_derive(SqlView, attributes(sql_view, column))]
pub fn derive_sql_view(input: TokenStream) -> TokenStream {
    sql_view::expand(&parse_macro_input!(input as DeriveInput)).into()
}

/// Loads rows into a result struct, with what is related to them.
///
/// ```ignore
/// #[derive(Serialize, View)]
/// #[view(drive)]
/// pub struct DriveView {
///     #[view(row)]
///     pub drive: Drive,
///     #[view(with)]
///     pub owner: User,
///     #[view(with, order = pages::created_at.desc(), limit = 20)]
///     pub pages: Vec<PageView>,
/// }
///
/// let drive: Option<DriveView> = DriveView::query()
///     .filter(drives::id.eq(id))
///     .with(drive::pages, |pages| pages.filter(pages::trashed_at.is_null()))
///     .first(&conn)
///     .await?;
/// ```
///
/// On the struct: `#[view(drive)]`, the module of relations that `#[derive(Table)]` made of `Drive`.
///
/// # On a field: `#[view(…)]`
///
/// | key | meaning |
/// |---|---|
/// | none | the column of the field's name |
/// | `column = title` | a column of another name |
/// | `row` | another view of the same row, without relations: an entity, or some of its columns |
/// | `expr = lower(pages::title)` | a value that PostgreSQL computes, a Diesel expression over the table |
/// | `with`, `with = author` | the rows of a relation, by the field's name or that of the relation |
/// | `count`, `count = pages` | an `i64`: how many rows the relation leads to; with `filter` |
/// | `recursive` | the relation is followed again and again: all ancestors, the whole subtree, nearer ones first; a row that was passed is not passed again. Also `steps = 3` |
/// | `on_demand` | loaded only if the call site asks for it; otherwise `None` |
/// | `filter`, `order`, `limit`, `offset` | which related rows, per parent, unless the call site says otherwise |
///
/// # The type of a relation field
///
/// | type | relation |
/// |---|---|
/// | `Vec<Page>` | to many rows |
/// | `Page` | to exactly one row; that it is missing, because a filter or a policy hides it, is an error |
/// | `Option<Page>` | to one row or none |
/// | `Option<Vec<Page>>`, `Option<Page>` with `on_demand` | `None` unless it is asked for; of one row also if there is none |
///
/// The element is an entity or a view of its table, so that views nest to any depth. Two fields cannot
/// load the same relation, but one can load it, one count it and one follow it.
///
/// At a call site `.with(drive::pages, |pages| …)` narrows a relation, `count(drive::pages)` and
/// `recursive(page::parent)` name its count and its recursion; `.with_if(flag, drive::pages)` switches one
/// on that is loaded on demand.
#[cfg(feature = "views")]
#[proc_macro_derive(View, attributes(view))]
pub fn derive_view(input: TokenStream) -> TokenStream {
    view::expand(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a PostgreSQL enum of a Rust enum without fields.
///
/// Labels are the variants in `snake_case`. The documentation of the enum becomes its comment.
///
/// On the enum, `#[pg_enum(…)]`:
///
/// | key | meaning |
/// |---|---|
/// | `name = "page_type"` | name of the type, at most 63 bytes; required |
/// | `schema = "app"` | PostgreSQL schema; absent means `public` |
/// | `sql_type = PageTypeSql` | the Diesel type, which is made; absent means the enum's name with `Sql` behind it |
/// | `comment = "…"` | in place of the documentation; `""` for none |
/// | `renamed_from = "…"` | previous name; `"app.old"` if it was in a PostgreSQL schema other than `public` |
///
/// On a variant: `#[pg_enum(rename = "label", renamed_from = "old label")]`.
#[proc_macro_derive(PgEnum, attributes(pg_enum))]
pub fn derive_pg_enum(input: TokenStream) -> TokenStream {
    pg_enum::expand(&parse_macro_input!(input as DeriveInput)).into()
}

/// Collects entities and all else into one model, and lets their tables appear in one query.
///
/// ```ignore
/// diesel_kit::schema! {
///     pub fn schema {
///         include { billing::schema }
///         extensions { citext, "uuid-ossp", pg_trgm(schema = "extensions") }
///         schemas { app, legacy(existing) }
///         roles { app_user(login), admin(existing) }
///         sequences { invoice_numbers(schema = "app", start = 1000) }
///         enums { PageType }
///         tables { users => User, drives => Drive }
///         tables { logs => Log }
///         views { page_counts => PageCount }
///         objects { search::function() }
///     }
/// }
/// ```
///
/// emits `pub fn schema() -> diesel_kit::model::Model`. Blocks come in any order, each as often as one
/// likes. The order of entries has no effect on migrations.
///
/// | block | entries |
/// |---|---|
/// | `include` | functions of other `schema!`s, whose models belong to this one |
/// | `tables` | `module => Struct`, with the Diesel module in scope. Tables of one block may appear in one query, as by `diesel::allow_tables_to_appear_in_same_query!`; large schemas compile faster in several blocks. Tables that refer to each other belong into one |
/// | `views` | `module => Struct`. A view may appear beside all tables and views of this `schema!` |
/// | `enums` | types |
/// | `schemas` | names; options `existing`, `comment = "…"`, `renamed_from = "…"` |
/// | `extensions` | names; options `schema = "…"`, `requires("…")`: extensions that go before it |
/// | `roles` | names; options `login`, `create_database`, `create_role`, `no_inherit`, `existing`, `renamed_from = "…"` |
/// | `sequences` | names; options `schema = "…"`, `db = "integer"`, `start`, `increment`, `min`, `max`, `cache`, `cycle`, `comment = "…"`, `renamed_from = "…"` |
/// | `objects` | expressions of the type that `sql_object!` has |
///
/// A name that is no Rust identifier stands in quotes.
#[proc_macro]
pub fn schema(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as schema::Declaration)
        .expand()
        .into()
}

/// An object given as SQL: a function, a trigger, a domain, a grant.
///
/// ```ignore
/// pub fn function() -> (&'static str, diesel_kit::model::SqlObject) {
///     diesel_kit::sql_object!(
///         function,
///         "search",
///         up = include_str!("search.sql"),
///         down = "DROP FUNCTION search(text)",
///         depends_on = ["pages", "app.users"],
///     )
/// }
/// ```
///
/// First what it is, for people; then its name, unique among these objects. `up` makes it; if it
/// starts with `CREATE OR REPLACE`, it also changes it in place. `down` takes it away. `depends_on` names
/// what has to be there before it: tables, views, types and sequences by their path, other objects by
/// their name.
#[proc_macro]
pub fn sql_object(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as sql_object::Object)
        .expand()
        .into()
}

/// Compiles the migrations of a directory into the program, as a `diesel_kit::Migrations`.
///
/// The path is relative to the package's `Cargo.toml`. Edited files are seen by the next build; for
/// new folders the package needs a `build.rs` that prints `cargo:rerun-if-changed=<directory>`.
#[proc_macro]
pub fn embed_migrations(input: TokenStream) -> TokenStream {
    embed::expand(&parse_macro_input!(input as LitStr))
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}
