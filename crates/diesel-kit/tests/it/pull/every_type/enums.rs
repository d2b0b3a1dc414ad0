//! Enums.

use diesel_kit::PgEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum)]
#[pg_enum(name = "colour")]
pub enum Colour {
    Red,
    Green,
}
