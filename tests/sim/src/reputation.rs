//! What a client has said about transports, and whether it acts on that: a transport that is demoted
//! comes last, and one whose demotion has expired comes in its turn again.

use everwire_core::channel::Transport;
use everwire_core::connect::{Demotion, LinkStage, OriginHints, Step};
use everwire_core::time::Instant;

use crate::coverage::{Coverage, Sight};

/// The first demotion's time in ms; each further one lasts twice as long, up to so many times.
const LIFETIME: u64 = 600_000;
const DOUBLINGS: u32 = 6;

/// One client's reputation, as it had them kept.
#[derive(Debug, Default)]
pub(crate) struct Reputation {
    records: [Record; 3],
    /// The transport that carried the session last.
    carried: Option<Transport>,
    /// A race has begun, and its first link is not known.
    awaits_first: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Record {
    until: Option<Instant>,
    strikes: u32,
    /// It has failed since anything got through, or nothing did.
    has_failed: bool,
}

impl Reputation {
    /// What is remembered from before the client began.
    pub(crate) fn recall(&mut self, now: Instant, hints: &OriginHints) {
        for demotion in &hints.demotions {
            *self.record_mut(demotion.transport) = Record {
                until: Some(now.after(demotion.remaining)),
                strikes: demotion.strikes,
                has_failed: false,
            };
        }
    }

    pub(crate) const fn race_begins(&mut self) {
        self.awaits_first = true;
    }

    /// No transport got through, which demotes none.
    pub(crate) fn attempt_failed(&mut self) {
        for record in &mut self.records {
            record.has_failed = false;
        }
    }

    /// The client has what it has learnt kept.
    pub(crate) fn keep(
        &mut self,
        now: Instant,
        hints: &OriginHints,
        coverage: &mut Coverage,
    ) -> Result<(), String> {
        for transport in ALL {
            let demotion = hints
                .demotions
                .iter()
                .find(|one| one.transport == transport);
            let record = self.record_mut(transport);
            match demotion {
                Some(demotion) => {
                    if demotion.strikes > record.strikes {
                        check_lifetime(demotion)?;
                        coverage.see(demoted(transport));
                    }
                    record.until = Some(now.after(demotion.remaining));
                    record.strikes = demotion.strikes;
                }
                None if record.is_demoted(now) => *record = Record::default(),
                None => {}
            }
        }
        Ok(())
    }

    /// A link has come a step further.
    pub(crate) fn step(
        &mut self,
        now: Instant,
        step: &Step,
        order: &[Transport],
        coverage: &mut Coverage,
    ) -> Result<(), String> {
        match step.stage {
            LinkStage::Failed(_) => self.record_mut(step.transport).has_failed = true,
            LinkStage::Active => {
                self.carried = Some(step.transport);
                // Its own failures are not made good by having connected once more.
                let has_failed = self.record(step.transport).has_failed;
                self.attempt_failed();
                self.record_mut(step.transport).has_failed = has_failed;
            }
            LinkStage::Connecting if core::mem::take(&mut self.awaits_first) => {
                self.check_first(now, step.transport, order)?;
                let record = self.record_mut(step.transport);
                if record.until.take_if(|until| *until <= now).is_some() {
                    coverage.see(tried_again(step.transport));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The first transport of a race is the best, unless that one is doubtful or another one has just worked.
    fn check_first(
        &self,
        now: Instant,
        first: Transport,
        order: &[Transport],
    ) -> Result<(), String> {
        let is_doubtful = |transport: &Transport| {
            let record = self.record(*transport);
            record.is_demoted(now) || record.has_failed
        };
        let mut better = order.iter().take_while(|transport| **transport != first);
        let mut others = order.iter().filter(|transport| **transport != first);
        if self.carried != Some(first) && better.any(|transport| !is_doubtful(transport)) {
            return Err(format!(
                "{first:?} is tried first of {order:?}, though a better one is not doubtful"
            ));
        }
        if self.record(first).is_demoted(now) && others.any(|transport| !is_doubtful(transport)) {
            return Err(format!(
                "{first:?} is demoted, and tried first of {order:?}"
            ));
        }
        Ok(())
    }

    fn record(&self, transport: Transport) -> Record {
        let [websocket, sse, longpoll] = self.records;
        match transport {
            Transport::WebSocket => websocket,
            Transport::Sse => sse,
            Transport::LongPoll => longpoll,
        }
    }

    const fn record_mut(&mut self, transport: Transport) -> &mut Record {
        let [websocket, sse, longpoll] = &mut self.records;
        match transport {
            Transport::WebSocket => websocket,
            Transport::Sse => sse,
            Transport::LongPoll => longpoll,
        }
    }
}

impl Record {
    fn is_demoted(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| now < until)
    }
}

pub(crate) const ALL: [Transport; 3] = [Transport::WebSocket, Transport::Sse, Transport::LongPoll];

fn check_lifetime(demotion: &Demotion) -> Result<(), String> {
    let doublings = demotion.strikes.saturating_sub(1).min(DOUBLINGS);
    if demotion.remaining == LIFETIME << doublings {
        Ok(())
    } else {
        Err(format!(
            "a demotion that lasts too long or not long enough: {demotion:?}"
        ))
    }
}

const fn demoted(transport: Transport) -> Sight {
    match transport {
        Transport::WebSocket => Sight::WebSocketDemoted,
        Transport::Sse => Sight::SseDemoted,
        Transport::LongPoll => Sight::LongPollDemoted,
    }
}

const fn tried_again(transport: Transport) -> Sight {
    match transport {
        Transport::WebSocket => Sight::WebSocketTriedAgain,
        Transport::Sse => Sight::SseTriedAgain,
        Transport::LongPoll => Sight::LongPollTriedAgain,
    }
}
