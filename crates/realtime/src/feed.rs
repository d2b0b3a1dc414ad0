//! Follows the log: woken by notifications, and by the clock in case one is lost.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use app::live;
use db::Db;
use db::stream::StreamId;
use db::wake::Heard;
use tokio::time::MissedTickBehavior;

use crate::drive::Drives;
use crate::room::Room;
use crate::rooms::Rooms;

/// A lost wake-up costs so much at most.
const POLL: Duration = Duration::from_secs(1);

pub(crate) struct Feed {
    pub(crate) db: Db,
    pub(crate) rooms: Arc<Rooms>,
    pub(crate) drives: Drives,
}

impl Feed {
    /// Brings open documents and followed drives up to date, for ever.
    pub(crate) async fn run(self) {
        let mut heard = self.db.listen();
        let mut ticks = tokio::time::interval(POLL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let streams = tokio::select! {
                Some(heard) = heard.recv() => match heard {
                    Heard::Grown(streams) => self.concerned(streams),
                    Heard::Reconnected => self.everything(),
                },
                _ = ticks.tick() => self.everything(),
            };
            if let Err(error) = self.catch_up(streams).await {
                tracing::debug!(%error, "the log was not read; trying again");
            }
        }
    }

    fn everything(&self) -> BTreeSet<StreamId> {
        let pages = self
            .rooms
            .all()
            .into_iter()
            .map(|room| StreamId::Page(room.page().clone()));
        pages
            .chain(self.drives.all().into_iter().map(StreamId::Drive))
            .collect()
    }

    /// Those of the streams that somebody here follows.
    fn concerned(&self, streams: Vec<StreamId>) -> BTreeSet<StreamId> {
        let is_followed = |stream: &StreamId| match stream {
            StreamId::Page(page) => self.rooms.get(page).is_some(),
            StreamId::Drive(drive) => self.drives.get(drive).is_some(),
        };
        streams.into_iter().filter(is_followed).collect()
    }

    async fn catch_up(&self, streams: BTreeSet<StreamId>) -> app::Result<()> {
        if streams.is_empty() {
            return Ok(());
        }
        let streams: Vec<StreamId> = streams.into_iter().collect();
        let mut conn = self.db.conn().await?;
        let heads = db::stream::heads(&mut conn, &streams).await?;
        drop(conn);
        for (stream, head) in heads {
            match stream {
                StreamId::Drive(drive) => {
                    if let Some(drive) = self.drives.get(&drive) {
                        drive.wake(head);
                    }
                }
                StreamId::Page(page) => {
                    if let Some(room) = self.rooms.get(&page) {
                        self.follow(&room, head).await;
                    }
                }
            }
        }
        Ok(())
    }

    /// One document that cannot be read must not hold up the others.
    async fn follow(&self, room: &Room, head: i64) {
        let seq = room.seq();
        if head <= seq {
            return;
        }
        match live::load(&self.db, room.page(), seq).await {
            Ok(log) => room.follow(&log),
            Err(error) => tracing::debug!(%error, page = %room.page(), "a log was not read"),
        }
    }
}
