//! The options of a session.

use everwire_core::channel::Transport;
use everwire_core::dialect::everwire::client::ClientConfig;
use everwire_core::dialect::everwire::session::Window;
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};

use crate::bindings::options::{Amount, Endless, Number, SomeTime, Time, options};

options! {
    /// Settings of an `EverSocket`. Times are in ms, sizes in bytes.
    struct Options {
        /// Which transports to use, best first.
        "transports" transports: Transports = Transports::default(),
        /// How long a transport may stay unproven before the next is started beside it; a few round trips where the
        /// round-trip time is known, else 300.
        "raceDelay" race_delay: Automatic = Automatic::AUTOMATIC,
        /// A link that is not proven by then is given up.
        "connectTimeout" connect_timeout: SomeTime = Number(10_000),
        /// The first delay before reconnecting; it doubles from attempt to attempt, with full jitter.
        "reconnectDelay" reconnect_delay: Time = Number(500),
        /// The longest delay before reconnecting.
        "maxReconnectDelay" max_reconnect_delay: Time = Number(30_000),
        /// How many attempts in a row may fail before the socket closes.
        "maxRetries" max_retries: Endless = Endless::INFINITY,
        /// How long a drop may last before the socket closes.
        "maxElapsed" max_elapsed: Endless = Endless::INFINITY,
        /// A link that lived this long was stable: the delays start over.
        "stableAfter" stable_after: Time = Number(5_000),
        /// A link that is idle for this long is asked for a sign of life.
        "heartbeatInterval" heartbeat_interval: SomeTime = Number(15_000),
        /// A link that does not give one within this time is lost.
        "heartbeatTimeout" heartbeat_timeout: SomeTime = Number(5_000),
        /// The same after a wake-up: the page was frozen, the network changed.
        "probeTimeout" probe_timeout: SomeTime = Number(2_000),
        /// How long `close` waits for what was sent to be acknowledged and for the server's CLOSE.
        "closeTimeout" close_timeout: Time = Number(5_000),
        /// How long a poll may be held; 0 polls at an interval. What the server grants, and less where the network turns
        /// out to cut requests that are held.
        "pollHold" poll_hold: Automatic = Automatic::AUTOMATIC,
        /// The interval of polls that are not held.
        "pollInterval" poll_interval: SomeTime = Number(1_000),
        /// A better transport is tried again in the background after this time, which doubles up to 16 times.
        "upgradeDelay" upgrade_delay: SomeTime = Number(30_000),
        /// `send` throws `MESSAGE_TOO_LARGE` above this; a larger incoming message is a `PROTOCOL_ERROR`.
        "maxMessageSize" max_message_size: Amount = Number(16 * 1024 * 1024),
        /// `send` throws `QUOTA_EXCEEDED` when more would be unacknowledged.
        "maxUnacknowledgedBytes" max_unacknowledged_bytes: Amount = Number(64 * 1024 * 1024),
        /// The same, in messages.
        "maxUnacknowledgedMessages" max_unacknowledged_messages: Amount = Number(1_000_000),
        /// Whether the HTTP transports send cookies to other origins.
        "credentials" credentials: Credentials = Credentials::SameOrigin,
    }
}

impl Options {
    /// For the core.
    pub(super) fn config(&self) -> ClientConfig {
        ClientConfig {
            transports: self.transports.0.clone(),
            race_delay: self.race_delay.ms(),
            connect_timeout: self.connect_timeout.ms(),
            reconnect_delay: self.reconnect_delay.ms(),
            max_reconnect_delay: self.max_reconnect_delay.ms(),
            max_retries: self.max_retries.count(),
            max_elapsed: self.max_elapsed.ms(),
            stable_after: self.stable_after.ms(),
            heartbeat_interval: self.heartbeat_interval.ms(),
            heartbeat_timeout: self.heartbeat_timeout.ms(),
            probe_timeout: self.probe_timeout.ms(),
            close_timeout: self.close_timeout.ms(),
            poll_hold: self.poll_hold.ms(),
            poll_interval: self.poll_interval.ms(),
            upgrade_delay: self.upgrade_delay.ms(),
            max_message: self.max_message_size.size(),
            quota: Window {
                messages: self.max_unacknowledged_messages.size(),
                bytes: self.max_unacknowledged_bytes.size(),
            },
        }
    }

    /// Whether requests to other origins carry cookies.
    pub(super) const fn with_credentials(&self) -> bool {
        matches!(self.credentials, Credentials::Include)
    }
}

/// A time; where none is given, the best is found out.
#[derive(Clone, Copy)]
pub(in crate::bindings) struct Automatic(Option<Time>);

impl Automatic {
    const AUTOMATIC: Self = Self(None);

    fn ms(self) -> Option<u64> {
        self.0.map(Time::ms)
    }
}

impl<'de> Deserialize<'de> for Automatic {
    fn deserialize<D: Deserializer<'de>>(given: D) -> Result<Self, D::Error> {
        Ok(Self(Some(Time::deserialize(given)?)))
    }
}

#[cfg(test)]
impl crate::bindings::options::Shown for Automatic {
    fn shown(&self) -> String {
        String::new()
    }
}

/// As those of `fetch`.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::bindings) enum Credentials {
    SameOrigin,
    Include,
}

/// At least one, and none twice.
pub(in crate::bindings) struct Transports(Vec<Transport>);

/// As JavaScript names them.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Name {
    WebSocket,
    Sse,
    LongPoll,
}

impl Default for Transports {
    fn default() -> Self {
        Self(ClientConfig::default().transports)
    }
}

impl<'de> Deserialize<'de> for Transports {
    fn deserialize<D: Deserializer<'de>>(given: D) -> Result<Self, D::Error> {
        let mut transports = Vec::new();
        for name in Vec::<Name>::deserialize(given)? {
            let transport = match name {
                Name::WebSocket => Transport::WebSocket,
                Name::Sse => Transport::Sse,
                Name::LongPoll => Transport::LongPoll,
            };
            if transports.contains(&transport) {
                return Err(D::Error::invalid_value(Unexpected::Seq, &"no duplicate"));
            }
            transports.push(transport);
        }
        if transports.is_empty() {
            return Err(D::Error::invalid_length(0, &"a transport"));
        }
        Ok(Self(transports))
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::bindings::everwire::steps::transport_name;
    use crate::bindings::options::{Shown, assert_documented, assert_typed, declared};

    const TYPESCRIPT: &str = include_str!("../../../pkg-template/src/words/everwire/options.ts");
    const README: &str = include_str!("../../../README.md");

    impl Shown for Credentials {
        fn shown(&self) -> String {
            let shown = match self {
                Self::SameOrigin => "'same-origin'",
                Self::Include => "'include'",
            };
            shown.to_owned()
        }
    }

    impl Shown for Transports {
        fn shown(&self) -> String {
            let name = |transport: &Transport| format!("'{}'", transport_name(*transport));
            let names: Vec<_> = self.0.iter().map(name).collect();
            format!("[{}]", names.join(", "))
        }
    }

    #[wasm_bindgen_test]
    fn the_defaults_are_those_of_the_core() {
        assert_eq!(Options::default().config(), ClientConfig::default());
    }

    #[wasm_bindgen_test]
    fn typescript_and_the_readme_say_what_is_declared() {
        let declared = declared(&Options::declared(), &[]);
        assert_typed(
            &declared,
            &["auth", "shouldReconnect"],
            TYPESCRIPT,
            "EverSocketOptions",
        );
        assert_documented(&declared, README);
    }
}
