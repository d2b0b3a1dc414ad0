//! Enums.

use diesel_kit::PgEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum)]
#[pg_enum(name = "post_state")]
pub enum PostState {
    Draft,
    Published,
    Archived,
}
