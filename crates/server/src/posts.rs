//! The POSTs of a session that are under way. A link has one at a time, and repeats one whose response was lost.

use std::collections::HashMap;

use tokio_util::sync::CancellationToken;

/// The newest POST of each link, and the responses that wait for replies.
#[derive(Debug, Default)]
pub(crate) struct Posts {
    newest: HashMap<u32, CancellationToken>,
    /// The links whose response waits for replies.
    pending: Vec<u32>,
}

impl Posts {
    /// A POST of this link begins. It supersedes an earlier one, whose token is cancelled: its body need not be read to the end.
    /// Links that are not `attached` are forgotten.
    pub(crate) fn begin(&mut self, link: u32, attached: impl Fn(u32) -> bool) -> CancellationToken {
        self.newest.retain(|link, _| attached(*link));
        let superseded = CancellationToken::new();
        if let Some(older) = self.newest.insert(link, superseded.clone()) {
            older.cancel();
        }
        superseded
    }

    /// The response to a POST of this link waits for replies from now on.
    pub(crate) fn begin_response(&mut self, link: u32) {
        self.pending.push(link);
    }

    /// The response waits no longer.
    pub(crate) fn end_response(&mut self, link: u32) {
        if let Some(place) = self.pending.iter().position(|other| *other == link) {
            self.pending.swap_remove(place);
        }
    }

    /// Whether a response on this link waits for replies, which are then not for polls to take.
    pub(crate) fn has_pending_response(&self, link: u32) -> bool {
        self.pending.contains(&link)
    }
}
