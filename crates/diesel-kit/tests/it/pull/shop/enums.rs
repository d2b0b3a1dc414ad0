//! Enums.

use diesel_kit::PgEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum)]
#[pg_enum(name = "state", schema = "sales")]
pub enum State {
    Open,
    Paid,
    TimeLeft,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum)]
#[pg_enum(name = "state", schema = "stock")]
pub enum StockState {
    Full,
    Empty,
}
