//! What the applications of one client and of its sessions know, and what they may believe.

use std::collections::BTreeMap;

use everwire_core::dialect::everwire::codec::{Control, Incoming};
use everwire_core::dialect::everwire::session::Intake;
use everwire_core::payload::Message;

use crate::backend::SessionId;
use crate::flow::Flow;

/// What a client's application has sent and seen.
#[derive(Debug)]
pub(crate) struct Model {
    /// What it has sent, by session as it sees them. The last one is the present one.
    flows: Vec<Flow>,
    sessions: BTreeMap<SessionId, SessionModel>,
    /// The session that it believes to be in.
    pub(crate) bound: Option<SessionId>,
    /// How many messages of that session it was told have arrived.
    acknowledged: usize,
    /// How long it has been asked to wait since its attempts began to fail, in ms.
    pause: u64,
    /// Sessions opened.
    pub(crate) opened: u64,
    /// What it has asked for, or what its options allow, ends the session without the network's fault.
    pub(crate) has_asked_to_close: bool,
    pub(crate) may_give_up: bool,
    pub(crate) closed: Option<Closed>,
}

/// How it ended for the client.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Closed {
    pub(crate) is_clean: bool,
    pub(crate) unconfirmed: usize,
}

/// One session of the server.
#[derive(Debug, Default)]
pub(crate) struct SessionModel {
    /// Which flow of the client comes in.
    flow: usize,
    /// How much of it the server's application has read.
    pub(crate) read: usize,
    /// What the server's application has sent, and how much of that has come out.
    pub(crate) down: Flow,
    delivered: usize,
    pub(crate) was_closed_by_server: bool,
    /// Whether the client's application was told of it; if not, the client may have closed before.
    was_opened: bool,
}

impl Model {
    pub(crate) fn new() -> Self {
        Self {
            flows: vec![Flow::default()],
            sessions: BTreeMap::new(),
            bound: None,
            acknowledged: 0,
            pause: 0,
            opened: 0,
            has_asked_to_close: false,
            may_give_up: false,
            closed: None,
        }
    }

    /// What the client's application sends now.
    pub(crate) fn flow_mut(&mut self) -> Option<&mut Flow> {
        self.flows.last_mut()
    }

    pub(crate) fn session_mut(&mut self, session: SessionId) -> &mut SessionModel {
        self.sessions.entry(session).or_default()
    }

    /// The server has told the client of this session how many messages have arrived.
    pub(crate) fn acknowledged(&mut self, session: &str, count: u64) {
        if self.bound.map(|bound| bound.to_string()).as_deref() == Some(session) {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            self.acknowledged = self.acknowledged.max(count);
        }
    }

    /// A session has begun; this is unconfirmed of the one before.
    pub(crate) fn opened(
        &mut self,
        session: SessionId,
        unconfirmed: &[Message],
    ) -> Result<(), String> {
        if self.bound.is_some() {
            self.check_unconfirmed(unconfirmed)?;
            self.flows.push(Flow::default());
        } else if !unconfirmed.is_empty() {
            return Err(String::from("unconfirmed before the first session"));
        }
        self.opened += 1;
        self.bound = Some(session);
        self.acknowledged = 0;
        let flow = self.flows.len() - 1;
        let model = self.session_mut(session);
        model.flow = flow;
        model.was_opened = true;
        Ok(())
    }

    /// The next attempt follows after a delay, which is drawn: so many in a row are not all 0.
    pub(crate) fn paused(&mut self, attempt: u32, delay: u64) -> Result<(), String> {
        let before = if attempt == 1 { 0 } else { self.pause };
        self.pause = before + delay;
        if attempt > 8 && self.pause == 0 {
            return Err(String::from("attempts without a pause between them"));
        }
        Ok(())
    }

    /// A message has reached the client's application.
    pub(crate) fn delivered(&mut self, message: &Message) -> Result<(), String> {
        let bound = self.bound.ok_or("a message before the first session")?;
        let session = self.session_mut(bound);
        let checked = session.down.check(session.delivered, message);
        session.delivered += 1;
        checked.map_err(|what| format!("down: {what}"))
    }

