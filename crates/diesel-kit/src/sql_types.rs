//! SQL types that Diesel does not have.

use diesel::query_builder::QueryId;
use diesel::sql_types::SqlType;

use crate::sql_type::{SqlTypeName, TypeName};

/// `tsvector`: a text prepared for searching. In Rust: [`crate::TsVector`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 3614, array_oid = 3643))]
pub struct TsVector;

impl SqlTypeName for TsVector {
    const NAME: TypeName = TypeName::written("tsvector");
}

/// `tsquery`: what to search for. There is no value of it in Rust: PostgreSQL makes it of a text, as
/// [`crate::ops::websearch_to_tsquery`] does.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 3615, array_oid = 3645))]
pub struct TsQuery;

impl SqlTypeName for TsQuery {
    const NAME: TypeName = TypeName::written("tsquery");
}

/// `vector` of the extension pgvector. In Rust: [`crate::Vector`].
#[cfg(feature = "vector")]
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "vector"))]
pub struct Vector;

#[cfg(feature = "vector")]
impl SqlTypeName for Vector {
    const NAME: TypeName = TypeName::written("vector");
}
