//! Values of an insert that fall back to the default of their column.
//!
//! Diesel writes `DEFAULT` for a `None`, so that the text of an insert depends on its values and the
//! statement is parsed and planned anew each time. `coalesce($1, <default>)` has one text for all.

use std::marker::PhantomData;

use diesel::expression::{AppearsOnTable, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType, IntoNullable};
use diesel::{Expression, QueryResult, SelectableExpression};

use crate::sql_type::TypeName;

/// A column with a default in the database. `#[derive(Table)]` implements it.
pub trait ColumnDefault: Expression {
    /// The default as SQL.
    const EXPRESSION: &'static str;
    /// The type that the value is sent as; the default is brought to it, so that it never changes
    /// how a value is read.
    const TYPE: TypeName;
}

/// `coalesce($1, <default of the column>)`
#[derive(Debug, Clone, Copy)]
pub struct OrDefault<C, T> {
    value: Option<T>,
    column: PhantomData<C>,
}

impl<C, T> OrDefault<C, T> {
    pub fn new(value: Option<T>) -> Self {
        Self {
            value,
            column: PhantomData,
        }
    }
}

/// `CASE WHEN $1 THEN $2 ELSE <default> END`: for a column that may be null, where null is a value.
#[derive(Debug, Clone, Copy)]
pub struct NullOrDefault<C, T> {
    given: bool,
    value: Option<T>,
    column: PhantomData<C>,
}

impl<C, T> NullOrDefault<C, T> {
    /// `None` takes the default, `Some(None)` is null.
    pub fn new(value: Option<Option<T>>) -> Self {
        Self {
            given: value.is_some(),
            value: value.flatten(),
            column: PhantomData,
        }
    }
}

impl<C, T> QueryFragment<Pg> for OrDefault<C, T>
where
    C: ColumnDefault<SqlType: IntoNullable>,
    Pg: HasSqlType<<C::SqlType as IntoNullable>::Nullable>,
    Option<T>: ToSql<<C::SqlType as IntoNullable>::Nullable, Pg>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("coalesce(");
        out.push_bind_param::<<C::SqlType as IntoNullable>::Nullable, _>(&self.value)?;
        out.push_sql(", ");
        push_default::<C>(&mut out)?;
        out.push_sql(")");
        Ok(())
    }
}

impl<C, T> QueryFragment<Pg> for NullOrDefault<C, T>
where
    C: ColumnDefault<SqlType: IntoNullable>,
    Pg: HasSqlType<<C::SqlType as IntoNullable>::Nullable>,
    Option<T>: ToSql<<C::SqlType as IntoNullable>::Nullable, Pg>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("CASE WHEN ");
        out.push_bind_param::<Bool, _>(&self.given)?;
        out.push_sql(" THEN ");
        out.push_bind_param::<<C::SqlType as IntoNullable>::Nullable, _>(&self.value)?;
        out.push_sql(" ELSE ");
        push_default::<C>(&mut out)?;
        out.push_sql(" END");
        Ok(())
    }
}

fn push_default<C: ColumnDefault>(out: &mut AstPass<'_, '_, Pg>) -> QueryResult<()> {
    out.push_sql("CAST(");
    out.push_sql(C::EXPRESSION);
    out.push_sql(" AS ");
    C::TYPE.push(out)?;
    out.push_sql(")");
    Ok(())
}

/// The text depends on the column alone.
macro_rules! expressions {
    ($($name:ident)+) => {$(
        impl<C: ColumnDefault, T> Expression for $name<C, T> {
            type SqlType = C::SqlType;
        }

        impl<C: 'static, T> QueryId for $name<C, T> {
            type QueryId = $name<C, ()>;

            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl<C: ColumnDefault, T, Source> AppearsOnTable<Source> for $name<C, T> {}

        impl<C: ColumnDefault, T, Source> SelectableExpression<Source> for $name<C, T> {}

        impl<C, T, Group> ValidGrouping<Group> for $name<C, T> {
            type IsAggregate = is_aggregate::Never;
        }
    )+};
}

expressions!(OrDefault NullOrDefault);
