//! Enums.

use diesel_kit::PgEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum)]
#[pg_enum(name = "mood")]
pub enum MoodEnum {
    Sad,
    Ok,
    #[pg_enum(rename = "very happy")]
    VeryHappy,
}
