//! Pages by key: the rows behind one that was seen.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::dsl::{Asc, Desc};
use diesel::expression::Expression;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, SqlType, is_nullable};

use super::Source;
use super::statement::push_column;

/// A column that is never null, and which way it is ordered.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot order pages",
    note = "pages are ordered by columns that are never null: `column.asc()` or `column.desc()`"
)]
pub trait Direction: Send + Sync + 'static {
    type SqlType;
    #[doc(hidden)]
    const DESCENDING: bool;

    #[doc(hidden)]
    fn push(out: &mut AstPass<'_, '_, Pg>);
}

/// What orders pages: a tuple of one to four columns, `(pages::created_at.desc(), pages::id.asc())`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot order pages",
    note = "write a tuple of columns that are never null: `(created_at.desc(), id.asc())`, `(id.asc(),)`"
)]
pub trait Keyset: Send + Sync + 'static {
    #[doc(hidden)]
    const DESCENDING: &'static [bool];

    #[doc(hidden)]
    fn push(column: usize, out: &mut AstPass<'_, '_, Pg>);
}

/// The values of one row in the columns of `K`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no place in the order `{K}`",
    note = "give a tuple with one value for each column"
)]
pub trait Cursor<K> {
    #[doc(hidden)]
    fn bind<'b>(&'b self, column: usize, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()>;
}

macro_rules! direction {
    ($by:ident, $descending:literal) => {
        impl<C> Direction for $by<C>
        where
            C: diesel::Column<Table: Source, SqlType: SqlType<IsNull = is_nullable::NotNull>>,
            C: Send + Sync + 'static,
        {
            type SqlType = <C as Expression>::SqlType;
            const DESCENDING: bool = $descending;

            fn push(out: &mut AstPass<'_, '_, Pg>) {
                push_column::<C::Table>(out, C::NAME);
            }
        }
    };
}

direction!(Asc, false);
direction!(Desc, true);

macro_rules! keyset {
    ($(($($at:tt $by:ident $value:ident),+))+) => {
        $(impl<$($by: Direction),+> Keyset for ($($by,)+) {
            const DESCENDING: &'static [bool] = &[$($by::DESCENDING),+];

            fn push(column: usize, out: &mut AstPass<'_, '_, Pg>) {
                match column {
                    $($at => $by::push(out),)+
                    _ => {}
                }
            }
        }

        impl<$($by: Direction, $value),+> Cursor<($($by,)+)> for ($($value,)+)
        where
            $($value: ToSql<$by::SqlType, Pg>, Pg: HasSqlType<$by::SqlType>,)+
        {
            fn bind<'b>(
                &'b self,
                column: usize,
                out: &mut AstPass<'_, 'b, Pg>,
            ) -> QueryResult<()> {
                match column {
                    $($at => out.push_bind_param::<$by::SqlType, _>(&self.$at),)+
                    _ => Ok(()),
                }
            }
        })+
    };
}

keyset! {
    (0 A V)
    (0 A V, 1 B W)
    (0 A V, 1 B W, 2 C X)
    (0 A V, 1 B W, 2 C X, 3 D Y)
}

/// The condition of a row behind another one.
pub(super) struct After<K, C> {
    values: C,
    by: PhantomData<fn() -> K>,
}

impl<K: Keyset, C: Cursor<K>> After<K, C> {
    pub(super) fn new(values: C) -> Self {
        Self {
            values,
            by: PhantomData,
        }
    }

    /// `(a, b) > ($1, $2)`: an index in this order finds the place.
    fn push_rows<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>, sign: &str) -> QueryResult<()> {
        let columns = 0..K::DESCENDING.len();
        for column in columns.clone() {
            out.push_sql(if column == 0 { "(" } else { ", " });
            K::push(column, out);
        }
        out.push_sql(")");
        out.push_sql(sign);
        for column in columns {
            out.push_sql(if column == 0 { "(" } else { ", " });
            self.values.bind(column, out)?;
        }
        out.push_sql(")");
        Ok(())
    }

    /// `a <= $1 AND (a < $2 OR (a = $3 AND …))`: the first part is what an index can use.
    fn push_mixed<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let last = K::DESCENDING.len().saturating_sub(1);
        for (column, descending) in K::DESCENDING.iter().enumerate() {
            let (bound, sign) = if *descending {
                (" <= ", " < ")
            } else {
                (" >= ", " > ")
            };
            if column == 0 {
                self.compare(column, bound, out)?;
                out.push_sql(" AND ");
            }
            if column < last {
                out.push_sql("(");
            }
            self.compare(column, sign, out)?;
            if column < last {
                out.push_sql(" OR (");
                self.compare(column, " = ", out)?;
                out.push_sql(" AND ");
            }
        }
        for _ in 0..last {
            out.push_sql("))");
        }
        Ok(())
    }

    fn compare<'b>(
        &'b self,
        column: usize,
        sign: &str,
        out: &mut AstPass<'_, 'b, Pg>,
    ) -> QueryResult<()> {
        K::push(column, out);
        out.push_sql(sign);
        self.values.bind(column, out)
    }
}

impl<K: Keyset, C: Cursor<K>> QueryFragment<Pg> for After<K, C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if K::DESCENDING.iter().all(|descending| *descending) {
            self.push_rows(&mut out, " < ")
        } else if K::DESCENDING.contains(&true) {
            self.push_mixed(&mut out)
        } else {
            self.push_rows(&mut out, " > ")
        }
    }
}
