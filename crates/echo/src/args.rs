//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use everwire_server::{Config, Origins, SessionConfig};
use tracing_subscriber::filter::Targets;

use crate::limits::Limits;
use crate::ranges::{bytes, ms};

/// Serves /echo, /chat and /clock to Everwire clients, the same under /plain/ to plain WebSocket clients, and the demo
/// page at /.
///
/// The first line on stdout is `listening on URL`. Logs go to stderr. SIGTERM and SIGINT end it within 5 s.
#[derive(Parser, Debug)]
#[command(version)]
pub(crate) struct Args {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    pub(crate) host: IpAddr,

    /// The port to listen on; 0 picks a free one.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,

    /// A web origin whose pages may connect, as https://example.org, besides the server's own; `*` allows any. May be
    /// repeated.
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,

    /// The certificate chain (PEM) to serve https and wss with.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) cert: Option<PathBuf>,

    /// The private key (PEM) of the certificate.
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(crate) key: Option<PathBuf>,

    /// The directory of the demo page.
    #[arg(long, value_name = "DIR", default_value = "dist/www")]
    pub(crate) www: PathBuf,

    /// An idle link is sent a PING this often, in ms; 0 sends none.
    #[arg(long, value_name = "MS", default_value_t = SessionConfig::default().heartbeat_interval, value_parser = ms(0))]
    heartbeat_interval: u64,

    /// A link on which nothing comes in this time after a PING is ended, in ms.
    #[arg(long, value_name = "MS", default_value_t = SessionConfig::default().heartbeat_timeout, value_parser = ms(1))]
    heartbeat_timeout: u64,

    /// A session without a link is kept for this time, in ms.
    #[arg(long, value_name = "MS", default_value_t = SessionConfig::default().retention, value_parser = ms(0))]
    retention: u64,

    /// A poll is held for this time at most, in ms.
    #[arg(long, value_name = "MS", default_value_t = SessionConfig::default().hold, value_parser = ms(50))]
    hold: u64,

    /// The largest message that is accepted, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = SessionConfig::default().max_message, value_parser = bytes())]
    pub(crate) max_message: usize,

    #[command(flatten, next_help_heading = "Limits")]
    limits: Limits,

    /// What is logged: a level, or levels by module as in `warn,everwire_server=debug`.
    #[arg(long, value_name = "FILTER", default_value = "info")]
    pub(crate) log: Targets,
}

impl Args {
    /// The settings of an Everwire endpoint.
    pub(crate) fn config(&self) -> Config {
        Config {
            session: SessionConfig {
                heartbeat_interval: self.heartbeat_interval,
                heartbeat_timeout: self.heartbeat_timeout,
                retention: self.retention,
                hold: self.hold,
                max_message: self.max_message,
                ..self.limits.session()
            },
            origins: self.origins(),
            ..self.limits.config()
        }
    }

    /// The first byte of a connection, and each head of a request, must have come in within this time.
    pub(crate) const fn header_timeout(&self) -> Duration {
        self.limits.header_timeout()
    }

    /// A peer that acknowledges nothing for this time is cut off.
    pub(crate) const fn write_timeout(&self) -> Duration {
        self.limits.write_timeout()
    }

    /// Which web pages may connect.
    pub(crate) fn origins(&self) -> Origins {
        Origins::from_names(self.allow_origin.clone())
    }
}
