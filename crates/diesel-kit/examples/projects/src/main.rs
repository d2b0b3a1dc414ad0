//! Serves the routes on `127.0.0.1:8080`, or what `LISTEN` says.
#![expect(
    clippy::disallowed_methods,
    reason = "two variables are all the configuration there is"
)]

use actix_web::web::Data;
use actix_web::{App, HttpServer};
use anyhow::{Context, Result, ensure};
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::bb8::Pool;
use diesel_kit::migrate::{Options, migrate, state};
use projects::{MIGRATIONS, routes};

#[actix_web::main]
async fn main() -> Result<()> {
    let url = std::env::var("DATABASE_URL").context("set DATABASE_URL to the URL of a database")?;
    let listen = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    if cfg!(debug_assertions) {
        migrate(&url, &MIGRATIONS, &Options::default()).await?;
    }
    let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(url);
    let pool = Pool::builder().max_size(8).build(manager).await?;
    let is_current = state(&mut *pool.get().await?, &MIGRATIONS)
        .await?
        .is_current();
    ensure!(
        is_current,
        "the database has other migrations than this program: run `projects-kit migrate`"
    );
    let pool = Data::new(pool);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(pool.clone())
            .configure(routes::configure)
    });
    let server = server
        .bind(&listen)
        .with_context(|| format!("cannot listen on {listen}"))?;
    Ok(server.run().await?)
}
