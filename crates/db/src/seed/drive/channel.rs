//! Channels: messages, threads, reactions, and how far members have read.

use chrono::{DateTime, TimeDelta, Utc};

use super::Drive;
use crate::seed::text::{EMOJI, paragraph, word};
use crate::seed::{end_of_story, id};

/// A message at the top level, and the replies that are still to come.
struct Root {
    id: String,
    at: DateTime<Utc>,
}

impl Drive<'_> {
    /// Messages spread evenly from the making of the channel to the end; every fifth is in a thread.
    pub(super) fn channel(&mut self, page: &str, made: DateTime<Utc>, messages: usize) {
        let span = (end_of_story() - made).num_seconds().max(1);
        let time = |at: usize| {
            let (at, all) = (
                i64::try_from(at).unwrap_or(0),
                i64::try_from(messages).unwrap_or(1),
            );
            made + TimeDelta::seconds(span * at / all.max(1))
        };
        let mut at = 0;
        while at < messages {
            let replies = match self.rng.u8(..10) {
                0 => self.rng.usize(1..5).min(messages - at - 1),
                _ => 0,
            };
            let root = Root {
                id: id(self.rng),
                at: time(at),
            };
            let last = (replies > 0).then(|| time(at + replies));
            self.message(page, &root, None, replies, last);
            for reply in 1..=replies {
                let reply = Root {
                    id: id(self.rng),
                    at: time(at + reply),
                };
                self.message(page, &reply, Some(&root.id), 0, None);
            }
            at += replies + 1;
        }
        for member in self.members.clone() {
            if self.rng.bool() {
                let read = time(self.rng.usize(..=messages)).to_rfc3339();
                let row = self.tables.row("channel_reads").plain(page);
                row.plain(member).plain(read);
            }
        }
    }

    fn message(
        &mut self,
        page: &str,
        message: &Root,
        parent: Option<&str>,
        replies: usize,
        last_reply: Option<DateTime<Utc>>,
    ) {
        let author = self.member().to_owned();
        let sentences = self.rng.usize(1..3);
        let content = paragraph(self.rng, sentences);
        let edited = (self.rng.u8(..30) == 0).then(|| message.at + TimeDelta::minutes(2));
        self.tables
            .row("channel_messages")
            .plain(&message.id)
            .plain(page)
            .plain(&author)
            .text(&content)
            .or_null(parent)
            .plain(replies)
            .or_null(last_reply.map(|at| at.to_rfc3339()))
            .plain(message.at.to_rfc3339())
            .or_null(edited.map(|at| at.to_rfc3339()));
        if self.rng.u8(..12) == 0 {
            let (reaction, person) = (id(self.rng), self.member().to_owned());
            let emoji = word(self.rng, &EMOJI);
            let row = self.tables.row("message_reactions").plain(reaction);
            let row = row.plain(&message.id).plain(person).text(emoji);
            row.plain(message.at.to_rfc3339());
        }
    }
}
