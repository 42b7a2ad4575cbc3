//! The server behind a proxy: a child process that can be killed, terminated and restarted.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use parking_lot::Mutex;
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::{mpsc, watch};

/// How long a server may take until it prints its address.
const START_LIMIT: Duration = Duration::from_secs(10);
/// How long a server may take to end after SIGTERM.
const TERM_LIMIT: Duration = Duration::from_secs(10);
/// What a server prints first, before its port.
const LISTENING: &str = "listening on http://127.0.0.1:";

/// A server and its process, if it has one at the moment. Dropping it kills the process.
#[derive(Debug)]
pub(crate) struct Server {
    program: PathBuf,
    args: Vec<String>,
    port: u16,
    /// The last process started.
    process: Mutex<Process>,
    /// Held while a process is being started or ended.
    changing: tokio::sync::Mutex<()>,
}

type Output = Lines<BufReader<ChildStdout>>;

/// Why a server could not be started or stopped.
#[derive(Debug)]
pub(crate) enum ServerError {
    /// The program could not be run.
    Spawn(io::Error),
    /// It ended before it printed its address; its log says why.
    EndedAtStart,
    /// It printed something else first.
    BadFirstLine(String),
    /// It did not print anything in time.
    StartTimeout,
    /// It did not end in time after SIGTERM.
    TermTimeout,
    /// It runs already.
    AlreadyUp,
    /// It does not run.
    AlreadyDown,
}

/// A process. A task watches it.
#[derive(Clone, Debug)]
struct Process {
    signals: mpsc::UnboundedSender<Signal>,
    ended: watch::Receiver<bool>,
}

impl Server {
    /// Starts a server on a free port and waits until it listens. `args` come after the harness's own.
    pub(crate) async fn launch(program: PathBuf, args: Vec<String>) -> Result<Self, ServerError> {
        let (process, port) = Process::start(&program, &args, 0).await?;
        let process = Mutex::new(process);
        Ok(Self {
            program,
            args,
            port,
            process,
            changing: tokio::sync::Mutex::default(),
        })
    }

    /// The port it listens on, the same over all its processes.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Whether its process lives.
    pub(crate) fn is_alive(&self) -> bool {
        self.process.lock().is_alive()
    }

    /// Starts it anew on its port and waits until it listens.
    pub(crate) async fn start(&self) -> Result<(), ServerError> {
        let _changing = self.changing.lock().await;
        if self.is_alive() {
            return Err(ServerError::AlreadyUp);
        }
        let (process, _) = Process::start(&self.program, &self.args, self.port).await?;
        *self.process.lock() = process;
        Ok(())
    }

    /// Kills it and waits until it is gone; also while `term` waits for it.
    pub(crate) async fn kill(&self) -> Result<(), ServerError> {
        self.living()?.end(Signal::KILL).await;
        Ok(())
    }

    /// Asks it to end and waits until it has.
    pub(crate) async fn term(&self) -> Result<(), ServerError> {
        let _changing = self.changing.lock().await;
        let process = self.living()?;
        tokio::time::timeout(TERM_LIMIT, process.end(Signal::TERM))
            .await
            .map_err(|_| ServerError::TermTimeout)
    }

    fn living(&self) -> Result<Process, ServerError> {
        let process = self.process.lock();
        if process.is_alive() {
            Ok(process.clone())
        } else {
            Err(ServerError::AlreadyDown)
        }
    }
}

impl Process {
    /// Starts a process; returns it and the port that it listens on.
    async fn start(program: &Path, args: &[String], port: u16) -> Result<(Self, u16), ServerError> {
        let mut child = Command::new(program)
            .args([
                "--host",
                "127.0.0.1",
                "--port",
                &port.to_string(),
                "--allow-origin",
                "*",
            ])
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(ServerError::Spawn)?;
        let (lines, port) = match read_address(&mut child).await {
            Ok(started) => started,
            Err(error) => {
                // The error says what went wrong; killing the process only cleans up.
                let _ = child.kill().await;
                return Err(error);
            }
        };
        let (signals, incoming) = mpsc::unbounded_channel();
        let (ending, ended) = watch::channel(false);
        tokio::spawn(watch_over(child, lines, incoming, ending));
        Ok((Self { signals, ended }, port))
    }

    fn is_alive(&self) -> bool {
        !*self.ended.borrow()
    }

    async fn end(&self, signal: Signal) {
        // Sending fails only if the process has ended; waiting fails only if the watching task is gone, which sends the end first.
        let _ = self.signals.send(signal);
        let _ = self.ended.clone().wait_for(|ended| *ended).await;
    }
}

/// Waits until a process prints the port that it listens on; returns the rest of its output, and the port.
async fn read_address(child: &mut Child) -> Result<(Output, u16), ServerError> {
    let stdout = child.stdout.take().ok_or(ServerError::EndedAtStart)?;
    let mut lines = BufReader::new(stdout).lines();
    let line = tokio::time::timeout(START_LIMIT, lines.next_line())
        .await
        .map_err(|_| ServerError::StartTimeout)?
        .map_err(ServerError::Spawn)?
        .ok_or(ServerError::EndedAtStart)?;
    match line
        .strip_prefix(LISTENING)
        .and_then(|port| port.trim_end().parse().ok())
    {
        Some(port) => Ok((lines, port)),
        None => Err(ServerError::BadFirstLine(line)),
    }
}

/// Sends signals to a process until it ends. Once the sender of signals is dropped, the process is killed.
async fn watch_over(
    mut child: Child,
    mut lines: Output,
    mut signals: mpsc::UnboundedReceiver<Signal>,
    ending: watch::Sender<bool>,
) {
    // A process blocks when the pipe of its output is full.
    let read_on = async {
        while let Ok(Some(_)) = lines.next_line().await {}
        std::future::pending().await
    };
    tokio::pin!(read_on);
    loop {
        tokio::select! {
            _ = child.wait() => break,
            () = &mut read_on => {}
            signal = signals.recv() => {
                let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
                if let Some(pid) = pid {
                    // It may have ended by itself in the meantime.
                    let _ = kill_process(pid, signal.unwrap_or(Signal::KILL));
                }
                if signal.is_none() {
                    let _ = child.wait().await;
                    break;
                }
            }
        }
    }
    ending.send_replace(true);
}

impl fmt::Display for ServerError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spawn(error) => write!(out, "the server cannot be run: {error}"),
            Self::EndedAtStart => out.write_str("the server ended before it listened"),
            Self::BadFirstLine(line) => write!(
                out,
                "the server said {line:?} where \"{LISTENING}PORT\" was due"
            ),
            Self::StartTimeout => out.write_str("the server did not listen in time"),
            Self::TermTimeout => out.write_str("the server did not end in time after SIGTERM"),
            Self::AlreadyUp => out.write_str("the server is up already"),
            Self::AlreadyDown => out.write_str("the server is down already"),
        }
    }
}
