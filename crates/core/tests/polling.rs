//! How long polls are held: what the server grants, what the application wants, and what the network turns out to allow.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod support;

use everwire_core::channel::Transport;
use everwire_core::connect::OriginHints;
use everwire_core::dialect::everwire::client::ClientConfig;
use everwire_core::dialect::everwire::codec::peer::Purpose;
use support::Page;

fn polling(config: ClientConfig) -> Page {
    let transports = vec![Transport::LongPoll];
    let config = ClientConfig {
        transports,
        upgrade_delay: 100_000_000,
        ..config
    };
    let mut page = Page::start(config, OriginHints::default());
    page.welcome_poll();
    page
}

/// How long the poll under way is to be held.
fn hold(page: &Page) -> Option<u64> {
    page.open.iter().find_map(|(_, what)| match what {
        Purpose::Poll { hold, .. } => Some(*hold),
        _ => None,
    })
}

fn poll(page: &Page) -> everwire_core::channel::ChannelId {
    let is_poll = |what: &Purpose<_>| matches!(what, Purpose::Poll { .. });
    page.open
        .iter()
        .find(|(_, what)| is_poll(what))
        .expect("no poll")
        .0
}

#[test]
fn a_poll_is_held_for_as_long_as_the_server_grants() {
    let page = polling(ClientConfig::default());
    assert_eq!(hold(&page), Some(15_000));
}

#[test]
fn a_network_that_cuts_held_requests_is_learnt_without_losing_the_link() {
    let mut page = polling(ClientConfig::default());
    page.wait(4_000);
    page.fail(poll(&page));
    assert_eq!(hold(&page), Some(3_000));
    page.wait(3_000);
    page.answer(poll(&page), 200, Vec::new());
    assert_eq!(hold(&page), Some(3_000));
    assert!(page.client.is_connected());
}

#[test]
fn a_network_that_cuts_every_held_request_is_polled_at_an_interval() {
    let mut page = polling(ClientConfig {
        poll_interval: 700,
        ..ClientConfig::default()
    });
    page.wait(400);
    page.fail(poll(&page));
    assert_eq!(hold(&page), Some(0));
    page.answer(poll(&page), 200, Vec::new());
    assert_eq!(hold(&page), None);
    page.wait(700);
    assert_eq!(hold(&page), Some(0));
}

#[test]
fn short_polls_can_be_chosen() {
    let page = polling(ClientConfig {
        poll_hold: Some(0),
        ..ClientConfig::default()
    });
    assert_eq!(hold(&page), Some(0));
}

#[test]
fn polls_that_are_answered_at_once_with_nothing_are_not_the_servers() {
    let mut page = polling(ClientConfig::default());
    for _ in 0..3 {
        page.answer(poll(&page), 200, Vec::new());
    }
    assert!(!page.client.is_connected());
}
