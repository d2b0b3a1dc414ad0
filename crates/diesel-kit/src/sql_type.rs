//! What PostgreSQL calls the types that Diesel knows.

use std::fmt;

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::AstPass;
use diesel::sql_types::{self, IntoNullable};

use crate::model::ObjectName;

/// A Diesel SQL type with a name in PostgreSQL.
#[diagnostic::on_unimplemented(
    message = "diesel-kit does not know the PostgreSQL name of `{Self}`",
    note = "say it: #[column(sql = {Self}, db = \"…\")]"
)]
pub trait SqlTypeName {
    const NAME: TypeName;
}

/// The name of a PostgreSQL type. `Display` writes it as SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeName {
    base: Base,
    array: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Written(&'static str),
    Named {
        schema: Option<&'static str>,
        name: &'static str,
    },
}

impl TypeName {
    /// As SQL writes it: `timestamp with time zone`, `varchar(20)`.
    pub const fn written(sql: &'static str) -> Self {
        Self {
            base: Base::Written(sql),
            array: false,
        }
    }

    /// A type of one's own, quoted where that is needed; `None` is the schema `public`.
    pub const fn named(schema: Option<&'static str>, name: &'static str) -> Self {
        Self {
            base: Base::Named { schema, name },
            array: false,
        }
    }

    /// The array of it. PostgreSQL has one array type for all dimensions.
    #[must_use]
    pub const fn array(self) -> Self {
        Self {
            array: true,
            ..self
        }
    }

    /// Into a query, without building a string.
    pub(crate) fn push(self, out: &mut AstPass<'_, '_, Pg>) -> QueryResult<()> {
        match self.base {
            Base::Written(sql) => out.push_sql(sql),
            Base::Named { schema, name } => {
                if let Some(schema) = schema {
                    out.push_identifier(schema)?;
                    out.push_sql(".");
                }
                out.push_identifier(name)?;
            }
        }
        if self.array {
            out.push_sql("[]");
        }
        Ok(())
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.base {
            Base::Written(sql) => formatter.write_str(sql)?,
            Base::Named { schema, name } => {
                let name = ObjectName::new(name);
                let name = schema.map_or(name.clone(), |schema| name.in_schema(schema));
                write!(formatter, "{name}")?;
            }
        }
        formatter.write_str(if self.array { "[]" } else { "" })
    }
}

macro_rules! names {
    ($($sql:ty => $name:literal),* $(,)?) => {
        $(impl SqlTypeName for $sql {
            const NAME: TypeName = TypeName::written($name);
        })*
    };
}

names! {
    sql_types::SmallInt => "smallint",
    sql_types::Integer => "integer",
    sql_types::BigInt => "bigint",
    sql_types::Float => "real",
    sql_types::Double => "double precision",
    sql_types::Numeric => "numeric",
    sql_types::Money => "money",
    sql_types::Bool => "boolean",
    sql_types::Text => "text",
    sql_types::Citext => "citext",
    sql_types::Binary => "bytea",
    sql_types::Uuid => "uuid",
    sql_types::Date => "date",
    sql_types::Time => "time without time zone",
    sql_types::Timestamp => "timestamp without time zone",
    sql_types::Timestamptz => "timestamp with time zone",
    sql_types::Interval => "interval",
    sql_types::Json => "json",
    sql_types::Jsonb => "jsonb",
    sql_types::Inet => "inet",
    sql_types::Cidr => "cidr",
    sql_types::MacAddr => "macaddr",
    sql_types::MacAddr8 => "macaddr8",
    sql_types::Oid => "oid",
    sql_types::PgLsn => "pg_lsn",
    sql_types::Int4range => "int4range",
    sql_types::Int8range => "int8range",
    sql_types::Numrange => "numrange",
    sql_types::Daterange => "daterange",
    sql_types::Tsrange => "tsrange",
    sql_types::Tstzrange => "tstzrange",
}

impl<T> SqlTypeName for sql_types::Array<T>
where
    T: SqlTypeName + sql_types::SqlType,
{
    const NAME: TypeName = T::NAME.array();
}

/// Whether an element of an array may be null is not part of the type's name.
impl<T> SqlTypeName for sql_types::Nullable<T>
where
    T: SqlTypeName + sql_types::SqlType<IsNull = sql_types::is_nullable::NotNull>,
{
    const NAME: TypeName = T::NAME;
}

/// Implemented for each column of a foreign key by the derive, which compiles when both columns have
/// one Diesel type.
#[doc(hidden)]
pub trait RefersTo<Parent>: diesel::Expression<SqlType: IntoNullable>
where
    Parent: diesel::Expression<SqlType: IntoNullable>,
    <Self::SqlType as IntoNullable>::Nullable:
        SameSqlType<<Parent::SqlType as IntoNullable>::Nullable>,
{
}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` cannot refer to one of type `{Parent}`",
    label = "not the type of the referring column",
    note = "both columns of a foreign key need the same Diesel type: set it with #[column(sql = …)]"
)]
pub trait SameSqlType<Parent> {}

impl<T> SameSqlType<T> for T {}

/// Implemented by the derive beside each `joinable!`, which compiles when the key refers to what Diesel
/// joins by.
#[doc(hidden)]
pub trait JoinsTo<Parent>
where
    Parent: diesel::Column<Table: diesel::Table>,
    <Parent::Table as diesel::Table>::PrimaryKey: IsColumn<Parent>,
{
}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "Diesel joins by the primary key, and `{Column}` is not it",
    label = "not the primary key",
    note = "add `no_join` to the foreign key and join with `.on(…)`"
)]
pub trait IsColumn<Column> {}

impl<T> IsColumn<T> for T {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_sql_needs_it() {
        assert_eq!(TypeName::written("bigint").array().to_string(), "bigint[]");
        assert_eq!(
            TypeName::named(Some("app"), "Mood").array().to_string(),
            "app.\"Mood\"[]"
        );
        assert_eq!(TypeName::named(Some("public"), "mood").to_string(), "mood");
    }
}
