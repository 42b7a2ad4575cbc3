//! Which POST of a link is under way: a client has one at a time, and repeats one whose answer is lost.

use std::collections::HashMap;

use tokio_util::sync::CancellationToken;

/// The POSTs of one session that are being read.
#[derive(Debug, Default)]
pub(crate) struct Posts {
    newest: HashMap<u32, CancellationToken>,
    /// The links whose POST is about to be answered.
    answering: Vec<u32>,
}

impl Posts {
    /// A POST of this link begins, and earlier ones need not be read to their end. The token is cancelled when the same
    /// befalls this one. Links that are not `attached` are forgotten.
    pub(crate) fn begin(&mut self, link: u32, attached: impl Fn(u32) -> bool) -> CancellationToken {
        self.newest.retain(|link, _| attached(*link));
        let superseded = CancellationToken::new();
        if let Some(older) = self.newest.insert(link, superseded.clone()) {
            older.cancel();
        }
        superseded
    }

    /// A POST of this link is about to be answered, and what waits goes with the answer.
    pub(crate) fn answer(&mut self, link: u32) {
        self.answering.push(link);
    }

    /// It has been, or will not be.
    pub(crate) fn answered(&mut self, link: u32) {
        if let Some(place) = self.answering.iter().position(|other| *other == link) {
            self.answering.swap_remove(place);
        }
    }

    /// Whether a POST of this link is about to be answered.
    pub(crate) fn is_answering(&self, link: u32) -> bool {
        self.answering.contains(&link)
    }
}