    /// A message has reached the server's application.
    pub(crate) fn read(&mut self, session: SessionId, message: &Message) -> Result<(), String> {
        let session = self.sessions.entry(session).or_default();
        let flow = self.flows.get(session.flow).ok_or("no such flow")?;
        let checked = flow.check(session.read, message);
        session.read += 1;
        checked.map_err(|what| format!("up: {what}"))
    }

    /// The end at the client.
    pub(crate) fn closed(&mut self, is_clean: bool, unconfirmed: &[Message]) -> Result<(), String> {
        self.check_unconfirmed(unconfirmed)?;
        self.closed = Some(Closed {
            is_clean,
            unconfirmed: unconfirmed.len(),
        });
        let Some(session) = self.bound.and_then(|bound| self.sessions.get(&bound)) else {
            return match self.has_asked_to_close || self.may_give_up {
                true => Ok(()),
                false => Err(String::from("closed before the first session")),
            };
        };
        let has_reason =
            self.has_asked_to_close || self.may_give_up || session.was_closed_by_server;
        if !has_reason {
            return Err(String::from("closed, and nobody asked for it"));
        }
        if is_clean && !unconfirmed.is_empty() {
            return Err(String::from("closed cleanly with messages unconfirmed"));
        }
        Ok(())
    }

    /// The client has closed this session, and the server says that all is there.
    pub(crate) fn check_all_read(&self, session: SessionId) -> Result<(), String> {
        let (read, sent) = self.progress_up(session);
        let was_opened = self
            .sessions
            .get(&session)
            .is_some_and(|model| model.was_opened);
        if read == sent || !was_opened {
            Ok(())
        } else {
            Err(format!("closed by the client, with {read} of {sent} read"))
        }
    }

    /// The server has closed this session, and the client has confirmed.
    pub(crate) fn check_all_delivered(&self, session: SessionId) -> Result<(), String> {
        match self.sessions.get(&session) {
            Some(model) if model.delivered != model.down.sent() && !self.has_asked_to_close => {
                let (delivered, sent) = (model.delivered, model.down.sent());
                Err(format!(
                    "closed by the server, with {delivered} of {sent} delivered"
                ))
            }
            _ => Ok(()),
        }
    }

    /// Whether all that was sent in the present session has come out, both ways.
    pub(crate) fn is_complete(&self) -> bool {
        let Some(bound) = self.bound else {
            return false;
        };
        let (read, sent) = self.progress_up(bound);
        let session = self.sessions.get(&bound);
        read == sent && session.is_some_and(|model| model.delivered == model.down.sent())
    }

    pub(crate) fn describe(&self) -> String {
        let (read, sent) = self.progress_up(self.bound.unwrap_or(0));
        let session = self.bound.and_then(|bound| self.sessions.get(&bound));
        let (delivered, pushed) = session.map_or((0, 0), |one| (one.delivered, one.down.sent()));
        let bound = self.bound;
        format!("session {bound:?}, up {read} of {sent}, down {delivered} of {pushed}")
    }

    fn progress_up(&self, session: SessionId) -> (usize, usize) {
        let model = self.sessions.get(&session);
        let flow = model.map_or(0, |model| model.flow);
        let sent = self.flows.get(flow).map_or(0, Flow::sent);
        (model.map_or(0, |model| model.read), sent)
    }

    fn check_unconfirmed(&self, unconfirmed: &[Message]) -> Result<(), String> {
        let session = self.bound.and_then(|bound| self.sessions.get(&bound));
        let arrived = session.map_or(0, |session| session.read);
        let flow = self.flows.last().ok_or("no flow")?;
        flow.check_unconfirmed(self.acknowledged, arrived, unconfirmed)
    }
}

/// The count that a frame acknowledges with, if it does.
pub(crate) fn acknowledgement(frame: &Message) -> Option<u64> {
    let text = frame.as_text()?;
    if !text.starts_with(['\0']) || !text.get(1..2).is_some_and(|kind| "APQ".contains(kind)) {
        return None;
    }
    match Intake::default().decode(frame.clone()) {
        Ok(Incoming::Control(
            Control::Ack(count) | Control::Ping(count) | Control::Pong(count),
        )) => Some(count),
        _ => None,
    }
}
