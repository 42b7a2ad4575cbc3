//! The few requests that a browser can hold, and what a client has learnt of transports.

use everwire_core::channel::Transport;
use everwire_core::connect::{LinkStage, OriginHints, Permit, Step};
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::machine::Input;
use everwire_core::payload::Message;

use super::World;
use crate::coverage::{Fault, Sight};

impl World {
    /// Whether a client gets a permit: a matter of other tabs.
    pub(super) fn draw_permit(&mut self) -> Permit {
        match self.dice.between(0, 9) {
            0..=2 => {
                self.coverage.draw(Fault::SlotDenied);
                Permit::Denied
            }
            3 => {
                self.coverage.draw(Fault::SlotUnknown);
                Permit::Unknown
            }
            _ => Permit::Granted,
        }
    }

    pub(super) fn free_permit(&mut self, client: usize) {
        if let Some(front) = self.fronts.get_mut(client) {
            front.permit = None;
            front
                .answers
                .retain(|(_, answer)| !matches!(answer, Input::Permit(_)));
        }
    }

    /// Nothing is held without a permit.
    pub(super) fn check_permit(
        &mut self,
        client: usize,
        what: &Purpose<Message>,
    ) -> Result<(), String> {
        let permit = self.fronts.get(client).and_then(|front| front.permit);
        let may_hold = matches!(permit, Some(Permit::Granted | Permit::Unknown));
        match what {
            Purpose::Stream { .. } | Purpose::Poll { hold: 1.., .. } if !may_hold => {
                Err(format!("held without a permit: {what:?}"))
            }
            Purpose::Poll { hold: 0, .. } if !may_hold => {
                self.coverage.see(Sight::Unheld);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A client has what it has learnt kept.
    pub(super) fn keep(&mut self, client: usize, memory: &OriginHints) -> Result<(), String> {
        let Some(front) = self.fronts.get_mut(client) else {
            return Ok(());
        };
        let coverage = &mut self.coverage;
        front.reputation.keep(self.now, memory, coverage)
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
        front.reputation.step(self.now, step, order, coverage)
    }
}
