//! One session, over any transport.

use std::net::SocketAddr;
use std::time::Duration;

use everwire_core::payload::Message;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::Problem;
use crate::handshake::Refusal;
use crate::http::{self, Posts};
use crate::latency::Stopwatch;
use crate::websocket;

/// The transport of a session. Of ten sessions six are WebSockets, two event streams, two polls.
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

/// A running session; it ends when this is dropped.
pub(crate) struct Session {
    triggers: UnboundedSender<()>,
}

impl Session {
    /// Sends one message to be echoed.
    pub(crate) fn echo(&self) {
        // If the session has ended, its echo is missed and counted as lost.
        let _ = self.triggers.send(());
    }
}

/// What all sessions share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) address: SocketAddr,
    pub(crate) stopwatch: Stopwatch,
    pub(crate) posts: Posts,
    pub(crate) echoes: UnboundedSender<Duration>,
}

impl Shared {
    /// Begins the session of the client of this number.
    pub(crate) async fn begin(&self, client: usize) -> Result<Session, Refusal> {
        let (triggers, sends) = unbounded_channel();
        let work = Work {
            shared: self.clone(),
            sends,
        };
        match Transport::of(client) {
            Transport::WebSocket => websocket::begin(work, client).await?,
            Transport::Stream => http::begin_stream(work, client).await?,
            Transport::Poll => http::begin_poll(work, client).await?,
        }
        Ok(Session { triggers })
    }
}

/// A session's end of its channels.
pub(crate) struct Work {
    pub(crate) shared: Shared,
    pub(crate) sends: UnboundedReceiver<()>,
}

impl Work {
    /// The next message to send; `None` once the session is to end.
    pub(crate) async fn next(&mut self) -> Option<Message> {
        self.sends.recv().await?;
        Some(self.shared.stopwatch.stamp())
    }

    /// Records the latencies of these echoes.
    pub(crate) fn record(&self, messages: &[Message]) -> Result<(), Problem> {
        for message in messages {
            let time = self.shared.stopwatch.read(message);
            self.shared.echoes.send(time.ok_or("an echo of nothing")?)?;
        }
        Ok(())
    }
}

/// Runs a session to its end; prints the problem if it ends too early.
pub(crate) fn spawn(work: impl Future<Output = Result<(), Problem>> + Send + 'static) {
    tokio::spawn(async move {
        if let Err(problem) = work.await {
            eprintln!("a session was lost: {problem}");
        }
    });
}
