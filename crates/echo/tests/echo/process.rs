//! The program as a process.

use std::net::SocketAddr;
use std::process::{ExitStatus, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use everwire_test_client::within;

/// `everwire-echo` on a free port of the loopback; killed when it is dropped.
pub(crate) struct Process {
    pub(crate) url: String,
    child: Child,
}

impl Process {
    pub(crate) async fn start(args: &[&str]) -> Self {
        let mut child = command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = within(lines.next_line()).await.unwrap().unwrap();
        let url = line.strip_prefix("listening on ").unwrap().to_owned();
        Self { url, child }
    }

    /// Runs it to its end.
    pub(crate) async fn run(args: &[&str]) -> Output {
        within(command(args).output()).await.unwrap()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        let (_, address) = self.url.split_once("://").unwrap();
        address.parse().unwrap()
    }

    pub(crate) fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    pub(crate) fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    pub(crate) async fn ended(&mut self) -> ExitStatus {
        within(self.child.wait()).await.unwrap()
    }

    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.id().unwrap()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
    }
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_everwire-echo"));
    command.args(args).kill_on_drop(true);
    command
}
