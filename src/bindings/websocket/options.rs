//! The options of a WebSocket without a session.

use everwire_core::dialect::websocket;
use serde::Deserialize;

use crate::bindings::options::{Amount, Endless, Number, SomeTime, Time, options};

options! {
    /// Settings of a `WebSocket`. Times are in ms. Functions and messages stay in JavaScript: `asksApplication` and
    /// `heartbeat.asks` say whether there are any.
    struct Options {
        /// Whether to connect again when the link drops.
        "reconnect" reconnect: bool = true,
        /// Whether the application is asked before each new attempt.
        "asksApplication" asks_application: bool = false,
        /// An attempt that takes longer has failed.
        "connectTimeout" connect_timeout: SomeTime = Number(10_000),
        /// The first delay is drawn from 0 to this; the bound doubles from attempt to attempt.
        "reconnectDelay" reconnect_delay: Time = Number(500),
        /// The bound grows up to this.
        "maxReconnectDelay" max_reconnect_delay: Time = Number(30_000),
        /// How many attempts in a row may fail.
        "maxRetries" max_retries: Endless = Endless::INFINITY,
        /// How long a drop may last.
        "maxElapsed" max_elapsed: Endless = Endless::INFINITY,
        /// A link that lived this long was stable: the delays start over.
        "stableAfter" stable_after: Time = Number(5_000),
        /// What is sent while the link is down waits within these limits; `false`: `send` throws.
        "queue" queue: Option<Queue> = Some(Queue::default()),
        /// How a dead link is found; `false`: not at all, as by a browser's own `WebSocket`.
        "heartbeat" heartbeat: Option<Heartbeat> = None,
    }
}

options! {
    /// What may wait while the link is down.
    struct Queue {
        /// How many messages.
        "maxMessages" max_messages: Amount = Number(1_000),
        /// How many bytes.
        "maxBytes" max_bytes: Amount = Number(16 * 1024 * 1024),
        /// The longest time that a message waits.
        "maxAge" max_age: Endless = Endless::INFINITY,
        /// What gives way when there is no room: `send` throws, or the oldest messages or the new one are dropped.
        "policy" policy: Policy = Policy::Reject,
    }
}

options! {
    /// How a dead link is found.
    struct Heartbeat {
        /// The server is asked for a sign of life after so long a silence.
        "interval" interval: SomeTime = Number(15_000),
        /// Without a message from the server within this time the link is given up.
        "timeout" timeout: SomeTime = Number(5_000),
        /// Whether there is a message to ask with.
        "asks" asks: bool = false,
    }
}

/// What gives way when the queue has no room.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::bindings) enum Policy {
    Reject,
    DropOldest,
    DropNewest,
}

impl Options {
    /// For the core.
    pub(super) fn config(&self) -> websocket::ClientConfig {
        websocket::ClientConfig {
            reconnect: self.reconnect,
            asks_application: self.asks_application,
            connect_timeout: self.connect_timeout.ms(),
            reconnect_delay: self.reconnect_delay.ms(),
            max_reconnect_delay: self.max_reconnect_delay.ms(),
            max_retries: self.max_retries.count(),
            max_elapsed: self.max_elapsed.ms(),
            stable_after: self.stable_after.ms(),
            queue: self.queue.as_ref().map(Queue::limits),
            heartbeat: self.heartbeat.as_ref().map(Heartbeat::config),
        }
    }
}

impl Queue {
    fn limits(&self) -> websocket::QueueLimits {
        websocket::QueueLimits {
            messages: self.max_messages.size(),
            bytes: self.max_bytes.size(),
            age: self.max_age.ms(),
            overflow: match self.policy {
                Policy::Reject => websocket::Overflow::Reject,
                Policy::DropOldest => websocket::Overflow::DropOldest,
                Policy::DropNewest => websocket::Overflow::DropNewest,
            },
        }
    }
}

impl Heartbeat {
    const fn config(&self) -> websocket::HeartbeatConfig {
        websocket::HeartbeatConfig {
            interval: self.interval.ms(),
            timeout: self.timeout.ms(),
            asks: self.asks,
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::bindings::options::{Shown, assert_documented, assert_typed, declared};

    const TYPESCRIPT: &str = include_str!("../../../pkg-template/src/words/websocket/options.ts");
    const DOCUMENT: &str = include_str!("../../../docs/websocket.md");

    /// TypeScript takes these from the options of an `EverSocket`.
    const SHARED: [&str; 6] = [
        "connectTimeout",
        "reconnectDelay",
        "maxReconnectDelay",
        "maxRetries",
        "maxElapsed",
        "stableAfter",
    ];

    impl Shown for Policy {
        fn shown(&self) -> String {
            let shown = match self {
                Self::Reject => "'reject'",
                Self::DropOldest => "'drop-oldest'",
                Self::DropNewest => "'drop-newest'",
            };
            shown.to_owned()
        }
    }

    #[wasm_bindgen_test]
    fn the_defaults_are_those_of_the_core() {
        assert_eq!(
            Options::default().config(),
            websocket::ClientConfig::default()
        );
        assert_eq!(
            Heartbeat::default().config(),
            websocket::HeartbeatConfig::default()
        );
    }

    #[wasm_bindgen_test]
    fn typescript_and_the_document_say_what_is_declared() {
        let rows = Options::declared();
        let engine = [&SHARED[..], &["asksApplication"]].concat();
        let others = ["shouldReconnect"];
        assert_typed(
            &declared(&rows, &engine),
            &others,
            TYPESCRIPT,
            "WebSocketOptions",
        );
        assert_documented(&declared(&rows, &["asksApplication"]), DOCUMENT);
        let queue = declared(&Queue::declared(), &[]);
        assert_typed(&queue, &[], TYPESCRIPT, "QueueOptions");
        let heartbeat = declared(&Heartbeat::declared(), &["asks"]);
        assert_typed(
            &heartbeat,
            &["message", "isReply"],
            TYPESCRIPT,
            "HeartbeatOptions",
        );
    }

    #[cfg(feature = "everwire")]
    #[wasm_bindgen_test]
    fn what_is_shared_has_one_default() {
        let theirs = crate::bindings::everwire::declared_options();
        for row in Options::declared() {
            assert!(!SHARED.contains(&row.0) || theirs.contains(&row), "{row:?}");
        }
    }
}
