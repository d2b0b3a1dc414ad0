//! What PostgreSQL calls the types that Diesel knows.

use diesel::sql_types;

/// A Diesel SQL type with a name in PostgreSQL.
#[diagnostic::on_unimplemented(
    message = "diesel-kit does not know the PostgreSQL name of `{Self}`",
    note = "say it: #[column(sql = {Self}, db = \"…\")]"
)]
pub trait SqlTypeName {
    /// The name as `format_type` prints it.
    fn sql_type_name() -> String;
}

macro_rules! names {
    ($($sql:ident => $name:literal),* $(,)?) => {
        $(impl SqlTypeName for sql_types::$sql {
            fn sql_type_name() -> String {
                $name.to_owned()
            }
        })*
    };
}

names! {
    SmallInt => "smallint",
    Integer => "integer",
    BigInt => "bigint",
    Float => "real",
    Double => "double precision",
    Numeric => "numeric",
    Bool => "boolean",
    Text => "text",
    Citext => "citext",
    Binary => "bytea",
    Uuid => "uuid",
    Date => "date",
    Time => "time without time zone",
    Timestamp => "timestamp without time zone",
    Timestamptz => "timestamp with time zone",
    Interval => "interval",
    Json => "json",
    Jsonb => "jsonb",
    Inet => "inet",
    Cidr => "cidr",
}

impl<T> SqlTypeName for sql_types::Array<T>
where
    T: SqlTypeName + sql_types::SqlType,
{
    fn sql_type_name() -> String {
        format!("{}[]", T::sql_type_name())
    }
}

/// Whether an element of an array may be null is not part of the type's name.
impl<T> SqlTypeName for sql_types::Nullable<T>
where
    T: SqlTypeName + sql_types::SqlType<IsNull = sql_types::is_nullable::NotNull>,
{
    fn sql_type_name() -> String {
        T::sql_type_name()
    }
}
