//! The address of a client, as the limits per address count it.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address that a request comes from. `proxies` is how many trusted proxies are in front of the server. Each appends its
/// peer to `X-Forwarded-For`; entries before those may be forged.
pub(crate) fn address(parts: &Parts, proxies: usize) -> Option<IpAddr> {
    let forwarded = proxies
        .checked_sub(1)
        .and_then(|index| forwarded_for(parts).nth(index))
        .and_then(parse);
    let peer = || {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        peer.map(|ConnectInfo(peer)| peer.ip().to_canonical())
    };
    forwarded.or_else(peer)
}

/// The network of an address: in IPv6 the first 64 bits, since one client commonly has all addresses below them.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let network = address.to_bits() & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
    }
}

/// The entries, the last first.
fn forwarded_for(parts: &Parts) -> impl Iterator<Item = &str> {
    let headers = parts.headers.get_all(FORWARDED_FOR);
    let mut entries: Vec<_> = headers
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    entries.reverse();
    entries.into_iter().map(str::trim)
}

/// An address, with or without a port.
fn parse(entry: &str) -> Option<IpAddr> {
    let address = entry.parse().or_else(|_| {
        let with_port = entry.parse::<SocketAddr>();
        with_port.map(|address| address.ip())
    });
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn address_of(proxies: usize, headers: &[&str]) -> Option<String> {
        let mut request = Request::get("/live");
        for header in headers {
            request = request.header(FORWARDED_FOR, *header);
        }
        let peer = ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 5)));
        let (parts, ()) = request.extension(peer).body(()).unwrap().into_parts();
        address(&parts, proxies).map(|address| address.to_string())
    }

    #[test]
    fn the_header_counts_only_with_trusted_proxies() {
        assert_eq!(
            address_of(0, &["203.0.113.7"]).as_deref(),
            Some("192.0.2.1")
        );
    }

    #[test]
    fn the_entry_of_the_outermost_trusted_proxy_counts() {
        let headers = ["198.51.100.9, 203.0.113.7", "10.0.0.1"];
        assert_eq!(address_of(1, &headers).as_deref(), Some("10.0.0.1"));
        assert_eq!(address_of(2, &headers).as_deref(), Some("203.0.113.7"));
        let headers = ["[2001:db8::1]:443"];
        assert_eq!(address_of(1, &headers).as_deref(), Some("2001:db8::1"));
    }

    #[test]
    fn without_enough_entries_the_peer_counts() {
        assert_eq!(address_of(1, &[]).as_deref(), Some("192.0.2.1"));
        assert_eq!(address_of(1, &["unknown"]).as_deref(), Some("192.0.2.1"));
        assert_eq!(
            address_of(2, &["203.0.113.7"]).as_deref(),
            Some("192.0.2.1")
        );
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let of = |address: &str| network(address.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:0:0:2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
