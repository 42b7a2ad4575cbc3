//! Which transports are tried first, and for how long what happened to them counts.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod support;

use everwire_core::channel::Transport;
use everwire_core::connect::{Demotion, OriginHints};
use everwire_core::dialect::everwire::client::ClientConfig;
use everwire_core::dialect::everwire::codec::Control;
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::payload::Message;
use support::Page;

const MINUTE: u64 = 60_000;

fn config() -> ClientConfig {
    ClientConfig {
        upgrade_delay: 100_000_000,
        heartbeat_interval: 100_000_000,
        ..ClientConfig::default()
    }
}

/// A page on which WebSocket has failed and polling works.
fn without_websocket() -> Page {
    let transports = vec![Transport::WebSocket, Transport::LongPoll];
    let mut page = Page::start(
        ClientConfig {
            transports,
            ..config()
        },
        OriginHints::default(),
    );
    page.fail(page.channel(Transport::WebSocket));
    page.welcome_poll();
    page
}

fn strikes(page: &Page, transport: Transport) -> Option<Demotion> {
    let kept = page.kept.clone().expect("nothing was kept");
    kept.demotions
        .into_iter()
        .find(|demotion| demotion.transport == transport)
}

#[test]
fn what_fails_while_another_gets_through_is_held_against_it() {
    let mut page = without_websocket();
    let poll = page.open.last().expect("no poll").0;
    page.receive(poll, Control::Ack(0).encode::<Message>());
    let demotion = strikes(&page, Transport::WebSocket).expect("no demotion");
    assert_eq!((demotion.strikes, demotion.remaining), (1, 10 * MINUTE));
}

#[test]
fn nothing_is_held_against_anything_while_nothing_gets_through() {
    let mut page = Page::start(config(), OriginHints::default());
    for transport in [Transport::WebSocket, Transport::Sse, Transport::LongPoll] {
        page.fail(page.channel(transport));
    }
    page.wait(1_000);
    page.welcome_socket();
    let kept = page.kept.expect("nothing was kept");
    assert_eq!(kept.demotions, []);
}

#[test]
fn a_demoted_transport_is_tried_last_until_the_demotion_expires() {
    let demotion = Demotion {
        transport: Transport::WebSocket,
        strikes: 1,
        remaining: 5 * MINUTE,
    };
    let memory = OriginHints {
        demotions: vec![demotion],
        rtt: None,
    };
    let page = Page::start(config(), memory.clone());
    assert!(page.is_open(Transport::Sse) && !page.is_open(Transport::WebSocket));

    // The same client, once the time is over.
    let mut page = Page::start(config(), memory);
    page.fail(page.channel(Transport::Sse));
    page.fail(page.channel(Transport::LongPoll));
    page.now = page.now.after(5 * MINUTE);
    page.fail(page.channel(Transport::WebSocket));
    page.wait(1_000);
    assert!(page.is_open(Transport::WebSocket));
    assert!(matches!(
        page.open.first(),
        Some((_, Purpose::Socket { .. }))
    ));
}

#[test]
fn each_further_demotion_lasts_twice_as_long() {
    let demotion = Demotion {
        transport: Transport::WebSocket,
        strikes: 3,
        remaining: 0,
    };
    let memory = OriginHints {
        demotions: vec![demotion],
        rtt: None,
    };
    let transports = vec![Transport::WebSocket, Transport::LongPoll];
    let mut page = Page::start(
        ClientConfig {
            transports,
            ..config()
        },
        memory,
    );
    page.fail(page.channel(Transport::WebSocket));
    page.welcome_poll();
    let poll = page.open.last().expect("no poll").0;
    page.receive(poll, Control::Ack(0).encode::<Message>());
    let demotion = strikes(&page, Transport::WebSocket).expect("no demotion");
    assert_eq!((demotion.strikes, demotion.remaining), (4, 80 * MINUTE));
}

#[test]
fn a_link_that_lives_long_enough_clears_its_transport() {
    let demotion = Demotion {
        transport: Transport::WebSocket,
        strikes: 2,
        remaining: MINUTE,
    };
    let transports = vec![Transport::WebSocket];
    let memory = OriginHints {
        demotions: vec![demotion],
        rtt: None,
    };
    let mut page = Page::start(
        ClientConfig {
            transports,
            ..config()
        },
        memory,
    );
    page.welcome_socket();
    assert!(strikes(&page, Transport::WebSocket).is_some());
    page.wait(5_000);
    assert!(strikes(&page, Transport::WebSocket).is_none());
}

#[test]
fn a_transport_whose_links_die_young_is_tried_last() {
    let mut page = Page::start(config(), OriginHints::default());
    for _ in 0..3 {
        let channel = page.welcome_socket();
        page.wait(100);
        page.fail(channel);
        page.wait(5_000);
    }
    assert!(page.is_open(Transport::Sse));
    assert!(!matches!(
        page.open.first(),
        Some((_, Purpose::Socket { .. }))
    ));
}

#[test]
fn a_race_follows_the_round_trip_time() {
    let delay_of = |rtt| {
        let mut page = Page::start(
            config(),
            OriginHints {
                demotions: Vec::new(),
                rtt,
            },
        );
        let begun = page.now;
        while !page.is_open(Transport::Sse) {
            page.wait(1);
        }
        page.now.since(begun)
    };
    assert_eq!(
        [None, Some(1), Some(100), Some(10_000)].map(delay_of),
        [300, 45, 540, 1_500]
    );
}
