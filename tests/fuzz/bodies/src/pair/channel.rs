//! Channels of the client as the network sees them.

use std::collections::VecDeque;

use everwire_core::channel::ChannelId;
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::payload::Message;
use everwire_core::time::Instant;

use super::server::LinkName;

/// One channel, from the client's `Open` until nobody waits for anything of it.
pub(super) struct Channel {
    pub(super) id: ChannelId,
    pub(super) kind: Kind,
    /// On its way to the server.
    pub(super) up: VecDeque<Up>,
    /// On its way to the client.
    pub(super) down: VecDeque<Down>,
    pub(super) far_end: FarEnd,
    /// Whether the client still wants to hear of it.
    pub(super) is_heard: bool,
    /// Nothing more gets in at either end.
    pub(super) is_cut: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Socket,
    Stream,
    Post,
    Poll,
}

/// What the server has made of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum FarEnd {
    Unreached,
    /// A WebSocket that has not said HELLO.
    Hello,
    /// A WebSocket whose HELLO meant no session: another may follow, behind what came along with the first.
    HelloAgain,
    Attached(LinkName),
    /// A poll that is held until then.
    Held(LinkName, Instant),
    Done,
}

#[derive(Clone, Debug)]
pub(super) enum Up {
    Request(Purpose<Message>),
    Frame(Message),
    Ended,
}

#[derive(Clone, Debug)]
pub(super) enum Down {
    Opened,
    HelloTaken,
    Frame(Message),
    Answer { status: u16, frames: Vec<Message> },
    Lost,
}

/// How a channel breaks.
#[derive(Clone, Copy)]
pub(super) struct Cut(pub(super) u8);

impl Cut {
    const LOSES_UP: u8 = 1;
    const LOSES_DOWN: u8 = 2;
    const HIDDEN_FROM_CLIENT: u8 = 4;
    const HIDDEN_FROM_SERVER: u8 = 8;

    const fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }
}

impl FarEnd {
    pub(super) const fn is_greeting(&self) -> bool {
        matches!(self, Self::Hello | Self::HelloAgain)
    }
}

impl Channel {
    pub(super) fn new(id: ChannelId, request: Purpose<Message>) -> Self {
        let kind = match request {
            Purpose::Socket { .. } => Kind::Socket,
            Purpose::Stream { .. } => Kind::Stream,
            Purpose::Post { .. } => Kind::Post,
            Purpose::Poll { .. } => Kind::Poll,
        };
        Self {
            id,
            kind,
            up: VecDeque::from([Up::Request(request)]),
            down: VecDeque::new(),
            far_end: FarEnd::Unreached,
            is_heard: true,
            is_cut: false,
        }
    }

    pub(super) fn push_up(&mut self, parcel: Up) {
        if !self.is_cut {
            self.up.push_back(parcel);
        }
    }

    pub(super) fn push_down(&mut self, parcel: Down) {
        if !self.is_cut && self.is_heard {
            self.down.push_back(parcel);
        }
    }

    /// The client ends it.
    pub(super) fn hang_up(&mut self) {
        if core::mem::take(&mut self.is_heard) {
            self.down.clear();
            self.push_up(Up::Ended);
        }
    }

    pub(super) fn cut(&mut self, cut: Cut) {
        if self.is_cut {
            return;
        }
        if cut.has(Cut::LOSES_UP) {
            self.up.clear();
        }
        if cut.has(Cut::LOSES_DOWN) {
            self.down.clear();
        }
        if !cut.has(Cut::HIDDEN_FROM_SERVER) {
            self.up.push_back(Up::Ended);
        }
        if !cut.has(Cut::HIDDEN_FROM_CLIENT) && self.is_heard {
            self.down.push_back(Down::Lost);
        }
        self.is_cut = true;
    }

    /// Whether nothing of it matters to anyone any more.
    pub(super) fn is_over(&self) -> bool {
        let is_idle = self.up.is_empty() && self.down.is_empty();
        let is_let_go = matches!(self.far_end, FarEnd::Done | FarEnd::Unreached);
        is_idle && !self.is_heard && is_let_go
    }

    /// The link whose frames it brings down.
    pub(super) const fn link(&self) -> Option<&LinkName> {
        match &self.far_end {
            FarEnd::Attached(link) | FarEnd::Held(link, _) => Some(link),
            FarEnd::Unreached | FarEnd::Hello | FarEnd::HelloAgain | FarEnd::Done => None,
        }
    }
}
