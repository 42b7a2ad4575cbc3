//! Single-use tickets: they stand in for the session key in the URL of an event stream.

use everwire_core::time::Instant;

use crate::secrets::same;

/// The tickets of one session that were issued and not used.
#[derive(Debug)]
pub(crate) struct Tickets {
    /// How long a ticket is good for, in ms.
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
    /// How many are kept; the oldest give way.
    const MAX: usize = 8;

    pub(crate) const fn new(lifetime: u64) -> Self {
        Self {
            lifetime,
            issued: Vec::new(),
        }
    }

    /// Remembers a ticket that was given to a link.
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

    /// Whether this ticket is good for the link; it is not a second time.
    pub(crate) fn redeem(&mut self, now: Instant, link: u32, secret: &str) -> bool {
        let before = self.issued.len();
        self.issued.retain(|ticket| ticket.expires > now);
        let expired = before - self.issued.len();
        self.issued
            .retain(|ticket| ticket.link != link || !same(&ticket.secret, secret));
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
    fn a_ticket_is_good_once() {
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
    fn old_tickets_give_way() {
        let mut tickets = issued();
        for link in 2..100 {
            tickets.issue(START, link, String::from("secret"));
        }
        assert_eq!(tickets.issued.len(), Tickets::MAX);
        assert!(!tickets.redeem(START, 1, "secret"));
        assert!(tickets.redeem(START, 99, "secret"));
    }
}
