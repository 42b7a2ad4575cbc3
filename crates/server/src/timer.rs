//! Keeps a session's time, and lets it go once it has ended.

use std::sync::Arc;
use std::time::Duration;

use crate::conversation::{Conversation, Watch};
use crate::registry::Registry;

/// Runs for as long as the session lives, and removes it from the registry.
pub(crate) async fn keep(conversation: Arc<Conversation>, registry: Arc<Registry>) {
    while let Watch::Until(deadline) = conversation.arm() {
        tokio::select! {
            () = conversation.clock.reach(deadline) => conversation.with(|_, _| ()),
            () = conversation.signals.rearm.notified() => {}
        }
    }
    // The last frames go out; requests that were lost may be repeated.
    let linger = Duration::from_millis(registry.config.host.close_timeout);
    let _ = tokio::time::timeout(linger, unlinked(&conversation)).await;
    registry.remove(&conversation);
}

async fn unlinked(conversation: &Conversation) {
    loop {
        let changed = conversation.signals.outgoing.notified();
        if !conversation.with(|state, _| state.host.is_linked()) {
            return;
        }
        changed.await;
    }
}
