//! Who this client is to the server: an attach id at first, then a session and its key.

use super::Entropy;
use crate::dialect::everwire::codec::Identity;
use crate::dialect::everwire::codec::requests::Credentials;

/// The identity of the session, and the order of what is said in it.
#[derive(Clone, Debug)]
pub(super) struct ClientIdentity {
    attach: u128,
    wire: Identity,
    /// Counts the sessions of this client; a refusal that was meant for an earlier one is told apart by it.
    epoch: u32,
    /// The number of the latest HELLO or USE.
    claim: u32,
}

impl ClientIdentity {
    /// A client without a session.
    pub(super) fn new(entropy: Entropy) -> Self {
        Self {
            attach: entropy.attach,
            wire: new_session(entropy.attach, 0),
            epoch: 0,
            claim: 0,
        }
    }

    /// What HELLO says of it.
    pub(super) const fn wire(&self) -> &Identity {
        &self.wire
    }

    /// The server has the session.
    pub(super) fn accepted(&mut self, session: String, key: String) {
        self.wire = Identity::Known { session, key };
    }

    /// The session is lost: the next one has nothing to do with it.
    pub(super) fn renew(&mut self) {
        self.epoch = self.epoch.wrapping_add(1);
        self.wire = new_session(self.attach, self.epoch);
    }

    /// Whether the server has not accepted the session yet.
    pub(super) const fn is_new(&self) -> bool {
        matches!(self.wire, Identity::New { .. })
    }

    /// How many sessions came before this one.
    pub(super) const fn epoch(&self) -> u32 {
        self.epoch
    }

    /// A number for the next HELLO or USE.
    pub(super) const fn next_claim(&mut self) -> u32 {
        self.claim = self.claim.wrapping_add(1);
        self.claim
    }

    /// Whether nothing was said since the HELLO or USE of this number.
    pub(super) const fn is_latest_claim(&self, claim: u32) -> bool {
        self.claim == claim
    }

    /// The public id of the session; empty before there is one.
    pub(super) fn session(&self) -> &str {
        match &self.wire {
            Identity::Known { session, .. } => session,
            Identity::New { .. } => "",
        }
    }

    /// What authenticates the requests of this link, once there is a session.
    pub(super) fn credentials(&self, link: u32) -> Option<Credentials> {
        match &self.wire {
            Identity::Known { session, key } => Some(Credentials {
                session: session.clone(),
                key: key.clone(),
                link,
            }),
            Identity::New { .. } => None,
        }
    }
}

fn new_session(attach: u128, epoch: u32) -> Identity {
    let attach = format!("{attach:032x}-{epoch}");
    Identity::New { attach }
}
