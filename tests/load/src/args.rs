//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use lexopt::prelude::{Long, ValueExt};

pub(crate) const USAGE: &str =
    "everwire-load --server PATH [--sessions N] [--rate PER_SECOND] [--seconds N]";

#[derive(Debug)]
pub(crate) struct Args {
    /// The `everwire-echo` program.
    pub(crate) server: PathBuf,
    /// How many sessions there are. Default 10,000.
    pub(crate) sessions: usize,
    /// How many messages a second are echoed, over all sessions. Default 5,000.
    pub(crate) rate: u64,
    /// How long each measurement takes. Default 10 s.
    pub(crate) duration: Duration,
}

pub(crate) fn read() -> Result<Args, lexopt::Error> {
    let mut parser = lexopt::Parser::from_env();
    let mut server = None;
    let (mut sessions, mut rate, mut seconds) = (10_000, 5_000, 10);
    while let Some(arg) = parser.next()? {
        match arg {
            Long("server") => server = Some(PathBuf::from(parser.value()?)),
            Long("sessions") => sessions = parser.value()?.parse()?,
            Long("rate") => rate = parser.value()?.parse()?,
            Long("seconds") => seconds = parser.value()?.parse()?,
            other => return Err(other.unexpected()),
        }
    }
    Ok(Args {
        server: server.ok_or("--server is missing")?,
        sessions,
        rate,
        duration: Duration::from_secs(seconds),
    })
}
