//! The rules that say which fault applies to a new request.

use std::num::NonZeroU32;

use serde::Deserialize;

use crate::http::{Kind, PerKind};

/// What happens to a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Fault {
    /// Nothing: it is forwarded.
    #[default]
    Pass,
    /// It is answered with 403.
    Refuse,
    /// It is answered with 503 and `Retry-After: 1`.
    Unavailable,
    /// It is read and never answered; the server never sees it.
    Swallow,
    /// It is forwarded, and so is the head of its response; then nothing, either way.
    Silent,
    /// It is forwarded; the response is read to its end and discarded, and the connection is reset.
    DropResponse,
}

/// The rules in force. By default every request passes.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    all: Option<Rule>,
    by_kind: PerKind<Option<Rule>>,
}

/// A change of the rules. Rules that it does not name stay.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    websocket: Option<Fault>,
    sse: Option<Fault>,
    poll: Option<Fault>,
    post: Option<Fault>,
    /// The rule of every kind, preflights and other requests included. It replaces all rules; a kind named beside it has its own.
    all: Option<Fault>,
    /// Each fault that is named applies to this many requests. Default: until it is changed.
    times: Option<NonZeroU32>,
}

#[derive(Clone, Copy, Debug)]
struct Rule {
    fault: Fault,
    /// To how many more requests it applies; `None` for all.
    left: Option<u32>,
}

impl Faults {
    /// Applies a change; an error says why it is invalid.
    pub(crate) fn apply(&mut self, change: &Change) -> Result<(), &'static str> {
        if [change.websocket, change.sse, change.all].contains(&Some(Fault::DropResponse)) {
            return Err("dropResponse is for poll and post, whose responses end");
        }
        let rule = |fault| Rule {
            fault,
            left: change.times.map(NonZeroU32::get),
        };
        if let Some(fault) = change.all {
            *self = Self {
                all: Some(rule(fault)),
                by_kind: PerKind::default(),
            };
        }
        let named = [
            (Kind::WebSocket, change.websocket),
            (Kind::Sse, change.sse),
            (Kind::Poll, change.poll),
            (Kind::Post, change.post),
        ];
        for (kind, fault) in named {
            if let Some(fault) = fault {
                *self.by_kind.of(kind) = Some(rule(fault));
            }
        }
        Ok(())
    }

    /// The fault of the next request of a kind.
    pub(crate) fn next(&mut self, kind: Kind) -> Fault {
        let own = self.by_kind.of(kind);
        let rule_in_force = if own.is_some() { own } else { &mut self.all };
        let Some(rule) = rule_in_force else {
            return Fault::Pass;
        };
        let fault = rule.fault;
        if let Some(left) = &mut rule.left {
            *left -= 1;
            if *left == 0 {
                *rule_in_force = None;
            }
        }
        fault
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, Fault, Faults};
    use crate::http::Kind;

    fn faults(changes: &[&str]) -> Faults {
        let mut faults = Faults::default();
        for change in changes {
            let change: Change = serde_json::from_str(change).unwrap();
            faults.apply(&change).unwrap();
        }
        faults
    }

    #[test]
    fn a_kind_has_its_own_rule() {
        let mut faults = faults(&[r#"{"websocket":"refuse"}"#, r#"{"sse":"silent"}"#]);
        assert_eq!(faults.next(Kind::WebSocket), Fault::Refuse);
        assert_eq!(faults.next(Kind::Sse), Fault::Silent);
        assert_eq!(faults.next(Kind::Preflight), Fault::Pass);
    }

    #[test]
    fn a_counted_rule_is_over_when_it_has_been_met() {
        let mut faults = faults(&[r#"{"poll":"dropResponse","post":"unavailable","times":2}"#]);
        let met = [Kind::Poll, Kind::Poll, Kind::Post, Kind::Poll].map(|kind| faults.next(kind));
        assert_eq!(
            met,
            [
                Fault::DropResponse,
                Fault::DropResponse,
                Fault::Unavailable,
                Fault::Pass
            ]
        );
    }

    #[test]
    fn all_counts_every_kind_together() {
        let mut faults = faults(&[r#"{"all":"refuse","times":2}"#]);
        let met = [Kind::Preflight, Kind::Other, Kind::Poll].map(|kind| faults.next(kind));
        assert_eq!(met, [Fault::Refuse, Fault::Refuse, Fault::Pass]);
    }

    #[test]
    fn all_replaces_what_was_and_yields_to_what_is_named_beside_it() {
        let mut faults = faults(&[
            r#"{"sse":"silent"}"#,
            r#"{"all":"swallow","websocket":"pass"}"#,
        ]);
        assert_eq!(faults.next(Kind::Sse), Fault::Swallow);
        assert_eq!(faults.next(Kind::WebSocket), Fault::Pass);
    }

    #[test]
    fn nonsense_is_refused() {
        let change: Change = serde_json::from_str(r#"{"sse":"dropResponse"}"#).unwrap();
        assert!(Faults::default().apply(&change).is_err());
        assert!(serde_json::from_str::<Change>(r#"{"websockets":"pass"}"#).is_err());
        assert!(serde_json::from_str::<Change>(r#"{"sse":"pass","times":0}"#).is_err());
    }
}
