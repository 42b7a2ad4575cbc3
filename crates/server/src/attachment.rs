//! A link while its transport lives.

use std::sync::Arc;

use everwire_core::dialect::everwire::codec::Reject;
use everwire_core::dialect::everwire::server::Next;
use everwire_core::payload::Message;
use tokio::sync::futures::Notified;

use crate::conversation::Conversation;

/// A link of a session; dropping it detaches the link.
#[derive(Debug)]
pub(crate) struct Attachment {
    conversation: Arc<Conversation>,
    link: u32,
}

impl Attachment {
    pub(crate) const fn new(conversation: Arc<Conversation>, link: u32) -> Self {
        Self { conversation, link }
    }

    pub(crate) fn receive(&self, frame: Message) -> Result<(), Reject> {
        self.conversation.receive(self.link, frame)
    }

    pub(crate) fn transmit(&self) -> Next<Message> {
        self.conversation
            .with(|state, now| state.session.transmit(now, self.link))
    }

    /// Resolves once [`Attachment::transmit`] may return something new. Take it before that call.
    pub(crate) fn changed(&self) -> Notified<'_> {
        self.conversation.signals.outgoing.notified()
    }

    /// Resolves once the session has detached the link.
    pub(crate) async fn detached(&self) {
        let is_detached = async {
            loop {
                let changed = self.changed();
                if !self
                    .conversation
                    .with(|state, _| state.session.is_attached(self.link))
                {
                    return;
                }
                changed.await;
            }
        };
        tokio::select! {
            () = is_detached => {}
            () = self.conversation.removed.cancelled() => {}
        }
    }

    /// Whether the session, and not only this link, has ended.
    pub(crate) fn has_session_ended(&self) -> bool {
        self.conversation
            .with(|state, _| state.session.end().is_some())
    }
}

impl Drop for Attachment {
    fn drop(&mut self) {
        self.conversation.detach(self.link);
    }
}
