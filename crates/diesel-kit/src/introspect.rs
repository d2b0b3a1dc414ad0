//! The catalog of a live database as a model.
//!
//! What the model has words for becomes a part of it; anything else becomes an object given as SQL, with
//! the statements that make it and what it depends on. The rest is named, so that nothing is missed in
//! silence. Texts are as PostgreSQL prints them, so that two databases with one schema give one model.

mod graph;
mod needs;
mod raw;
mod table;
mod touch;

use std::collections::BTreeMap;

use diesel::sql_types::Text;
use diesel::{QueryResult, QueryableByName};
use diesel_async::{
    AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection, TransactionManager,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::model::{Column, EnumType, Extension, Model, ObjectName, Role, Schema, Sequence, View};
use graph::Graph;
use raw::Raw;

/// What was found in a database.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    pub model: Model,
    /// Things that were left out, because nothing can make them again, as PostgreSQL describes them.
    pub left_out: Vec<String>,
    /// The columns of views, whose queries do not tell the types.
    pub(crate) view_columns: BTreeMap<ObjectName, Vec<Column>>,
    /// What domains are made of, by the names of the domains.
    pub(crate) domains: BTreeMap<String, String>,
    /// All roles of the server; the model has those that it speaks of.
    pub(crate) roles: BTreeMap<String, Role>,
}

/// Reads the catalog; needs no right but to connect, and changes nothing.
pub async fn introspect(conn: &mut AsyncPgConnection) -> Result<Catalog, Error> {
    type Manager = <AsyncPgConnection as AsyncConnection>::TransactionManager;
    let failed = || Error::database("reading the catalog");
    Manager::begin_transaction(conn).await.map_err(failed())?;
    let rows = read(conn).await;
    // Rolled back, so that the setting for the queries ends with it, also inside of a transaction.
    Manager::rollback_transaction(conn)
        .await
        .map_err(failed())?;
    rows.map_err(failed())?.catalog()
}

/// What the queries give.
struct Rows {
    things: Vec<Thing>,
    raw: Vec<Definition>,
    edges: Vec<Edge>,
    left_out: Vec<Definition>,
    domains: Vec<Domain>,
}

