//! What must hold at every step, and at the end.

use everwire_core::channel::{ChannelId, Transport};
use everwire_core::connect::PageSignal;
use everwire_core::dialect::everwire::codec::Batcher;
use everwire_core::dialect::everwire::codec::peer;
use everwire_core::dialect::everwire::server::End;
use everwire_core::dialect::everwire::session::Window;
use everwire_core::machine::Input;
use everwire_core::time::Instant;

use super::World;
use crate::backend::{Seat, SessionId};
use crate::coverage::{Fault, Sight};
use crate::flow::LARGEST;
use crate::frontend::Frontend;
use crate::network::{Connection, Health, Kind};

/// The longest that anything is under way when the network is as bad as it gets, in ms.
const UNDER_WAY: u64 = 500;

/// The longest that a proxy or a server that goes away asks a client to wait, in ms.
const ASKED_TO_WAIT: u64 = 300;

/// A client makes so many attempts at once, and later one in so many ms.
const ATTEMPTS: u64 = 50;
const ATTEMPT_PACE: u64 = 50;

impl World {
    /// OriginHints within its bounds, and no half-open link older than its heartbeat allows.
    pub(super) fn check_rules(&mut self) -> Result<(), String> {
        if let Some(breach) = self.breach {
            return Err(breach.to_owned());
        }
        for front in &self.fronts {
            check_client_bounds(front)?;
            if front.attempts > ATTEMPTS + self.now.as_millis() / ATTEMPT_PACE {
                return Err(format!("{} attempts: a loop", front.attempts));
            }
        }
        for seat in self.back.seats.values_mut() {
            check_host_bounds(seat)?;
            check_retention(seat, self.now)?;
            let state = seat.host.state();
            if state != seat.state {
                self.coverage.change("server's session", seat.state, state);
                seat.state = state;
            }
        }
        for place in 0..self.net.connections.len() {
            let Some(connection) = self.net.connections.get(place) else {
                break;
            };
            check_found_by_client(self, connection)?;
            check_found_by_server(self, connection)?;
        }
        Ok(())
    }

    /// Counts the changes of a client's states since they were looked at last.
    pub(super) fn note_states(&mut self, client: usize) {
        let Some(front) = self.fronts.get_mut(client) else {
            return;
        };
        let (phase, connector) = front.client.states();
        let (before, carried) = front.states;
        if phase == "close sent" && connector != "live" {
            self.breach = Some("a client counts on a CLOSE that went down with its link");
        }
        front.states = (phase, connector);
        if before != phase {
            self.coverage.change("client's session", before, phase);
        }
        if carried != connector {
            self.coverage
                .change("client's connector", carried, connector);
        }
        if (carried, connector) == ("resolving", "racing") {
            front.reputation.race_begins();
            // What is remembered is heeded at the first attempt.
            if front.attempts == 1 && !front.hints.demotions.is_empty() {
                front.reputation.recall(self.now, &front.hints);
                self.coverage.draw(Fault::Remembered);
            }
        }
        let transport = front.client.transport();
        let was = front.live.map(|(transport, _)| transport);
        if was != transport {
            self.coverage
                .change("client's transport", name(was), name(transport));
            if was.is_some() && self.net.connections.iter().any(is_impaired) {
                self.coverage.see(Sight::HalfOpenFound);
            }
            front.live = transport.map(|transport| (transport, self.now));
        }
        if front.client.link_count() > 1 {
            self.coverage.see(Sight::Racing);
        }
        if front.client.buffered() > 0 && front.client.unacknowledged() >= Window::MAX.bytes {
            self.coverage.see(Sight::ClientWindowFull);
        }
    }

    /// How long it may take after the last mishap until all has come out at a client, in ms: a link that is half-open must
    /// be found, an attempt that hangs must end, the backoff must pass, and the next attempt must get through.
    pub(super) fn recovery_bound(&self, front: &Frontend) -> u64 {
        let client = &front.config;
        let pulse =
            client.heartbeat_interval.max(client.heartbeat_timeout) + client.heartbeat_timeout;
        let found = pulse
            .max(client.connect_timeout)
            .max(self.back.config.heartbeat_interval + self.back.config.heartbeat_timeout);
        let pause = client.max_reconnect_delay.max(ASKED_TO_WAIT);
        found + client.connect_timeout + 2 * pause + 2 * UNDER_WAY
    }

    /// Whether a client has all it can have: everything has come out, or its session has ended for a reason.
    pub(super) fn is_served(&self, client: usize) -> bool {
        let (Some(front), Some(model)) = (self.fronts.get(client), self.models.get(client)) else {
            return true;
        };
        front.is_closed()
            || model.is_complete()
                && front.client.is_connected()
                && front.client.unacknowledged() == 0
                && front.is_open()
    }

    /// A session has ended at the server: what its end says must be true.
    pub(crate) fn check_end(&mut self, session: SessionId) -> Result<(), String> {
        self.server_reads(session)?;
        let Some(seat) = self.back.seats.get_mut(&session) else {
            return Ok(());
        };
        let state = seat.host.state();
        if state != seat.state {
            self.coverage.change("server's session", seat.state, state);
            seat.state = state;
        }
        if seat.host.poll_timeout().is_some() {
            return Err(String::from("a session that has ended has a deadline"));
        }
        let Some(model) = self.models.get(seat.client) else {
            return Ok(());
        };
        match seat.host.end() {
            Some(End::Client(_)) => model.check_all_read(session),
            Some(End::Server(_)) => model.check_all_delivered(session),
            _ => Ok(()),
        }
    }

