//! What the counters promise, on a real PostgreSQL.

use counter::{MIGRATIONS, all, increment};
use diesel_kit::migrate::{Options, migrate};

/// A new database with the migrations.
async fn database() -> Result<String, diesel_kit::Error> {
    let url = test_server::database().await;
    migrate(&url, &MIGRATIONS, &Options::default()).await?;
    Ok(url)
}

#[tokio::test]
async fn a_counter_starts_at_one_and_grows() {
    let url = database().await.unwrap();
    let mut conn = test_server::connect(&url).await;
    let first = increment(&mut conn, "visits").await.unwrap();
    let second = increment(&mut conn, "visits").await.unwrap();
    assert_eq!((first.value, second.value), (1, 2));
    assert_eq!(first.created_at, second.created_at);
    assert!(first.updated_at < second.updated_at);
}

#[tokio::test]
async fn the_last_change_comes_first() {
    let url = database().await.unwrap();
    let mut conn = test_server::connect(&url).await;
    for name in ["a", "b", "a"] {
        increment(&mut conn, name).await.unwrap();
    }
    let seen = all(&mut conn).await.unwrap();
    let seen: Vec<(&str, i64)> = seen.iter().map(|it| (&*it.name, it.value)).collect();
    assert_eq!(seen, [("a", 2), ("b", 1)]);
}

#[tokio::test]
async fn no_increment_is_lost_among_many() {
    let url = database().await.unwrap();
    let many = (0..8).map(|_| {
        let url = url.clone();
        tokio::spawn(async move {
            let mut conn = test_server::connect(&url).await;
            for _ in 0..20 {
                increment(&mut conn, "visits").await.unwrap();
            }
        })
    });
    for one in many.collect::<Vec<_>>() {
        one.await.unwrap();
    }
    let mut conn = test_server::connect(&url).await;
    assert_eq!(increment(&mut conn, "visits").await.unwrap().value, 161);
}
