//! Relations and views on a real PostgreSQL.

/// Queries with the statements they need and the JSON of what they find.
macro_rules! cases {
    ($world:ident: $($name:literal $how:ident $statements:literal $query:expr => $expected:tt;)*) => {
        $(
            let found = $world.$how($statements, $query).await;
            assert_eq!(found, serde_json::json!($expected), $name);
        )*
    };
}

mod demand;
mod elsewhere;
mod link;
mod many;
mod nested;
mod running;
mod world;
