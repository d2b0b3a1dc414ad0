//! Keys of parents, carried from their rows into the next statement as PostgreSQL sent them.
//!
//! Nothing is decoded: a key has no Rust type here, and costs no allocation per row.

use std::io::Write;

use diesel::QueryResult;
use diesel::deserialize;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::AstPass;
use diesel::serialize::{IsNull, Output, Result, ToSql};
use diesel::sql_types::{Array, HasSqlType};

/// The SQL types of a key: a tuple of one to four.
pub trait KeyTypes: Send + Sync + 'static {
    /// Binds a column of the keys: a value for one parent, an array for several.
    #[doc(hidden)]
    fn bind<'b>(column: usize, keys: &'b Keys, out: AstPass<'_, 'b, Pg>) -> QueryResult<()>;
}

/// The keys of all parents of one relation.
#[derive(Debug, Default)]
pub struct Keys {
    parents: usize,
    columns: Vec<Values>,
    single: Vec<Single>,
}

/// One column of keys, as the elements of a binary array: each with its length before it.
#[derive(Debug, Default)]
struct Values {
    count: i32,
    has_null: bool,
    elements: Vec<u8>,
}

/// The one element as a value.
#[derive(Debug)]
struct Single(Values);

/// Length of a null.
const NULL: i32 = -1;
/// Bytes of a length.
const LENGTH: usize = size_of::<i32>();

impl Keys {
    /// Keys of several parents, for the text alone.
    pub(super) fn placeholder(columns: usize) -> Self {
        let mut keys = Self::default();
        keys.columns.resize_with(columns, Values::default);
        keys
    }

    /// Adds the next parent's value of a column.
    pub(super) fn push(
        &mut self,
        column: usize,
        value: Option<PgValue<'_>>,
    ) -> deserialize::Result<()> {
        if column == 0 {
            self.parents += 1;
        }
        if self.columns.len() <= column {
            self.columns.resize_with(column + 1, Values::default);
        }
        let values = self.columns.get_mut(column);
        values.map_or(Ok(()), |values| values.push(value))
    }

    pub(super) fn parents(&self) -> usize {
        self.parents
    }

    /// Of one parent the key is a value, of several an array.
    pub(super) fn close(mut self) -> Self {
        if self.parents == 1 {
            self.single = self.columns.drain(..).map(Single).collect();
        }
        self
    }

    fn bind<'b, T>(&'b self, column: usize, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()>
    where
        Pg: HasSqlType<T>,
        T: 'static,
    {
        if let Some(single) = self.single.get(column) {
            return out.push_bind_param::<T, _>(single);
        }
        let values = self.columns.get(column);
        values.map_or(Ok(()), |values| out.push_bind_param::<Array<T>, _>(values))
    }
}

impl Values {
    fn push(&mut self, value: Option<PgValue<'_>>) -> deserialize::Result<()> {
        self.count += 1;
        let Some(value) = value else {
            self.has_null = true;
            self.elements.extend(NULL.to_be_bytes());
            return Ok(());
        };
        let bytes = value.as_bytes();
        let length = i32::try_from(bytes.len())?;
        self.elements.extend(length.to_be_bytes());
        self.elements.extend(bytes);
        Ok(())
    }
}

impl<T> ToSql<Array<T>, Pg> for Values
where
    Pg: HasSqlType<T>,
    T: 'static,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> Result {
        let element = <Pg as HasSqlType<T>>::metadata(out.metadata_lookup()).oid()?;
        let (dimensions, first): (i32, i32) = (1, 1);
        out.write_all(&dimensions.to_be_bytes())?;
        out.write_all(&i32::from(self.has_null).to_be_bytes())?;
        out.write_all(&element.to_be_bytes())?;
        out.write_all(&self.count.to_be_bytes())?;
        out.write_all(&first.to_be_bytes())?;
        out.write_all(&self.elements)?;
        Ok(IsNull::No)
    }
}

impl<T> ToSql<T, Pg> for Single
where
    Pg: HasSqlType<T>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> Result {
        if self.0.has_null {
            return Ok(IsNull::Yes);
        }
        out.write_all(self.0.elements.get(LENGTH..).unwrap_or_default())?;
        Ok(IsNull::No)
    }
}

macro_rules! key_types {
    ($(($($at:literal $sql:ident),+))+) => {
        $(impl<$($sql),+> KeyTypes for ($($sql,)+)
        where
            $($sql: Send + Sync + 'static, Pg: HasSqlType<$sql>,)+
        {
            fn bind<'b>(
                column: usize,
                keys: &'b Keys,
                out: AstPass<'_, 'b, Pg>,
            ) -> QueryResult<()> {
                match column {
                    $($at => keys.bind::<$sql>(column, out),)+
                    _ => Ok(()),
                }
            }
        })+
    };
}

key_types! {
    (0 A)
    (0 A, 1 B)
    (0 A, 1 B, 2 C)
    (0 A, 1 B, 2 C, 3 D)
}
