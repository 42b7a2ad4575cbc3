//! The present state of the network.

use crate::coverage::{Coverage, Fault};
use crate::dice::Dice;

/// How a network treats WebSockets for a while.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Upgrades {
    Pass,
    Refuse,
    /// No answer to the handshake.
    Swallow,
    /// The handshake succeeds, and nothing follows.
    Silent,
    /// The handshake succeeds, and nothing gets up after it.
    Mute,
    /// The answer to the handshake comes so much later, in ms.
    Delay(u64),
}

/// What connections have to expect. Chances are per mille.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Climate {
    pub(crate) upgrades: Upgrades,
    /// Event streams deliver their head and then nothing.
    pub(crate) streams_buffered: bool,
    /// One-way delay in ms, least and most.
    pub(crate) delay: (u64, u64),
    /// Of a POST or poll to be delivered twice at once, and once more much later.
    pub(crate) repeated: u64,
    pub(crate) late: u64,
    /// Of its answer to be lost.
    pub(crate) unanswered: u64,
    /// Of being answered by a proxy instead.
    pub(crate) proxied: u64,
    /// A body of several frames and more bytes than this is refused by a proxy.
    pub(crate) body_max: Option<u64>,
    /// Of a cut at a frame.
    pub(crate) cut: u64,
    /// Connections end at this age in ms.
    pub(crate) lifetime: Option<u64>,
    /// The server's writers take a frame every so many ms.
    pub(crate) pace: u64,
    /// Nothing gets through.
    pub(crate) is_offline: bool,
}

impl Climate {
    pub(crate) const CALM: Self = Self {
        upgrades: Upgrades::Pass,
        streams_buffered: false,
        delay: (1, 5),
        repeated: 0,
        late: 0,
        unanswered: 0,
        proxied: 0,
        body_max: None,
        cut: 0,
        lifetime: None,
        pace: 0,
        is_offline: false,
    };

    /// Another climate.
    pub(crate) fn draw(dice: &mut Dice, coverage: &mut Coverage) -> Self {
        let upgrades = match dice.between(0, 10) {
            0 | 1 => Upgrades::Refuse,
            2 => Upgrades::Swallow,
            3 => Upgrades::Silent,
            4 => Upgrades::Delay(dice.between(50, 2_000)),
            5 => Upgrades::Mute,
            _ => Upgrades::Pass,
        };
        let least = dice.between(0, 40);
        let mut rarely = |chance, low, high| {
            if dice.chance(chance) {
                dice.between(low, high)
            } else {
                0
            }
        };
        let climate = Self {
            upgrades,
            streams_buffered: rarely(250, 1, 1) > 0,
            delay: (least, least + rarely(700, 1, 200)),
            repeated: rarely(500, 10, 150),
            late: rarely(300, 10, 150),
            unanswered: rarely(400, 10, 80),
            proxied: rarely(150, 10, 200),
            body_max: Some(rarely(300, 75_000, 150_000)).filter(|bytes| *bytes > 0),
            cut: rarely(500, 1, 40),
            lifetime: Some(rarely(150, 50, 3_000)).filter(|age| *age > 0),
            pace: rarely(150, 1, 60),
            is_offline: false,
        };
        climate.count(coverage);
        climate
    }

    fn count(&self, coverage: &mut Coverage) {
        let drawn = [
            (self.streams_buffered, Fault::StreamsBuffered),
            (self.delay.1 > 100, Fault::Delay),
            (self.pace > 0, Fault::SlowWriter),
            (self.upgrades == Upgrades::Refuse, Fault::UpgradesRefused),
            (self.upgrades == Upgrades::Swallow, Fault::UpgradesSwallowed),
            (self.upgrades == Upgrades::Silent, Fault::UpgradesSilent),
            (self.upgrades == Upgrades::Mute, Fault::UpgradesMute),
            (
                matches!(self.upgrades, Upgrades::Delay(_)),
                Fault::UpgradesDelayed,
            ),
        ];
        for (_, fault) in drawn.into_iter().filter(|(is_drawn, _)| *is_drawn) {
            coverage.draw(fault);
        }
    }
}
