//! The `/ws` endpoint: the events of drives as JSON, replayed by number and then live.

use std::collections::HashMap;
use std::sync::Arc;

use app::Actor;
use bytes::Bytes;
use db::Db;
use db::id::DriveId;
use db::stream::StreamId;

use crate::access::{Credentials, Identity, Refusal};
use crate::connections::{Connections, Link};
use crate::drive::{Drives, Followed, Subscriber};
use crate::frame::Close;
use crate::notice::{Notice, Request};
use crate::socket::{Payload, Protocol};

const MAX_MESSAGE: usize = 64 * 1024;
const MAX_TOPICS: usize = 100;

/// One connection to `/ws`.
pub(crate) struct EventSession {
    pub(crate) db: Db,
    pub(crate) drives: Drives,
    pub(crate) connections: Connections,
    pub(crate) credentials: Credentials,
    pub(crate) link: Arc<Link>,
    pub(crate) identity: Option<Identity>,
    pub(crate) topics: HashMap<DriveId, Arc<Followed>>,
}

impl Protocol for EventSession {
    fn max_message(&self) -> usize {
        MAX_MESSAGE
    }

    fn is_authenticated(&self) -> bool {
        self.identity.is_some()
    }

    async fn receive(&mut self, message: Payload) -> Result<(), Close> {
        let Payload::Text(text) = message else {
            return Err(Close::WRONG_KIND);
        };
        match read(&text) {
            Ok(Request::Ping {}) => self.send(Notice::pong()),
            Ok(Request::Auth { token }) => self.authenticate(&token).await?,
            Ok(Request::Sub { topic, after }) => self.subscribe(&topic, after).await?,
            Ok(Request::Unsub { topic }) => self.unsubscribe(&topic),
            Err(message) => self.send(Notice::error(None, &message)),
        }
        Ok(())
    }
}

fn read(text: &Bytes) -> Result<Request, String> {
    serde_json::from_slice(text).map_err(|error| {
        format!(
            "{error}; send one of {{\"t\":\"auth\",\"token\"}}, {{\"t\":\"sub\",\"topic\",\"after\"?}}, \
             {{\"t\":\"unsub\",\"topic\"}}, {{\"t\":\"ping\"}}"
        )
    })
}

impl EventSession {
    fn send(&self, frame: Bytes) {
        self.link.outbox.push(frame);
    }

    async fn authenticate(&mut self, token: &str) -> Result<(), Close> {
        if self.identity.is_some() {
            self.send(Notice::error(
                None,
                "this connection is authenticated already",
            ));
            return Ok(());
        }
        let identity = self
            .credentials
            .identify(&self.db, &self.drives, token)
            .await;
        let identity = identity.map_err(|error| match Refusal::from(error) {
            Refusal::Close(close) => close,
            Refusal::Denied(_) => Close::UNAUTHORIZED,
        })?;
        if !self.connections.claim(&self.link, &identity.actor.user) {
            return Err(Close::FORBIDDEN);
        }
        self.identity = Some(identity);
        self.send(Notice::authenticated());
        Ok(())
    }

    async fn subscribe(&mut self, topic: &str, after: Option<i64>) -> Result<(), Close> {
        if self.identity.is_none() && self.credentials.has_bearer() {
            self.authenticate("").await?;
        }
        let Some(Identity { actor, .. }) = self.identity.clone() else {
            return Err(Close::UNAUTHORIZED);
        };
        let drive = match self.topic(topic) {
            Ok(drive) => drive,
            Err(message) => {
                self.send(Notice::error(Some(topic), message));
                return Ok(());
            }
        };
        match self.follow(&actor, &drive).await {
            Ok(followed) => {
                let link = self.link.clone();
                followed.subscribe(Subscriber { link, actor }, after);
                self.topics.insert(drive, followed);
            }
            Err(Refusal::Close(close)) => return Err(close),
            Err(Refusal::Denied(_)) => {
                let message = "no such drive, or you are not a member of it";
                self.send(Notice::error(Some(topic), message));
            }
        }
        Ok(())
    }

    async fn follow(&self, actor: &Actor, drive: &DriveId) -> Result<Arc<Followed>, Refusal> {
        // Asked here so that nobody has a drive followed that is hidden from them.
        app::feed::head(&self.db, actor, drive).await?;
        Ok(self.drives.follow(drive).await?)
    }

    /// The drive that a topic names.
    fn topic(&self, topic: &str) -> Result<DriveId, &'static str> {
        let drive = match StreamId::parse(topic) {
            Some(StreamId::Drive(drive)) => drive,
            Some(StreamId::Page(_)) => {
                return Err(
                    "the content of a page is on /collab; its changes are in its drive's topic",
                );
            }
            None if topic == "user:me" => return Err("nothing is published on user:me yet"),
            None => return Err("a topic looks like drive:<id>"),
        };
        if self.topics.len() >= MAX_TOPICS && !self.topics.contains_key(&drive) {
            return Err("too many topics on one connection; unsub some first");
        }
        Ok(drive)
    }

    fn unsubscribe(&mut self, topic: &str) {
        let drive = match StreamId::parse(topic) {
            Some(StreamId::Drive(drive)) => self.topics.remove(&drive),
            _ => None,
        };
        match drive {
            Some(followed) => {
                followed.unsubscribe(self.link.id);
                self.send(Notice::unsubscribed(topic));
            }
            None => self.send(Notice::error(Some(topic), "not subscribed")),
        }
    }
}

impl Drop for EventSession {
    fn drop(&mut self) {
        for followed in self.topics.values() {
            followed.unsubscribe(self.link.id);
        }
    }
}
