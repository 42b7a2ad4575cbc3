//! How many sessions each client address has begun.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;

/// Counts of sessions by network. Sessions of an unknown network are not counted.
#[derive(Debug, Default)]
pub(crate) struct NetworkCounts {
    counts: HashMap<IpAddr, usize>,
}

impl NetworkCounts {
    /// How many sessions this network has.
    pub(crate) fn of(&self, network: Option<IpAddr>) -> usize {
        network
            .and_then(|network| self.counts.get(&network))
            .copied()
            .unwrap_or(0)
    }

    /// A session of this network has begun.
    pub(crate) fn add(&mut self, network: Option<IpAddr>) {
        if let Some(network) = network {
            *self.counts.entry(network).or_default() += 1;
        }
    }

    /// A session of this network was removed.
    pub(crate) fn remove(&mut self, network: Option<IpAddr>) {
        let Some(network) = network else { return };
        if let Entry::Occupied(mut count) = self.counts.entry(network) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_counted_apart_and_forgotten_at_zero() {
        let [one, other] = [1, 2].map(|last| Some(IpAddr::from([192, 0, 2, last])));
        let mut networks = NetworkCounts::default();
        networks.add(one);
        networks.add(one);
        networks.add(other);
        assert_eq!((networks.of(one), networks.of(other)), (2, 1));
        networks.remove(one);
        networks.remove(one);
        networks.remove(one);
        assert_eq!((networks.of(one), networks.of(other)), (0, 1));
        assert_eq!(networks.counts.len(), 1);
    }

    #[test]
    fn an_unknown_network_is_not_counted() {
        let mut networks = NetworkCounts::default();
        networks.add(None);
        assert_eq!(networks.of(None), 0);
        networks.remove(None);
    }
}
