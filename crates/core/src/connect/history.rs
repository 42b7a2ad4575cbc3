//! What was tried and what became of it, for logs and support.

use std::collections::VecDeque;

use super::Failure;
use crate::channel::Transport;
use crate::time::Instant;

/// Steps that are remembered.
const LENGTH: usize = 200;

/// One step of one link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// When.
    pub at: Instant,
    /// The client's number for the link.
    pub link: u32,
    /// Its transport.
    pub transport: Transport,
    /// What happened.
    pub stage: LinkStage,
}

/// How far a link has come, or how it ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkStage {
    /// It is being opened.
    Connecting,
    /// The client has said who it is, and the server is to answer.
    Handshaking,
    /// The server has accepted it.
    Accepted,
    /// It carries the session.
    Active,
    /// It failed, was refused or ended.
    Failed(Failure),
    /// It was let go for a better one, or because the socket needs none.
    Released,
}

/// The latest steps.
#[derive(Clone, Debug, Default)]
pub(crate) struct History(VecDeque<Step>);

impl History {
    pub(crate) fn record(&mut self, step: Step) {
        if self.0.len() >= LENGTH {
            self.0.pop_front();
        }
        self.0.push_back(step);
    }

    pub(crate) fn steps(&self) -> impl Iterator<Item = &Step> {
        self.0.iter()
    }
}
