//! What was drawn and what was seen, counted. A run that never draws a fault, or never sees a transition, has not tried it.

use std::collections::BTreeMap;

/// An enum whose variants have a name and can be listed.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum $name { $(#[doc = $text] $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// In words.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

named! {
    /// What the network, the machines or the applications do to a world.
    Fault {
        CutBefore = "connection cut before a frame",
        CutWithin = "connection cut within a frame",
        CutAfter = "connection cut after a frame",
        CutBoth = "connection cut, both sides told",
        CutServerOnly = "connection cut, only the server told",
        CutClientOnly = "connection cut, only the client told",
        HalfOpenBoth = "connection half-open, both directions",
        HalfOpenDown = "connection half-open, downwards",
        HalfOpenUp = "connection half-open, upwards",
        Killed = "connection killed by its age",
        Delay = "long delays",
        Overtaken = "request overtaken by a later one",
        PostRepeated = "POST delivered twice",
        PollRepeated = "poll delivered twice",
        HandshakeRepeated = "handshake with HELLO delivered again much later",
        LateRepeat = "request delivered again much later",
        PostUnanswered = "answer to a POST lost",
        PollUnanswered = "answer to a poll lost",
        UpgradesRefused = "WebSockets refused by a proxy",
        UpgradesSwallowed = "WebSockets swallowed by a proxy",
        UpgradesSilent = "WebSockets open, then silent",
        UpgradesMute = "WebSockets open, then nothing gets up",
        UpgradesDelayed = "WebSockets delayed by a proxy",
        StreamsBuffered = "event streams buffered by a proxy",
        ProxyError = "request answered by a proxy with 502 or 503",
        BodyRefused = "POST refused by a proxy with 413",
        Offline = "offline",
        Online = "back online",
        SlowWriter = "slow writer at the server",
        SlowReader = "slow reader at the server",
        ServerForgets = "server restarted without its sessions",
        ServerRemembers = "server restarted with its sessions",
        GoAway = "server about to go",
        ServerCloses = "server closes a session",
        Sleep = "machine asleep",
        Cached = "page in the back/forward cache",
        Wake = "wake-up signal",
        OfflineSignal = "offline signal",
        Reconnect = "reconnect asked for",
        ClientCloses = "client closes",
        ProviderFails = "provider fails",
        Remembered = "demotion remembered from before",
        LongSleep = "machine asleep for longer than a demotion lasts",
        SlotDenied = "no permit for a held request",
        SlotUnknown = "permits that nobody counts",
        ConsultNo = "application does not want to reconnect",
    }
}

named! {
    /// What a world came to on its way.
    Sight {
        Opened = "first session opened",
        Reopened = "session lost, another opened",
        Reconnecting = "event reconnecting",
        Reconnected = "event reconnected",
        Switched = "event switched",
        Failed = "event error",
        Drained = "event drain",
        Expired = "session expired",
        Fenced = "link fenced off by a newer one",
        Racing = "two links of one session at a time",
        EarlyTaken = "HELLO taken out of a handshake",
        EarlyLeft = "HELLO of a handshake left alone",
        RestOfAStorm = "messages waiting when the client closed",
        UnconfirmedReported = "messages reported as unconfirmed",
        ClosedClean = "closed cleanly",
        ClosedByServer = "closed by the server",
        ClosedUnclean = "closed without the server's word",
        GaveUp = "retries or time exhausted",
        QuotaExceeded = "send refused: quota",
        MessageTooLarge = "send refused: too large",
        WindowFull = "server's window full",
        ClientWindowFull = "client's window full",
        HalfOpenFound = "half-open link found in time",
        SentInHandler = "message sent while another is handled",
        WebSocketDemoted = "demotion against WebSocket",
        SseDemoted = "demotion against event streams",
        LongPollDemoted = "demotion against polls",
        WebSocketTriedAgain = "WebSocket tried first after its demotion expired",
        SseTriedAgain = "event stream tried first after its demotion expired",
        LongPollTriedAgain = "polls tried first after their demotion expired",
        Unheld = "poll not held for want of a permit",
        StreamReplaced = "polls in place of an event stream without a permit",
        Answered = "message with the answer to a POST",
        TextAsOctets = "large text announced as octets",
        BinaryAgain = "octets announced as binary again",
        ManyClients = "world of several clients",
    }
}

/// A change of state.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Transition {
    /// Of what.
    pub machine: &'static str,
    /// From this state.
    pub from: &'static str,
    /// To this one.
    pub to: &'static str,
}

