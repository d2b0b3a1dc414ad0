//! Wake-ups: who follows a stream is told that there is more, outside the transaction that wrote it.
//!
//! `NOTIFY` inside the writing transaction would hold a global lock across its commit. A wake-up
//! that is lost costs a follower one polling interval, never an event.

use std::collections::BTreeSet;
use std::time::Duration;

use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use diesel_kit::connection::Server;
use futures_util::StreamExt;
use tokio::sync::mpsc;

use crate::pool::Checkout;
use crate::stream::StreamId;

/// The notification channel.
pub const CHANNEL: &str = "pagespace";
/// At most one notification per this time.
const INTERVAL: Duration = Duration::from_millis(20);
/// PostgreSQL refuses payloads of 8,000 bytes.
const MAX_PAYLOAD: usize = 7_900;

/// Handle to the task of this process that sends notifications.
#[derive(Clone)]
pub(crate) struct Wake(mpsc::UnboundedSender<BTreeSet<StreamId>>);

impl Wake {
    pub(crate) fn start(pool: Checkout) -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        tokio::spawn(send(pool, receiver));
        Self(sender)
    }

    pub(crate) fn streams(&self, touched: BTreeSet<StreamId>) {
        if !touched.is_empty() && self.0.send(touched).is_err() {
            tracing::warn!("the wake-up task has ended; followers poll");
        }
    }
}

async fn send(pool: Checkout, mut receiver: mpsc::UnboundedReceiver<BTreeSet<StreamId>>) {
    while let Some(mut streams) = receiver.recv().await {
        while let Ok(more) = receiver.try_recv() {
            streams.extend(more);
        }
        for payload in payloads(&streams) {
            if let Err(error) = notify(&pool, &payload).await {
                tracing::debug!(%error, "wake-up lost; followers poll");
            }
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

fn payloads(streams: &BTreeSet<StreamId>) -> Vec<String> {
    let mut payloads = vec![String::new()];
    for stream in streams {
        let id = stream.to_string();
        match payloads.last_mut() {
            Some(last) if last.len() + id.len() < MAX_PAYLOAD => {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(&id);
            }
            _ => payloads.push(id),
        }
    }
    payloads
}

async fn notify(pool: &Checkout, payload: &str) -> Result<(), String> {
    let mut conn = pool.get().await.map_err(|error| error.to_string())?;
    diesel::sql_query("SELECT pg_notify($1, $2)")
        .bind::<Text, _>(CHANNEL)
        .bind::<Text, _>(payload)
        .execute(&mut conn)
        .await
        .map_err(|error| error.to_string())?;
    Ok(())
}

/// What a follower hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// These streams have grown.
    Grown(Vec<StreamId>),
    /// The listening connection was made anew: anything may have been missed.
    Reconnected,
}

/// Listens for wake-ups for ever, reconnecting as needed, until the receiver is dropped. Without a server
/// to listen at, the receiver ends at once.
pub(crate) fn listen(server: Option<Server>) -> mpsc::UnboundedReceiver<Heard> {
    let (sender, receiver) = mpsc::unbounded_channel();
    if let Some(server) = server {
        tokio::spawn(async move {
            while !sender.is_closed() {
                if let Err(error) = listen_once(&server, &sender).await {
                    tracing::debug!(%error, "the listening connection broke; connecting again");
                }
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        });
    }
    receiver
}

async fn listen_once(
    server: &Server,
    sender: &mpsc::UnboundedSender<Heard>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let (client, mut messages) = server.listen().await?;
    // The connection only moves while it is polled, so the LISTEN runs beside it.
    let listen = async {
        let outcome = client.batch_execute(&format!("LISTEN {CHANNEL}")).await;
        (outcome, client)
    };
    let mut listen = std::pin::pin!(listen);
    let mut started = None;
    loop {
        tokio::select! {
            (outcome, client) = &mut listen, if started.is_none() => {
                outcome?;
                started = Some(client);
                if sender.send(Heard::Reconnected).is_err() { return Ok(()) }
            }
            () = sender.closed() => return Ok(()),
            message = messages.next() => match message {
                Some(Ok(tokio_postgres::AsyncMessage::Notification(notification))) => {
                    if sender.send(heard(notification.payload())).is_err() { return Ok(()) }
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
                None => return Ok(()),
            }
        }
    }
}

fn heard(payload: &str) -> Heard {
    Heard::Grown(payload.split(' ').filter_map(StreamId::parse).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PageId;

    #[test]
    fn payloads_are_cut_below_the_limit_and_lose_nothing() {
        let streams: BTreeSet<_> = (0..1000).map(|_| StreamId::Page(PageId::new())).collect();
        let payloads = payloads(&streams);
        assert!(payloads.iter().all(|payload| payload.len() < 8_000));
        let heard: BTreeSet<_> = payloads
            .iter()
            .flat_map(|payload| payload.split(' ').map(|id| StreamId::parse(id).unwrap()))
            .collect();
        assert_eq!(heard, streams);
    }
}