    /// After the end a client has no deadline and no channel, and nothing moves it any more.
    pub(super) fn check_nothing_left(&mut self, client: usize) -> Result<(), String> {
        let is_calm = self.is_calm();
        let closed = self.models.get(client).and_then(|model| model.closed);
        let Some(front) = self.fronts.get_mut(client) else {
            return Ok(());
        };
        if let Some(timer) = front.client.poll_timeout() {
            return Err(format!("a deadline is left after the end: {timer:?}"));
        }
        if let Some(permit) = front.permit {
            return Err(format!("a permit is left: {permit:?}"));
        }
        if !front.channels.is_empty() {
            return Err(format!("channels are left: {:?}", front.channels));
        }
        if is_calm && !closed.is_some_and(|closed| closed.is_clean && closed.unconfirmed == 0) {
            return Err(String::from("not closed cleanly on a good network"));
        }
        let pokes = [
            Input::Start,
            Input::Signal(PageSignal::Wake),
            Input::Signal(PageSignal::Suspend),
            Input::Signal(PageSignal::Resume),
            Input::Reconnect,
            Input::Channel {
                channel: ChannelId(1),
                event: peer::opened(false),
            },
            Input::Decided { go_on: true },
            Input::Timeout,
        ];
        for poke in pokes {
            front
                .client
                .handle_input(self.now.after(100_000), poke.clone());
            if front.client.poll_output().is_some() || front.client.poll_timeout().is_some() {
                return Err(format!("it moved after the end: {poke:?}"));
            }
        }
        Ok(())
    }
}

fn check_client_bounds(front: &Frontend) -> Result<(), String> {
    let unacknowledged = front.client.unacknowledged();
    if unacknowledged > front.config.quota.bytes {
        return Err(format!("{unacknowledged} bytes unacknowledged at a client"));
    }
    if front.client.link_count() > 3 {
        return Err(String::from("more links than transports"));
    }
    Ok(())
}

fn check_host_bounds(seat: &Seat) -> Result<(), String> {
    let config = seat.host.config();
    let (messages, bytes) = seat.host.unacknowledged();
    if messages > config.window.messages || bytes > config.window.bytes + 2 * LARGEST {
        return Err(format!("{messages} messages unacknowledged at the server"));
    }
    let (messages, bytes) = seat.host.unread();
    if messages > Window::MAX.messages || bytes > Window::MAX.bytes + LARGEST + Batcher::BATCH_MAX {
        return Err(format!("{messages} messages unread at the server"));
    }
    if seat.host.link_count() > config.max_links {
        return Err(String::from("more links than a session may have"));
    }
    Ok(())
}

/// A session without a link does not outlive its retention time.
fn check_retention(seat: &mut Seat, now: Instant) -> Result<(), String> {
    if seat.host.link_count() > 0 || seat.host.end().is_some() {
        seat.alone = None;
        return Ok(());
    }
    let alone = *seat.alone.get_or_insert(now);
    if now.since(alone) > seat.host.config().retention {
        let session = seat.host.session();
        return Err(format!("session {session} outlives its retention time"));
    }
    Ok(())
}

/// A client gives up a live link that has gone silent within its heartbeat's time.
fn check_found_by_client(world: &World, connection: &Connection) -> Result<(), String> {
    let Some(front) = world.fronts.get(connection.port.client) else {
        return Ok(());
    };
    let (Some(since), Some((live, began))) = (silent_since(connection), front.live) else {
        return Ok(());
    };
    let is_live = connection.kind.transport() == Some(live);
    if !is_live || front.asleep.is_some() || !front.channels.contains(&connection.port.channel) {
        return Ok(());
    }
    let since = since.max(began).max(front.woke);
    let own = front.config.heartbeat_interval + front.config.heartbeat_timeout;
    let bound = match connection.health {
        Health::Mute(_) => world.server_bound(front) + 2 * UNDER_WAY,
        _ => own,
    };
    if world.now.since(since) > bound {
        let port = connection.port;
        return Err(format!(
            "{port:?} has been half-open since {since:?}, and the client sticks to it"
        ));
    }
    Ok(())
}

/// The server gives up a WebSocket that has gone silent within its heartbeat's time.
fn check_found_by_server(world: &World, connection: &Connection) -> Result<(), String> {
    let (Health::Frozen(since) | Health::Mute(since)) = connection.health else {
        return Ok(());
    };
    let (Kind::Socket, Some((session, number)), Some(front)) = (
        connection.kind,
        connection.link,
        world.fronts.get(connection.port.client),
    ) else {
        return Ok(());
    };
    let seat = world.back.seats.get(&session);
    let is_attached =
        seat.is_some_and(|seat| seat.host.end().is_none() && seat.host.is_attached(number));
    if is_attached && world.now.since(since) > world.server_bound(front) {
        return Err(format!(
            "link {number} has been half-open since {since:?}, and the server sticks to it"
        ));
    }
    Ok(())
}

impl World {
    fn server_bound(&self, front: &Frontend) -> u64 {
        let config = &self.back.config;
        config
            .heartbeat_interval
            .min(front.config.heartbeat_interval)
            + config.heartbeat_timeout
    }
}

/// Since when a connection has been silent in a direction that is needed.
const fn silent_since(connection: &Connection) -> Option<Instant> {
    match (connection.health, connection.kind) {
        (Health::Mute(since), Kind::Socket) => Some(since),
        (Health::Frozen(since) | Health::Deaf(since), _) => Some(since),
        _ => None,
    }
}

const fn is_impaired(connection: &Connection) -> bool {
    silent_since(connection).is_some()
}

const fn name(transport: Option<Transport>) -> &'static str {
    match transport {
        None => "none",
        Some(Transport::WebSocket) => "websocket",
        Some(Transport::Sse) => "sse",
        Some(Transport::LongPoll) => "longpoll",
    }
}
