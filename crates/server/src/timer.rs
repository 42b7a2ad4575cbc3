//! The timer of a session, and what keeps an ended one for a while.

use std::time::Duration;

use crate::conversation::{Conversation, Timer};

/// Handles the session's deadlines as they come; resolves once the session has ended.
pub(crate) async fn run(conversation: &Conversation) {
    while let Timer::Until(deadline) = conversation.arm() {
        tokio::select! {
            // `with` handles what is due.
            () = conversation.clock.reach(deadline) => conversation.with(|_, _| ()),
            () = conversation.signals.rearm.notified() => {}
        }
    }
}

/// Waits until no link is attached, so that the last frames go out and requests that were lost can be repeated; no longer
/// than `bound`.
pub(crate) async fn linger(conversation: &Conversation, bound: Duration) {
    let _ = tokio::time::timeout(bound, unlinked(conversation)).await;
}

async fn unlinked(conversation: &Conversation) {
    loop {
        let changed = conversation.signals.outgoing.notified();
        if !conversation.with(|state, _| state.session.is_linked()) {
            return;
        }
        changed.await;
    }
}