/// Something that the model has words for.
#[derive(QueryableByName)]
struct Thing {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    schema: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

#[derive(QueryableByName)]
struct Definition {
    #[diesel(sql_type = Text)]
    definition: String,
}

/// One thing in the catalog needs another one.
#[derive(QueryableByName)]
pub(crate) struct Edge {
    #[diesel(sql_type = Text)]
    from: String,
    #[diesel(sql_type = Text)]
    to: String,
}

#[derive(QueryableByName)]
struct Domain {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    base: String,
}

/// Names are printed without the schema `public`, as in models, and with any other.
async fn read(conn: &mut AsyncPgConnection) -> QueryResult<Rows> {
    const THINGS: &str = concat!(
        include_str!("introspect/scope.sql"),
        include_str!("introspect/things.sql")
    );
    const RAW: &str = concat!(
        include_str!("introspect/scope.sql"),
        include_str!("introspect/raw.sql")
    );
    const RIGHTS: &str = concat!(
        include_str!("introspect/scope.sql"),
        include_str!("introspect/rights.sql")
    );
    const DOMAINS: &str = "SELECT format_type(oid, NULL) AS name, format_type(typbasetype, typtypmod) AS base \
                           FROM pg_type WHERE typtype = 'd' AND oid >= 16384";
    conn.batch_execute("SET LOCAL search_path = public").await?;
    let things = diesel::sql_query(THINGS).load(conn).await?;
    let mut raw: Vec<Definition> = diesel::sql_query(RAW).load(conn).await?;
    raw.extend(diesel::sql_query(RIGHTS).load::<Definition>(conn).await?);
    Ok(Rows {
        things,
        raw,
        edges: diesel::sql_query(include_str!("introspect/edges.sql"))
            .load(conn)
            .await?,
        left_out: diesel::sql_query(include_str!("introspect/left_out.sql"))
            .load(conn)
            .await?,
        domains: diesel::sql_query(DOMAINS).load(conn).await?,
    })
}

#[derive(Deserialize)]
struct Placed<T> {
    address: String,
    path: String,
    definition: T,
}

#[derive(Deserialize)]
struct ViewRow {
    address: String,
    path: String,
    #[serde(default)]
    columns: Vec<Column>,
    view: View,
}

impl Rows {
    fn catalog(self) -> Result<Catalog, Error> {
        let mut reader = Reader {
            graph: Graph::new(self.edges),
            ..Reader::default()
        };
        for thing in &self.things {
            reader.thing(thing)?;
        }
        for row in &self.raw {
            reader.raw.push(parse(&row.definition)?);
        }
        let mut catalog = reader.finish();
        catalog.left_out = self
            .left_out
            .into_iter()
            .map(|row| row.definition)
            .collect();
        let domains = self.domains.into_iter();
        catalog.domains = domains.map(|domain| (domain.name, domain.base)).collect();
        Ok(catalog)
    }
}

/// Puts the rows together.
#[derive(Default)]
struct Reader {
    catalog: Catalog,
    graph: Graph,
    raw: Vec<Raw>,
}

impl Reader {
    fn thing(&mut self, thing: &Thing) -> Result<(), Error> {
        let name = ObjectName::new(&thing.name).in_schema(&thing.schema);
        let model = &mut self.catalog.model;
        match thing.kind.as_str() {
            "table" => {
                let row: table::Row = parse(&thing.definition)?;
                self.table(name, row);
            }
            "view" => {
                let mut row: ViewRow = parse(&thing.definition)?;
                table::cut_indexes(&mut row.view.indexes);
                self.graph.name(row.address, name.path(), row.path);
                self.catalog.view_columns.insert(name.clone(), row.columns);
                model.views.insert(name, row.view);
            }
            "sequence" => {
                let row: Placed<Sequence> = parse(&thing.definition)?;
                self.graph.name(row.address, name.path(), row.path);
                model.sequences.insert(name, row.definition);
            }
            "enum" => {
                let row: Placed<EnumType> = parse(&thing.definition)?;
                self.graph.name(row.address, name.path(), row.path);
                model.enums.insert(name, row.definition);
            }
            "schema" => {
                let schema: Schema = parse(&thing.definition)?;
                model.schemas.insert(thing.name.clone(), schema);
            }
            "extension" => {
                let extension: Extension = parse(&thing.definition)?;
                model.extensions.insert(thing.name.clone(), extension);
            }
            _ => {
                let role: Role = parse(&thing.definition)?;
                self.catalog.roles.insert(thing.name.clone(), role);
            }
        }
        Ok(())
    }

    fn table(&mut self, name: ObjectName, mut row: table::Row) {
        row.table.set_name(name.clone());
        row.cut();
        let tables = &mut self.catalog.model.tables;
        if !row.is_raw {
            self.graph.name(row.address, name.path(), row.path);
            tables.insert(name, row.table);
            return;
        }
        if !row.is_partition {
            tables.insert(name, row.entity());
        }
        self.raw.push(row.object());
    }

    fn finish(mut self) -> Catalog {
        touch::recognise(&mut self.catalog.model, &mut self.raw);
        raw::name_all(&mut self.raw, &mut self.graph);
        let objects = needs::objects(self.raw, &self.graph);
        let model = &mut self.catalog.model;
        model.objects = objects.collect();
        let roles = used_roles(model, &self.catalog.roles);
        model.roles = roles;
        self.catalog
    }
}

/// Those that policies and rights speak of.
fn used_roles(model: &Model, all: &BTreeMap<String, Role>) -> BTreeMap<String, Role> {
    let policies = model.tables.values().flat_map(|table| &table.policies);
    let named: Vec<&String> = policies.flat_map(|policy| &policy.to).collect();
    let rights = model.objects.values().filter(|object| {
        ["privilege", "default_privileges", "policy"].contains(&object.kind.as_str())
    });
    let rights: Vec<String> = rights
        .flat_map(|object| crate::sql::token::tokens(&object.up))
        .map(|token| token.name())
        .collect();
    let used = all
        .iter()
        .filter(|(role, _)| named.contains(role) || rights.contains(role));
    used.map(|(name, role)| (name.clone(), *role)).collect()
}

fn parse<T: DeserializeOwned>(json: &str) -> Result<T, Error> {
    serde_json::from_str(json)
        .map_err(|error| Error::Catalog(format!("the catalog cannot be understood: {error}")))
}
