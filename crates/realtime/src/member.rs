//! Somebody in a room, and how messages reach them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use app::Actor;
use bytes::Bytes;

use crate::connections::Link;
use crate::frame;
use crate::message::{self, Body};

/// Somebody who has the document open, through one connection.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) link: Arc<Link>,
    /// The address of the document on that connection, encoded.
    pub(crate) address: Vec<u8>,
    pub(crate) actor: Actor,
    pub(crate) can_edit: bool,
    pub(crate) checked: Instant,
    /// Cursors were dropped because the connection is slow; it needs a fresh set.
    pub(crate) lacks_presence: bool,
}

impl Member {
    pub(crate) fn new(link: Arc<Link>, address: &str, actor: Actor, can_edit: bool) -> Self {
        Self {
            link,
            address: message::address(address),
            actor,
            can_edit,
            checked: Instant::now(),
            lacks_presence: false,
        }
    }

    pub(crate) fn frame(&self, body: &[u8]) -> Bytes {
        frame::binary(&[&self.address, body])
    }

    pub(crate) fn send(&self, body: &[u8]) {
        self.link.outbox.push(self.frame(body));
    }
}

/// The same message as frames, encoded once per address: most members have the same address and share one.
#[derive(Default)]
pub(crate) struct Frames(BTreeMap<Vec<u8>, Bytes>);

impl Frames {
    pub(crate) fn of(&mut self, member: &Member, body: &Body) -> Bytes {
        if let Some(frame) = self.0.get(&member.address) {
            return frame.clone();
        }
        let frame = member.frame(body);
        self.0.insert(member.address.clone(), frame.clone());
        frame
    }
}