/// Counts of everything.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// How often each fault was drawn.
    pub faults: BTreeMap<Fault, u64>,
    /// How often what was seen.
    pub sights: BTreeMap<Sight, u64>,
    /// How often each state changed into which.
    pub transitions: BTreeMap<Transition, u64>,
}

impl Coverage {
    pub(crate) fn draw(&mut self, fault: Fault) {
        *self.faults.entry(fault).or_default() += 1;
    }

    pub(crate) fn see(&mut self, sight: Sight) {
        *self.sights.entry(sight).or_default() += 1;
    }

    pub(crate) fn change(&mut self, machine: &'static str, from: &'static str, to: &'static str) {
        let transition = Transition { machine, from, to };
        *self.transitions.entry(transition).or_default() += 1;
    }

    /// Takes another world's counts in.
    pub fn add(&mut self, other: &Self) {
        merge(&mut self.faults, &other.faults);
        merge(&mut self.sights, &other.sights);
        merge(&mut self.transitions, &other.transitions);
    }

    /// The faults never drawn, and what was never seen.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let faults = Fault::ALL.iter();
        let sights = Sight::ALL.iter();
        let transitions = REQUIRED.iter().copied();
        let missing_faults = faults
            .filter(|fault| !self.faults.contains_key(fault))
            .map(|fault| fault.name().to_owned());
        let missing_sights = sights
            .filter(|sight| !self.sights.contains_key(sight))
            .map(|sight| sight.name().to_owned());
        let missing_transitions = transitions
            .filter(|&(machine, from, to)| {
                !self
                    .transitions
                    .contains_key(&Transition { machine, from, to })
            })
            .map(|(machine, from, to)| format!("{machine}: {from} -> {to}"));
        missing_faults
            .chain(missing_sights)
            .chain(missing_transitions)
            .collect()
    }
}

fn merge<K: Copy + Ord>(into: &mut BTreeMap<K, u64>, from: &BTreeMap<K, u64>) {
    for (key, count) in from {
        *into.entry(*key).or_default() += count;
    }
}

/// The changes of state that every run of some size must have seen.
const REQUIRED: &[(&str, &str, &str)] = &[
    ("client's connector", "idle", "resolving"),
    ("client's connector", "resolving", "racing"),
    ("client's connector", "resolving", "awaiting decision"),
    ("client's connector", "resolving", "suspended"),
    ("client's connector", "racing", "live"),
    ("client's connector", "racing", "awaiting decision"),
    ("client's connector", "racing", "suspended"),
    ("client's connector", "racing", "waiting"),
    ("client's connector", "live", "awaiting decision"),
    ("client's connector", "live", "racing"),
    ("client's connector", "live", "resolving"),
    ("client's connector", "live", "suspended"),
    ("client\'s connector", "live", "ended"),
    ("client's connector", "awaiting decision", "waiting"),
    ("client\'s connector", "awaiting decision", "ended"),
    ("client's connector", "waiting", "resolving"),
    ("client's connector", "waiting", "suspended"),
    ("client\'s connector", "waiting", "ended"),
    ("client's connector", "suspended", "resolving"),
    ("client's session", "new", "open"),
    ("client's session", "open", "flushing"),
    ("client's session", "open", "close sent"),
    ("client's session", "open", "answered"),
    ("client's session", "open", "closed"),
    ("client's session", "flushing", "close sent"),
    ("client's session", "flushing", "closed"),
    ("client's session", "close sent", "flushing"),
    ("client's session", "close sent", "closed"),
    ("client's session", "answered", "closed"),
    ("client's transport", "none", "websocket"),
    ("client's transport", "none", "sse"),
    ("client's transport", "none", "longpoll"),
    ("client's transport", "longpoll", "sse"),
    ("client's transport", "longpoll", "websocket"),
    ("client's transport", "sse", "websocket"),
    ("client's transport", "sse", "longpoll"),
    ("client's transport", "websocket", "sse"),
    ("client's transport", "websocket", "longpoll"),
    ("server's session", "open", "flushing"),
    ("server's session", "open", "close sent"),
    ("server's session", "open", "closed by client"),
    ("server's session", "open", "expired"),
    ("server's session", "flushing", "close sent"),
    ("server's session", "flushing", "closed unconfirmed"),
    ("server's session", "close sent", "flushing"),
    ("server's session", "close sent", "closed by server"),
    ("server's session", "close sent", "closed unconfirmed"),
];
