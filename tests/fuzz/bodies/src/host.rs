//! A session at the server whose client, network and application do anything at all, in any order.

use arbitrary::{Result, Unstructured};
use everwire_core::dialect::everwire::codec::{Close, Downstream, Hello, Identity};
use everwire_core::dialect::everwire::server::{Next, ServerSession, SessionConfig};
use everwire_core::dialect::everwire::session::Window;
use everwire_core::payload::Message;
use everwire_core::time::Instant;

use crate::hostile::{frame, number, rejection, welcome};
use crate::payloads::{LARGEST, payload};

const CONFIG: SessionConfig = SessionConfig {
    heartbeat_interval: 15_000,
    heartbeat_timeout: 5_000,
    hold: 15_000,
    retention: 60_000,
    close_timeout: 5_000,
    max_message: 200,
    window: Window {
        messages: 16,
        bytes: 1_024,
    },
    max_links: 3,
};

/// More frames than this at once, for a link that is read to its end, come out of nowhere.
const FRAMES_MAX: usize = 5_000;

/// Takes the input for what happens to a session.
pub fn host(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let mut world = World::new();
    while !input.is_empty() {
        if world.step(&mut input).is_err() {
            break;
        }
        world.check();
    }
    world.forsake();
}

struct World {
    now: Instant,
    host: ServerSession<Message>,
    /// Messages that were put in, and that came out.
    offered: usize,
    taken: usize,
}

impl World {
    fn new() -> Self {
        let now = Instant::from_millis(1_000);
        let (session, key) = (String::from("session"), String::from("key"));
        Self {
            now,
            host: ServerSession::new(now, CONFIG, session, key, String::new()),
            offered: 0,
            taken: 0,
        }
    }

    fn step(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        match input.int_in_range(0..=13_u8)? {
            0 => self.attach(input)?,
            1 => {
                let received = number(input)?;
                let cursor = input.arbitrary::<bool>()?.then_some(received);
                let link = link(input)?;
                if self.host.open_downstream(self.now, link, cursor).is_err() {
                    self.host.detach(self.now, link);
                }
            }
            2..=4 => {
                let frame = frame(input)?;
                self.receive(link(input)?, frame);
            }
            5 => {
                let frame = if input.arbitrary()? {
                    welcome(input)?
                } else {
                    rejection(input)?
                };
                self.receive(link(input)?, frame);
            }
            6 => self.transmit(link(input)?, input.arbitrary::<u8>()?.into()),
            7 => drop(self.host.take_replies(self.now, link(input)?)),
            8 => drop(self.host.send(payload(input)?)),
            9 => self.read(),
            10 => self.pass(number(input)?.min(1 << 40)),
            11 => self.host.detach(self.now, link(input)?),
            12 => self.host.go_away(number(input)?),
            _ => self.host.close(
                self.now,
                Close {
                    code: 1_000,
                    reason: String::from("done"),
                },
            ),
        }
        Ok(())
    }

    fn attach(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let flags = input.arbitrary::<u8>()?;
        let identity = if flags & 1 == 0 {
            Identity::New {
                attach: String::from("0123456789abcdef"),
            }
        } else {
            Identity::Known {
                session: String::from("session"),
                key: String::from("key"),
            }
        };
        let hello = Hello {
            identity,
            link: link(input)?,
            received: if flags & 2 == 0 { 0 } else { number(input)? },
            claim: u32::from(input.arbitrary::<u8>()?),
            standby: flags & 4 != 0,
            downstream: match flags & 24 {
                0 => Downstream::Duplex,
                8 => Downstream::Stream,
                _ => Downstream::Poll,
            },
            heartbeat: if flags & 32 == 0 { 0 } else { number(input)? },
            protocols: Vec::new(),
            auth: None,
        };
        let ticket = matches!(hello.downstream, Downstream::Stream);
        let ticket = ticket.then(|| String::from("ticket"));
        let result = self.host.attach(self.now, &hello, ticket);
        if result.is_ok() {
            assert!(self.host.is_attached(hello.link));
            assert!(self.host.end().is_none());
        }
        Ok(())
    }

    /// A link that breaks the protocol ends.
    fn receive(&mut self, link: u32, frame: Message) {
        self.offered += 1 + frame.as_bytes().len();
        if self.host.receive(self.now, link, frame).is_err() {
            self.host.detach(self.now, link);
        }
    }

    fn transmit(&mut self, link: u32, most: usize) {
        for _ in 0..most {
            if !matches!(self.host.transmit(self.now, link), Next::Frame(_)) {
                break;
            }
        }
    }

    fn read(&mut self) {
        while self.host.recv(self.now).is_some() {
            self.taken += 1;
        }
        assert_eq!(self.host.unread(), (0, 0));
        assert!(self.taken <= self.offered, "messages out of nowhere");
    }

    fn pass(&mut self, ms: u64) {
        self.now = self.now.after(ms);
        self.host.handle_timeout(self.now);
        let deadline = self.host.poll_timeout();
        assert!(
            deadline.is_none_or(|at| at > self.now),
            "overdue: {deadline:?}"
        );
    }

    fn check(&self) {
        assert!(self.host.link_count() <= CONFIG.max_links);
        let (messages, bytes) = self.host.unacknowledged();
        assert!(messages <= CONFIG.window.messages, "{messages} kept");
        // One message may always travel.
        assert!(bytes < CONFIG.window.bytes + LARGEST, "{bytes} bytes kept");
    }

    /// Everyone leaves: the links run dry, and the session ends in its time.
    fn forsake(&mut self) {
        for link in 0..8 {
            let mut frames = 0;
            while matches!(self.host.transmit(self.now, link), Next::Frame(_)) {
                frames += 1;
                assert!(frames < FRAMES_MAX, "no end of frames");
            }
        }
        for link in 0..8 {
            self.host.detach(self.now, link);
        }
        self.pass(CONFIG.retention);
        assert!(self.host.end().is_some(), "kept for ever");
        self.read();
    }
}

fn link(input: &mut Unstructured<'_>) -> Result<u32> {
    input.int_in_range(0..=7)
}
