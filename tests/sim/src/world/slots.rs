//! The few requests that a browser can hold, and what a client has learnt of transports.

use everwire_core::client::{Input, LinkStage, Memory, Slot, Step};
use everwire_core::io::{Message, OpenChannel, Transport};

use super::World;
use crate::coverage::{Fault, Sight};

impl World {
    /// Whether a client gets a slot: a matter of other tabs.
    pub(super) fn draw_slot(&mut self) -> Slot {
        match self.dice.between(0, 9) {
            0..=2 => {
                self.coverage.draw(Fault::SlotDenied);
                Slot::Denied
            }
            3 => {
                self.coverage.draw(Fault::SlotUnknown);
                Slot::Unknown
            }
            _ => Slot::Granted,
        }
    }

    pub(super) fn free_slot(&mut self, client: usize) {
        if let Some(front) = self.fronts.get_mut(client) {
            front.slot = None;
            front
                .answers
                .retain(|(_, answer)| !matches!(answer, Input::Slot(_)));
        }
    }

    /// Nothing is held without a slot.
    pub(super) fn check_slot(
        &mut self,
        client: usize,
        what: &OpenChannel<Message>,
    ) -> Result<(), String> {
        let slot = self.fronts.get(client).and_then(|front| front.slot);
        let may_hold = matches!(slot, Some(Slot::Granted | Slot::Unknown));
        match what {
            OpenChannel::Stream { .. } | OpenChannel::Poll { hold: 1.., .. } if !may_hold => {
                Err(format!("held without a slot: {what:?}"))
            }
            OpenChannel::Poll { hold: 0, .. } if !may_hold => {
                self.coverage.see(Sight::Unheld);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A client has what it has learnt kept.
    pub(super) fn keep(&mut self, client: usize, memory: &Memory) -> Result<(), String> {
        let Some(front) = self.fronts.get_mut(client) else {
            return Ok(());
        };
        let coverage = &mut self.coverage;
        front.verdicts.keep(self.now, memory, coverage)
    }

    pub(super) fn link_stepped(&mut self, client: usize, step: &Step) -> Result<(), String> {
        let Some(front) = self.fronts.get_mut(client) else {
            return Ok(());
        };
        let order = &front.config.transports;
        let is_chosen = order.contains(&step.transport);
        if step.stage == LinkStage::Active && !is_chosen {
            if step.transport != Transport::LongPoll {
                return Err(format!("{:?} was not allowed", step.transport));
            }
            self.coverage.see(Sight::StreamReplaced);
        }
        let coverage = &mut self.coverage;
        front.verdicts.step(self.now, step, order, coverage)
    }
}
