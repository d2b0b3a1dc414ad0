//! The messages of `/ws`, in both directions.

use std::cell::OnceCell;

use bytes::Bytes;
use db::schema::Event;
use serde::Deserialize;
use serde_json::json;

use crate::frame;

/// What a client says.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(tag = "t", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Request {
    Auth { token: String },
    Sub { topic: String, after: Option<i64> },
    Unsub { topic: String },
    Ping {},
}

/// What a client is told, as frames.
pub(crate) struct Notice;

impl Notice {
    /// The credential is good.
    pub(crate) fn authenticated() -> Bytes {
        frame::text(&json!({ "t": "authok" }).to_string())
    }

    /// The subscription stands; `head` is the last number so far.
    pub(crate) fn subscribed(topic: &str, head: i64) -> Bytes {
        frame::text(&json!({ "t": "subok", "topic": topic, "head": head }).to_string())
    }

    pub(crate) fn unsubscribed(topic: &str) -> Bytes {
        frame::text(&json!({ "t": "unsubok", "topic": topic }).to_string())
    }

    /// Numbers cannot say what changed: fetch everything, and go on after `seq`.
    pub(crate) fn gap(topic: &str, seq: i64) -> Bytes {
        frame::text(&json!({ "t": "gap", "topic": topic, "seq": seq }).to_string())
    }

    /// The subscription is over.
    pub(crate) fn revoked(topic: &str, reason: &str) -> Bytes {
        frame::text(&json!({ "t": "revoked", "topic": topic, "reason": reason }).to_string())
    }

    /// A request was not understood or not granted; the connection stays.
    pub(crate) fn error(topic: Option<&str>, message: &str) -> Bytes {
        let notice = match topic {
            Some(topic) => json!({ "t": "error", "topic": topic, "message": message }),
            None => json!({ "t": "error", "message": message }),
        };
        frame::text(&notice.to_string())
    }

    pub(crate) fn pong() -> Bytes {
        frame::text(&json!({ "t": "pong" }).to_string())
    }

    /// The server goes; come back after so long.
    pub(crate) fn bye(retry_ms: u32) -> Bytes {
        frame::text(&json!({ "t": "bye", "retry_ms": retry_ms }).to_string())
    }
}

/// One event as the frames that subscribers may get, each encoded when the first of them gets it.
pub(crate) struct EventFrames<'a> {
    topic: &'a str,
    event: &'a Event,
    whole: OnceCell<Bytes>,
    hidden: OnceCell<Bytes>,
    skipped: OnceCell<Bytes>,
}

impl<'a> EventFrames<'a> {
    pub(crate) fn new(topic: &'a str, event: &'a Event) -> Self {
        Self {
            topic,
            event,
            whole: OnceCell::new(),
            hidden: OnceCell::new(),
            skipped: OnceCell::new(),
        }
    }

    pub(crate) fn event(&self) -> &Event {
        self.event
    }

    /// Everything about it.
    pub(crate) fn whole(&self) -> Bytes {
        let event = self.event;
        let encode = || {
            json!({
                "t": "ev",
                "topic": self.topic,
                "seq": event.seq,
                "type": event.event_type,
                "id": event.id,
                "pageId": event.page_id,
                "actorId": event.actor_id,
                "client": event.client,
                "at": event.at,
                "data": event.data,
            })
        };
        self.whole
            .get_or_init(|| frame::text(&encode().to_string()))
            .clone()
    }

    /// The page is not for this subscriber any more; why is not its business.
    pub(crate) fn hidden(&self) -> Bytes {
        let event = self.event;
        let encode = || {
            json!({
                "t": "ev",
                "topic": self.topic,
                "seq": event.seq,
                "type": "page.hidden",
                "pageId": event.page_id,
                "data": {},
            })
        };
        self.hidden
            .get_or_init(|| frame::text(&encode().to_string()))
            .clone()
    }

    /// The numbers up to this one are about pages that this subscriber does not see.
    pub(crate) fn skipped(&self) -> Bytes {
        let encode = || json!({ "t": "head", "topic": self.topic, "seq": self.event.seq });
        self.skipped
            .get_or_init(|| frame::text(&encode().to_string()))
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_strictly() {
        let read = |text| serde_json::from_str::<Request>(text).ok();
        assert_eq!(read(r#"{"t":"ping"}"#), Some(Request::Ping {}));
        let sub = Request::Sub {
            topic: "drive:x".to_owned(),
            after: Some(3),
        };
        assert_eq!(
            read(r#"{"t":"sub","topic":"drive:x","after":3}"#),
            Some(sub)
        );
        for bad in [
            "",
            "{}",
            "[]",
            r#"{"t":"sub"}"#,
            r#"{"t":"ping","x":1}"#,
            r#"{"t":"sub","topic":"d","after":"1"}"#,
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
