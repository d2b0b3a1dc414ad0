//! Enums.

use diesel_kit::PgEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum)]
#[pg_enum(name = "Order State", schema = "App")]
pub enum OrderState {
    #[pg_enum(rename = "New")]
    New,
    #[pg_enum(rename = "in progress")]
    InProgress,
    #[pg_enum(rename = "done!")]
    Done,
    #[pg_enum(rename = "done?")]
    Done2,
    #[pg_enum(rename = "2nd try")]
    N2ndTry,
    #[pg_enum(rename = "self")]
    Itself,
}
