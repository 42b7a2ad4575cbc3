//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use lexopt::prelude::{Long, ValueExt};

pub(crate) const USAGE: &str =
    "everwire-chaos --server PATH [--port PORT] [--world-lifetime MS] [--exit-on-stdin-close]";

/// The parsed command line.
#[derive(Debug)]
pub(crate) struct Args {
    /// The server program.
    pub(crate) server: PathBuf,
    /// Where the control API listens. Default: 0, a free port.
    pub(crate) port: u16,
    /// After how long a world ends by itself. Default: 10 minutes.
    pub(crate) world_lifetime: Duration,
    /// Whether to end when standard input does.
    pub(crate) exit_on_stdin_close: bool,
}

/// Reads the command line; `None` for `--help`.
pub(crate) fn read() -> Result<Option<Args>, lexopt::Error> {
    let mut parser = lexopt::Parser::from_env();
    let mut server = None;
    let mut port = 0;
    let mut world_lifetime = Duration::from_secs(600);
    let mut exit_on_stdin_close = false;
    while let Some(arg) = parser.next()? {
        match arg {
            Long("server") => server = Some(PathBuf::from(parser.value()?)),
            Long("port") => port = parser.value()?.parse()?,
            Long("world-lifetime") => {
                world_lifetime = Duration::from_millis(parser.value()?.parse()?)
            }
            Long("exit-on-stdin-close") => exit_on_stdin_close = true,
            Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    let server = server.ok_or("--server is missing")?;
    Ok(Some(Args {
        server,
        port,
        world_lifetime,
        exit_on_stdin_close,
    }))
}
