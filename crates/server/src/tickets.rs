//! Single-use tickets: the URL of an event stream has one, since it must not have the session key.

use everwire_core::time::Instant;

use crate::secrets::is_same;

/// The tickets of one session that were issued and not yet redeemed.
#[derive(Debug)]
pub(crate) struct Tickets {
    /// How long a ticket can be redeemed, in ms.
    lifetime: u64,
    issued: Vec<Ticket>,
}

#[derive(Debug)]
struct Ticket {
    link: u32,
    secret: String,
    expires: Instant,
}

impl Tickets {
    /// How many are kept; a further one replaces the oldest.
    const MAX: usize = 8;

    pub(crate) const fn new(lifetime: u64) -> Self {
        Self {
            lifetime,
            issued: Vec::new(),
        }
    }

    /// Remembers a ticket of this link.
    pub(crate) fn issue(&mut self, now: Instant, link: u32, secret: String) {
        self.issued.retain(|ticket| ticket.expires > now);
        if self.issued.len() >= Self::MAX {
            self.issued.remove(0);
        }
        self.issued.push(Ticket {
            link,
            secret,
            expires: now.after(self.lifetime),
        });
    }

    /// Whether this is a ticket of the link. It is then used up.
    pub(crate) fn redeem(&mut self, now: Instant, link: u32, secret: &str) -> bool {
        let before = self.issued.len();
        self.issued.retain(|ticket| ticket.expires > now);
        let expired = before - self.issued.len();
        self.issued
            .retain(|ticket| ticket.link != link || !is_same(&ticket.secret, secret));
        before - expired > self.issued.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Instant = Instant::from_millis(7);
    const LIFETIME: u64 = 30_000;

    fn issued() -> Tickets {
        let mut tickets = Tickets::new(LIFETIME);
        tickets.issue(START, 1, String::from("secret"));
        tickets
    }

    #[test]
    fn a_ticket_is_redeemed_once() {
        let mut tickets = issued();
        assert!(tickets.redeem(START, 1, "secret"));
        assert!(!tickets.redeem(START, 1, "secret"));
    }

    #[test]
    fn a_ticket_is_bound_to_its_link() {
        let mut tickets = issued();
        assert!(!tickets.redeem(START, 2, "secret"));
        assert!(!tickets.redeem(START, 1, "other"));
        assert!(tickets.redeem(START, 1, "secret"));
    }

    #[test]
    fn a_ticket_expires() {
        let late = START.after(LIFETIME);
        assert!(!issued().redeem(late, 1, "secret"));
    }

    #[test]
    fn the_oldest_ticket_is_replaced() {
        let mut tickets = issued();
        for link in 2..100 {
            tickets.issue(START, link, String::from("secret"));
        }
        assert_eq!(tickets.issued.len(), Tickets::MAX);
        assert!(!tickets.redeem(START, 1, "secret"));
        assert!(tickets.redeem(START, 99, "secret"));
    }
}
