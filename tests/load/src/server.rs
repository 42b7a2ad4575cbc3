//! The server as a process, and its memory.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::Problem;

/// An `everwire-echo` whose limit is this many sessions; killed when it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pid: u32,
    _child: Child,
}

impl Server {
    pub(crate) async fn start(program: &Path, sessions: usize) -> Result<Self, Problem> {
        let count = sessions.to_string();
        let mut child = Command::new(program)
            .args(["--max-sessions", &count])
            .args(["--max-sessions-per-address", &count])
            .args(["--log", "error"])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().ok_or("no output")?;
        let line = BufReader::new(stdout).lines().next_line().await?;
        let line = line.ok_or("the server ended at once")?;
        let address = line
            .strip_prefix("listening on http://")
            .ok_or("the server prints no address")?
            .parse()?;
        let pid = child.id().ok_or("the server has ended")?;
        Ok(Self {
            address,
            pid,
            _child: child,
        })
    }

    /// Its resident memory, in KiB.
    pub(crate) fn memory(&self) -> Result<u64, Problem> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next());
        Ok(kib.ok_or("the server's memory is unknown")?.parse()?)
    }
}

/// Raises the limit of open files to its maximum, for this process and its children; returns the maximum.
pub(crate) fn raise_file_limit() -> Result<u64, Problem> {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: maximum,
            maximum,
        },
    )?;
    Ok(maximum.unwrap_or(u64::MAX))
}
