//! What waits to be written to one connection: a bounded queue of frames, shared with other queues.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio_util::sync::CancellationToken;

use crate::frame::{self, Close};

/// Above this, cursors are not worth queueing: the reader gets a fresh set when it has caught up.
const SOFT_LIMIT: usize = 256 * 1024;
/// Above this, the reader is too slow: it is closed, resyncs and loses nothing.
const HARD_LIMIT: usize = 4 * 1024 * 1024;
/// So long may the network take nothing while something waits.
const STALLED: Duration = Duration::from_secs(30);

/// The queue of one connection. The response body drains it; anybody may push.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    closed: CancellationToken,
}

#[derive(Debug)]
struct Queue {
    frames: VecDeque<Queued>,
    /// Bytes of ordinary frames.
    counted: usize,
    /// Bytes of answers, of which the last may be as large as a document.
    answers: usize,
    /// Nothing more is taken.
    closed: bool,
    /// The network connection is to end with the last frame.
    finished: bool,
    moved_at: Instant,
    reader: Option<Waker>,
}

#[derive(Debug)]
struct Queued {
    frame: Bytes,
    counts: bool,
}

impl Outbox {
    pub(crate) fn new() -> Self {
        let queue = Queue {
            frames: VecDeque::new(),
            counted: 0,
            answers: 0,
            closed: false,
            finished: false,
            moved_at: Instant::now(),
            reader: None,
        };
        Self {
            queue: Mutex::new(queue),
            closed: CancellationToken::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a frame, or closes the connection if its reader is too far behind.
    pub(crate) fn push(&self, frame: Bytes) {
        let mut queue = self.lock();
        if queue.counted > HARD_LIMIT && !queue.closed {
            self.end(queue, Close::SLOW);
        } else {
            queue.push(frame, true);
        }
    }

    /// Queues the answer to a request for a whole document, which may be larger than any limit. Who
    /// asks for more without reading is closed.
    pub(crate) fn push_answer(&self, frame: Bytes) {
        let mut queue = self.lock();
        if queue.answers > HARD_LIMIT && !queue.closed {
            self.end(queue, Close::SLOW);
        } else {
            queue.push(frame, false);
        }
    }

    /// Queues a frame that may be dropped; false if it was.
    pub(crate) fn push_if_idle(&self, frame: Bytes) -> bool {
        let mut queue = self.lock();
        let takes = queue.counted <= SOFT_LIMIT;
        if takes {
            queue.push(frame, true);
        }
        takes
    }

    /// Queues the reason as the last frame. The network connection stays open for the client's own
    /// goodbye until [`Outbox::finish`].
    pub(crate) fn close(&self, close: Close) {
        let queue = self.lock();
        if !queue.closed {
            self.end_after_queue(queue, close);
        }
    }

    /// Drops what is queued: the reader does not take it.
    fn end(&self, mut queue: MutexGuard<'_, Queue>, close: Close) {
        queue.frames.clear();
        queue.counted = 0;
        queue.answers = 0;
        self.end_after_queue(queue, close);
    }

    fn end_after_queue(&self, mut queue: MutexGuard<'_, Queue>, close: Close) {
        queue.push(frame::close(close), true);
        queue.closed = true;
        drop(queue);
        self.closed.cancel();
    }

    /// Closes the connection if the network has taken nothing for too long.
    pub(crate) fn close_if_stalled(&self, now: Instant) {
        let queue = self.lock();
        let waits = !queue.closed && !queue.frames.is_empty();
        if waits && now.saturating_duration_since(queue.moved_at) > STALLED {
            self.end(queue, Close::SLOW);
        }
    }

    /// Resolves when the connection is to end.
    pub(crate) async fn closed(&self) {
        self.closed.cancelled().await;
    }

    /// Ends the network connection as soon as everything queued is written.
    pub(crate) fn finish(&self) {
        let mut queue = self.lock();
        queue.closed = true;
        queue.finished = true;
        queue.wake();
    }

    /// True when everything, the close frame included, was handed to the network.
    pub(crate) fn is_done(&self) -> bool {
        let queue = self.lock();
        queue.closed && queue.frames.is_empty()
    }

    /// The next frame to write, or the end.
    pub(crate) fn poll_next(&self, cx: &Context<'_>) -> Poll<Option<Bytes>> {
        let mut queue = self.lock();
        match queue.frames.pop_front() {
            Some(Queued { frame, counts }) => {
                queue.moved_at = Instant::now();
                let bytes = queue.bytes(counts);
                *bytes = bytes.saturating_sub(frame.len());
                Poll::Ready(Some(frame))
            }
            None if queue.finished => Poll::Ready(None),
            None => {
                queue.reader = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Queue {
    fn push(&mut self, frame: Bytes, counts: bool) {
        if self.closed {
            return;
        }
        if self.frames.is_empty() {
            self.moved_at = Instant::now();
        }
        let bytes = self.bytes(counts);
        *bytes = bytes.saturating_add(frame.len());
        self.frames.push_back(Queued { frame, counts });
        self.wake();
    }

    fn bytes(&mut self, counts: bool) -> &mut usize {
        if counts {
            &mut self.counted
        } else {
            &mut self.answers
        }
    }

    fn wake(&mut self) {
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(outbox: &Outbox) -> Vec<Bytes> {
        let context = Context::from_waker(Waker::noop());
        let mut frames = Vec::new();
        while let Poll::Ready(Some(frame)) = outbox.poll_next(&context) {
            frames.push(frame);
        }
        frames
    }

    #[test]
    fn frames_leave_in_order_and_the_close_frame_is_last() {
        let outbox = Outbox::new();
        outbox.push(Bytes::from_static(b"a"));
        outbox.push(Bytes::from_static(b"b"));
        outbox.close(Close::NORMAL);
        outbox.push(Bytes::from_static(b"too late"));
        outbox.finish();
        assert_eq!(
            drain(&outbox),
            [&b"a"[..], b"b", &frame::close(Close::NORMAL)]
        );
        assert!(outbox.is_done());
    }

    #[test]
    fn a_slow_reader_loses_cursors_first_and_the_connection_last() {
        let outbox = Outbox::new();
        assert!(outbox.push_if_idle(Bytes::from_static(b"cursor")));
        outbox.push(Bytes::from(vec![0; SOFT_LIMIT]));
        assert!(!outbox.push_if_idle(Bytes::from_static(b"cursor")));
        outbox.push(Bytes::from(vec![0; HARD_LIMIT]));
        outbox.push(Bytes::from_static(b"one more"));
        assert_eq!(drain(&outbox), [frame::close(Close::SLOW)]);
    }

    #[test]
    fn a_large_answer_does_not_count_against_its_reader() {
        let outbox = Outbox::new();
        outbox.push_answer(Bytes::from(vec![0; HARD_LIMIT * 2]));
        outbox.push(Bytes::from_static(b"update"));
        assert!(outbox.push_if_idle(Bytes::from_static(b"cursor")));
        assert_eq!(drain(&outbox).len(), 3);
        outbox.push_answer(Bytes::from(vec![0; HARD_LIMIT * 2]));
        outbox.push_answer(Bytes::from_static(b"asked again without reading"));
        assert_eq!(drain(&outbox), [frame::close(Close::SLOW)]);
    }

    #[test]
    fn nothing_taken_for_half_a_minute_is_the_end() {
        let outbox = Outbox::new();
        let later = Instant::now() + STALLED + Duration::from_secs(1);
        outbox.close_if_stalled(later);
        outbox.push(Bytes::from_static(b"a"));
        assert_eq!(drain(&outbox).len(), 1);
        outbox.push(Bytes::from_static(b"b"));
        outbox.close_if_stalled(later);
        assert_eq!(drain(&outbox), [frame::close(Close::SLOW)]);
    }
}
