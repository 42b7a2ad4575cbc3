//! The newest poll of each link: no other may take frames.

use std::collections::HashMap;

/// The polls of one session.
#[derive(Debug, Default)]
pub(crate) struct Polls {
    newest: HashMap<u32, PollId>,
    next: u64,
}

/// Identifies a poll among all of a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PollId(u64);

impl Polls {
    /// A poll of this link begins. It supersedes earlier ones. Links that are not `attached` are forgotten.
    pub(crate) fn begin(&mut self, link: u32, attached: impl Fn(u32) -> bool) -> PollId {
        let id = PollId(self.next);
        self.next += 1;
        self.newest.retain(|link, _| attached(*link));
        self.newest.insert(link, id);
        id
    }

    /// Whether no later poll of the link has begun.
    pub(crate) fn is_newest(&self, link: u32, id: PollId) -> bool {
        self.newest.get(&link) == Some(&id)
    }
}
