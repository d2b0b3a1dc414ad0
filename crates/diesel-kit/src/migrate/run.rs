//! Running one script, and noting it.

use std::time::Instant;

use super::Options;
use super::concurrent::Concurrent;
use super::failure::{Failure, Refused};
use super::ledger::Ledger;
use super::session::Session;
use crate::error::{Error, server};
use crate::script::{Direction, Script};

/// A script in one direction.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) session: &'a Session,
    pub(super) ledger: &'a Ledger<'a>,
    pub(super) script: &'a Script,
    pub(super) direction: Direction,
}

/// What a run has to say.
pub(super) struct Ran {
    pub(super) milliseconds: u64,
    pub(super) warning: Option<String>,
}

impl Run<'_> {
    pub(super) async fn go(self, options: &Options) -> Result<Ran, Error> {
        let started = Instant::now();
        let warning = if self.script.in_transaction() {
            self.inside(options, started).await?;
            None
        } else {
            self.outside(started).await?
        };
        Ok(Ran {
            milliseconds: milliseconds(started),
            warning,
        })
    }

    /// The script and its note are one. Whoever is in the way gets time to end between the attempts.
    async fn inside(self, options: &Options, started: Instant) -> Result<(), Error> {
        let mut attempt = 1;
        loop {
            let Err(refused) = self.transaction(started).await else {
                return Ok(());
            };
            // After a broken connection there is nothing to take back.
            drop(self.session.client.batch_execute("ROLLBACK").await);
            if !refused.is_passing() || attempt >= options.attempts {
                let mut failure = self.failure(&refused).await;
                if attempt > 1 {
                    failure.notes.push(format!("it was tried {attempt} times"));
                }
                failure.notes.push("nothing of it remains".to_owned());
                return Err(Error::Failed(Box::new(failure)));
            }
            attempt += 1;
            tokio::time::sleep(options.lock_timeout).await;
        }
    }

    async fn transaction(self, started: Instant) -> Result<(), Refused> {
        let client = &self.session.client;
        let begun = client.batch_execute("BEGIN").await;
        begun.map_err(|error| Refused { done: 0, error })?;
        self.session.send(self.script.sql(self.direction)).await?;
        let noted = async {
            self.session.settle().await?;
            let milliseconds = milliseconds(started);
            self.ledger
                .note(self.script, self.direction, milliseconds)
                .await?;
            client.batch_execute("COMMIT").await
        };
        noted.await.map_err(Refused::at_the_end)
    }

    /// Says so if it finds that the script had come to its end in an earlier run.
    async fn outside(self, started: Instant) -> Result<Option<String>, Error> {
        let client = &self.session.client;
        let interrupted = self
            .ledger
            .was_interrupted(self.script, self.direction)
            .await?;
        let concurrent = Concurrent::of(self.script.sql(self.direction));
        let mut reached = false;
        if let Some(concurrent) = &concurrent {
            reached = concurrent.is_reached(client).await?;
            if interrupted && reached {
                self.note(started).await?;
                return Ok(Some(format!(
                    "{}/{} was complete already: an earlier run was interrupted before it could note that",
                    self.script.name(),
                    self.direction.file()
                )));
            }
            concurrent.drop_invalid(client).await?;
            // It waits for transactions that may be long, but nobody waits for it.
            let patient = client.batch_execute("SET lock_timeout = 0").await;
            patient.map_err(server("setting the timeouts"))?;
        }
        // If the database is so already, the server will refuse; that is not what an interrupted run
        // of this script has left.
        if !reached {
            self.ledger.begin(self.script, self.direction).await?;
        }
        if let Err(refused) = self.session.send(self.script.sql(self.direction)).await {
            let mut failure = self.failure(&refused).await;
            failure
                .notes
                .push(self.what_remains(concurrent.as_ref(), interrupted, reached));
            // Without a connection the note stays, and the next run looks what has become of it.
            drop(self.ledger.give_up(self.script).await);
            return Err(Error::Failed(Box::new(failure)));
        }
        self.note(started).await?;
        Ok(None)
    }

    async fn note(self, started: Instant) -> Result<(), Error> {
        let client = &self.session.client;
        let noted = async {
            self.session.settle().await?;
            client.batch_execute("BEGIN").await?;
            self.ledger
                .note(self.script, self.direction, milliseconds(started))
                .await?;
            client.batch_execute("COMMIT").await
        };
        noted
            .await
            .map_err(server("the tables of applied migrations"))
    }

    /// For a script that failed outside of a transaction.
    fn what_remains(
        self,
        concurrent: Option<&Concurrent>,
        interrupted: bool,
        reached: bool,
    ) -> String {
        let version = self.script.version();
        let noted = match self.direction {
            Direction::Up => {
                format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{version}')")
            }
            Direction::Down => {
                format!("DELETE FROM __diesel_schema_migrations WHERE version = '{version}'")
            }
        };
        match concurrent {
            Some(_) if reached => format!(
                "the database was as this statement leaves it, but not by an earlier run: undo that, \
                 or if it is what is meant, note it with {noted}"
            ),
            Some(Concurrent::Build { .. }) => {
                "what it has left of the index is dropped by the next run".to_owned()
            }
            Some(Concurrent::Drop { .. }) => "the next run tries again".to_owned(),
            None if interrupted => format!(
                "an earlier run of it was interrupted: if what it does is there already, note it with \
                 {noted}"
            ),
            None => "it ran outside of a transaction: parts of it may remain".to_owned(),
        }
    }

    async fn failure(self, refused: &Refused) -> Failure {
        Failure::new(&self.session.client, self.script, self.direction, refused).await
    }
}

fn milliseconds(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}
