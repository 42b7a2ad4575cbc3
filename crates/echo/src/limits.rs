//! The limits on the command line.

use std::time::Duration;

use clap::Args;
use everwire_server::{Config, SessionConfig, Window};

use crate::ranges::{bytes, ms, up_to};

#[derive(Args, Debug)]
pub(crate) struct Limits {
    /// How many sessions each endpoint may have at a time.
    #[arg(long, value_name = "COUNT", default_value_t = Config::default().max_sessions)]
    max_sessions: usize,

    /// How many of them one address may begin, or one /64 network of IPv6.
    #[arg(long, value_name = "COUNT", default_value_t = Config::default().max_sessions_per_address)]
    max_sessions_per_address: usize,

    /// How many trusted proxies are in front of the server and append to X-Forwarded-For; 0 ignores the header.
    #[arg(long, value_name = "COUNT", default_value_t = Config::default().trusted_proxies)]
    trusted_proxies: usize,

    /// What all sessions and request bodies of an endpoint may hold together, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = Config::default().max_buffered)]
    max_buffered: usize,

    /// How many messages may wait for a client's acknowledgement.
    #[arg(long, value_name = "COUNT", default_value_t = Window::MAX.messages, value_parser = up_to(Window::MAX.messages))]
    window_messages: usize,

    /// How much may wait for a client's acknowledgement, in bytes; one message always may.
    #[arg(long, value_name = "BYTES", default_value_t = Window::MAX.bytes, value_parser = up_to(Window::MAX.bytes))]
    window_bytes: usize,

    /// How many links a session may have at a time.
    #[arg(long, value_name = "COUNT", default_value_t = SessionConfig::default().max_links, value_parser = up_to(64))]
    max_links: usize,

    /// How many frames the body of a POST may have.
    #[arg(long, value_name = "COUNT", default_value_t = Config::default().max_frames, value_parser = bytes())]
    max_frames: usize,

    /// HELLO must have come on a WebSocket within this time, in ms.
    #[arg(long, value_name = "MS", default_value_t = 10_000, value_parser = ms(1))]
    hello_timeout: u64,

    /// The head of a request, and the next one on a connection, must have come in within this time, in ms.
    #[arg(long, value_name = "MS", default_value_t = 30_000, value_parser = ms(1))]
    header_timeout: u64,

    /// The body of a request must have come in within this time, in ms.
    #[arg(long, value_name = "MS", default_value_t = 60_000, value_parser = ms(1))]
    body_timeout: u64,

    /// A peer that acknowledges nothing of what it was sent for this time is cut off, in ms.
    #[arg(long, value_name = "MS", default_value_t = 30_000, value_parser = ms(1))]
    write_timeout: u64,

    /// How long the ticket for an event stream can be redeemed, in ms.
    #[arg(long, value_name = "MS", default_value_t = 30_000, value_parser = ms(1))]
    ticket_lifetime: u64,
}

impl Limits {
    /// The limits of a session.
    pub(crate) fn session(&self) -> SessionConfig {
        SessionConfig {
            window: Window {
                messages: self.window_messages,
                bytes: self.window_bytes,
            },
            max_links: self.max_links,
            ..SessionConfig::default()
        }
    }

    /// The limits of an endpoint.
    pub(crate) fn config(&self) -> Config {
        Config {
            max_sessions: self.max_sessions,
            max_sessions_per_address: self.max_sessions_per_address,
            trusted_proxies: self.trusted_proxies,
            max_buffered: self.max_buffered,
            max_frames: self.max_frames,
            hello_timeout: Duration::from_millis(self.hello_timeout),
            body_timeout: Duration::from_millis(self.body_timeout),
            ticket_lifetime: Duration::from_millis(self.ticket_lifetime),
            ..Config::default()
        }
    }

    pub(crate) const fn header_timeout(&self) -> Duration {
        Duration::from_millis(self.header_timeout)
    }

    pub(crate) const fn write_timeout(&self) -> Duration {
        Duration::from_millis(self.write_timeout)
    }
}
