//! One session, whatever carries it.

use std::net::SocketAddr;
use std::time::Duration;

use everwire_core::payload::Message;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::Problem;
use crate::greeting::Refusal;
use crate::http::{self, Posts};
use crate::latency::Stopwatch;
use crate::websocket;

/// What carries a session. Of ten sessions six are WebSockets, two event streams, two polls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Transport {
    WebSocket,
    Stream,
    Poll,
}

impl Transport {
    pub(crate) const fn of(client: usize) -> Self {
        match client % 10 {
            0..=5 => Self::WebSocket,
            6 | 7 => Self::Stream,
            _ => Self::Poll,
        }
    }
}

/// A session at work; it ends when this is dropped.
pub(crate) struct Session {
    orders: UnboundedSender<()>,
}

impl Session {
    /// Has one message echoed.
    pub(crate) fn echo(&self) {
        // A session that has ended is counted where its echo is missed.
        let _ = self.orders.send(());
    }
}

/// What all sessions need.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) address: SocketAddr,
    pub(crate) stopwatch: Stopwatch,
    pub(crate) posts: Posts,
    pub(crate) echoes: UnboundedSender<Duration>,
}

impl World {
    /// Begins the session of the client of this number.
    pub(crate) async fn begin(&self, client: usize) -> Result<Session, Refusal> {
        let (orders, received) = unbounded_channel();
        let work = Work {
            world: self.clone(),
            orders: received,
        };
        match Transport::of(client) {
            Transport::WebSocket => websocket::begin(work, client).await?,
            Transport::Stream => http::begin_stream(work, client).await?,
            Transport::Poll => http::begin_poll(work, client).await?,
        }
        Ok(Session { orders })
    }
}

/// A session's part of the world.
pub(crate) struct Work {
    pub(crate) world: World,
    pub(crate) orders: UnboundedReceiver<()>,
}

impl Work {
    /// The next message to send; `None` once the session is to end.
    pub(crate) async fn next(&mut self) -> Option<Message> {
        self.orders.recv().await?;
        Some(self.world.stopwatch.stamp())
    }

    /// These messages came back.
    pub(crate) fn note(&self, messages: &[Message]) -> Result<(), Problem> {
        for message in messages {
            let time = self.world.stopwatch.read(message);
            self.world.echoes.send(time.ok_or("an echo of nothing")?)?;
        }
        Ok(())
    }
}

/// Runs a session to its end; says so if that comes too early.
pub(crate) fn spawn(work: impl Future<Output = Result<(), Problem>> + Send + 'static) {
    tokio::spawn(async move {
        if let Err(problem) = work.await {
            eprintln!("a session was lost: {problem}");
        }
    });
}
