//! The one connection of a migrator: with the lock, and with the same settings for every script.

use std::pin::pin;

use futures_util::TryStreamExt;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::failure::Refused;
use super::{Options, lock};
use crate::connection::Server;
use crate::error::{Error, server};

pub(super) struct Session {
    pub(super) client: Client,
    settings: String,
}

impl Session {
    /// Connects and becomes the only migrator.
    pub(super) async fn open(url: &str, options: &Options) -> Result<Self, Error> {
        let database = Server::new(url)?.application_name("diesel-kit migrate");
        if database.is_pooled() {
            let message = "migrations need a lock that lasts, which a pooler does not give: use the URL of the \
                           server itself";
            return Err(Error::Usage(message.to_owned()));
        }
        let client = database.client().await?;
        let mut settings = format!(
            "RESET ROLE; RESET ALL; SET lock_timeout = {}; SET statement_timeout = {}",
            options.lock_timeout.as_millis(),
            options.statement_timeout.as_millis()
        );
        // Without it, the server works on for a migrator that was killed, and keeps the lock for it.
        // Servers on systems that cannot tell refuse the setting.
        let look_after_us = "; SET client_connection_check_interval = 1000";
        if client
            .batch_execute(&format!("{settings}{look_after_us}"))
            .await
            .is_ok()
        {
            settings.push_str(look_after_us);
        }
        let session = Self { client, settings };
        session
            .settle()
            .await
            .map_err(server("setting the timeouts"))?;
        lock::acquire(&session.client, options.deadline).await?;
        Ok(session)
    }

    /// Takes back what a script may have set: the role, the search path, the timeouts.
    pub(super) async fn settle(&self) -> Result<(), tokio_postgres::Error> {
        self.client.batch_execute(&self.settings).await
    }

    /// Sends a script in one message, as Diesel does.
    pub(super) async fn send(&self, sql: &str) -> Result<(), Refused> {
        let mut done = 0;
        let stream = self.client.simple_query_raw(sql).await;
        let mut stream = pin!(stream.map_err(|error| Refused { done, error })?);
        loop {
            match stream.try_next().await {
                Ok(Some(SimpleQueryMessage::CommandComplete(_))) => done += 1,
                Ok(Some(_)) => {}
                Ok(None) => return Ok(()),
                Err(error) => return Err(Refused { done, error }),
            }
        }
    }

    pub(super) async fn close(self) -> Result<(), Error> {
        lock::release(&self.client).await
    }
}
