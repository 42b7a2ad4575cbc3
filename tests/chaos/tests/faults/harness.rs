//! The program under test and its control API.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::Client;

/// How long a condition may take before the test has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A running harness, which ends with its servers when it is dropped.
pub(crate) struct Chaos {
    child: Child,
    control: SocketAddr,
}

impl Chaos {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    pub(crate) fn start_with(args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_everwire-chaos"))
            .args([
                "--server",
                env!("CARGO_BIN_EXE_chaos-stand-in"),
                "--exit-on-stdin-close",
            ])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let control = address(line.trim_end().strip_prefix("control on ").unwrap());
        Self { child, control }
    }

    /// Calls the control API; returns the status, and the body or null.
    pub(crate) fn call(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let mut client = self.control_client();
        client.request(method, path, "", body.to_string().as_bytes());
        let response = client.response();
        (
            response.status,
            serde_json::from_slice(&response.body).unwrap_or(Value::Null),
        )
    }

    /// A connection to the control API.
    pub(crate) fn control_client(&self) -> Client {
        Client::connect(self.control)
    }

    pub(crate) fn world(&self) -> World<'_> {
        let (status, state) = self.call("POST", "/worlds", &json!({}));
        assert_eq!(status, 200, "{state}");
        World {
            chaos: self,
            path: format!("/worlds/{}", state["id"].as_str().unwrap()),
            proxy: address(state["url"].as_str().unwrap()),
            direct: address(state["direct"].as_str().unwrap()),
        }
    }

    /// The id of its process.
    pub(crate) fn pid(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.child)
    }

    /// Closes its standard input.
    pub(crate) fn close_stdin(&mut self) {
        self.child.stdin = None;
    }

    /// Waits until it has ended by itself; returns its exit code.
    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        until("the harness has ended", || self.child.try_wait().unwrap()).code()
    }
}

impl Drop for Chaos {
    fn drop(&mut self) {
        self.close_stdin();
        let _ = self.child.wait();
    }
}

/// A world of its own for a test.
pub(crate) struct World<'a> {
    pub(crate) chaos: &'a Chaos,
    pub(crate) path: String,
    pub(crate) proxy: SocketAddr,
    pub(crate) direct: SocketAddr,
}

impl World<'_> {
    pub(crate) fn state(&self) -> Value {
        self.chaos.call("GET", &self.path, &Value::Null).1
    }

    /// Does what must succeed.
    pub(crate) fn post(&self, what: &str, body: &Value) -> Value {
        let (status, state) = self.try_post(what, body);
        assert_eq!(status, 200, "{state}");
        state
    }

    pub(crate) fn try_post(&self, what: &str, body: &Value) -> (u16, Value) {
        self.chaos
            .call("POST", &format!("{}/{what}", self.path), body)
    }

    pub(crate) fn faults(&self, change: &Value) {
        self.post("faults", change);
    }

    pub(crate) fn client(&self) -> Client {
        Client::connect(self.proxy)
    }

    /// Waits until a value of the state is as wanted.
    pub(crate) fn until(&self, pointer: &str, wanted: &Value) {
        until(&format!("{pointer} is {wanted}"), || {
            (self.state().pointer(pointer) == Some(wanted)).then_some(())
        });
    }
}

/// Whether connections to an address are refused.
pub(crate) fn refuses_connections(address: SocketAddr) -> bool {
    TcpStream::connect(address).is_err()
}

/// Waits for a condition.
pub(crate) fn until<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(begun.elapsed() < PATIENCE, "it never came that {what}");
        std::thread::yield_now();
    }
}

fn address(url: &str) -> SocketAddr {
    url.strip_prefix("http://").unwrap().parse().unwrap()
}
