//! What was tried and what became of it.

use super::{Client, Output};
use crate::channel::Transport;
use crate::connect::{LinkStage, Step};
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    /// The latest steps of all links, the oldest first.
    pub fn history(&self) -> impl Iterator<Item = &Step> {
        self.history.steps()
    }

    pub(super) fn trace(
        &mut self,
        now: Instant,
        link: u32,
        transport: Transport,
        stage: LinkStage,
    ) {
        let step = Step {
            at: now,
            link,
            transport,
            stage,
        };
        self.history.record(step);
        self.outputs.push_back(Output::Step(step));
    }
}
