//! Attempts: their delays, their bounds, and who may end them.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod support;

use everwire_core::channel::{ChannelEvent, Transport};
use everwire_core::connect::OriginHints;
use everwire_core::dialect::everwire::client::{ClientConfig, Event};
use everwire_core::error::ErrorCode;
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use everwire_core::ready_state::ReadyState;
use support::Page;

fn page(config: ClientConfig) -> Page {
    let config = ClientConfig {
        transports: vec![Transport::WebSocket],
        ..config
    };
    Page::start(config, OriginHints::default())
}

/// The attempt under way fails; the delay until the next one.
fn fail(page: &mut Page) -> u64 {
    page.fail(page.channel(Transport::WebSocket));
    delay(page)
}

fn delay(page: &Page) -> u64 {
    let told = page.events.iter().rev().find_map(|event| match event {
        Event::Reconnecting { delay, .. } => Some(*delay),
        _ => None,
    });
    told.expect("a delay")
}

fn last_failure(page: &Page) -> Option<ErrorCode> {
    page.events.iter().rev().find_map(|event| match event {
        Event::Failed(failure) => Some(failure.code),
        _ => None,
    })
}

#[test]
fn delays_double_up_to_their_bound_with_full_jitter() {
    let config = ClientConfig {
        reconnect_delay: 100,
        max_reconnect_delay: 1_000,
        ..ClientConfig::default()
    };
    let mut page = page(config);
    let mut late = Vec::new();
    for attempt in 0..200_u32 {
        let delay = fail(&mut page);
        let bound = (100 << attempt.min(10)).min(1_000);
        assert!(delay <= bound, "attempt {attempt}: {delay}");
        late.push(delay);
        page.wait(delay);
    }
    let late = &late[10..];
    assert!(late.iter().any(|delay| *delay < 200), "no jitter downwards");
    assert!(late.iter().any(|delay| *delay > 800), "no growth");
}

#[test]
fn only_a_stable_link_makes_the_backoff_start_over() {
    let config = ClientConfig {
        stable_after: 5_000,
        ..ClientConfig::default()
    };
    let attempt = |page: &Page| {
        let told = page.events.iter().rev().find_map(|event| match event {
            Event::Reconnecting { attempt, .. } => Some(*attempt),
            _ => None,
        });
        told.expect("an attempt")
    };
    let mut page = page(config);
    for lived in [0, 4_999, 5_000] {
        page.welcome_socket();
        page.wait(lived);
        let delay = fail(&mut page);
        page.wait(delay);
    }
    assert_eq!(attempt(&page), 1);
    page.welcome_socket();
    page.wait(4_999);
    fail(&mut page);
    assert_eq!(attempt(&page), 2);
}

#[test]
fn a_server_that_names_a_time_is_obeyed() {
    let config = ClientConfig {
        transports: vec![Transport::LongPoll],
        ..ClientConfig::default()
    };
    let mut page = Page::start(config, OriginHints::default());
    let channel = page.channel(Transport::LongPoll);
    page.open.clear();
    let event = ChannelEvent::Answered {
        status: 503,
        retry_after: Some(20_000),
        body: Message::binary(Vec::new()),
    };
    page.give(Input::Channel { channel, event });
    assert!(delay(&page) >= 20_000);
    page.wait(19_999);
    assert!(!page.is_open(Transport::LongPoll));
}

#[test]
fn retries_may_be_counted() {
    let mut page = page(ClientConfig {
        max_retries: Some(2),
        ..ClientConfig::default()
    });
    for _ in 0..2 {
        let delay = fail(&mut page);
        page.wait(delay);
    }
    page.fail(page.channel(Transport::WebSocket));
    assert_eq!(last_failure(&page), Some(ErrorCode::RetriesExhausted));
    assert_eq!(page.client.ready_state(), ReadyState::Closed);
    assert_eq!(page.client.poll_timeout(), None);
}

#[test]
fn an_outage_may_have_a_bound() {
    let mut page = page(ClientConfig {
        max_elapsed: Some(30_000),
        ..ClientConfig::default()
    });
    page.welcome_socket();
    page.fail(page.channel(Transport::WebSocket));
    page.wait(29_999);
    assert_eq!(page.client.ready_state(), ReadyState::Open);
    page.wait(1);
    assert_eq!(page.client.ready_state(), ReadyState::Closed);
}

#[test]
fn a_refusal_for_good_is_tried_once_more() {
    let config = ClientConfig {
        transports: vec![Transport::LongPoll],
        ..ClientConfig::default()
    };
    let mut page = Page::start(config, OriginHints::default());
    page.answer(page.channel(Transport::LongPoll), 403, Vec::new());
    assert_eq!(page.client.ready_state(), ReadyState::Connecting);
    let delay = delay(&page);
    page.wait(delay);
    page.answer(page.channel(Transport::LongPoll), 403, Vec::new());
    assert_eq!(last_failure(&page), Some(ErrorCode::Forbidden));
    assert_eq!(page.client.ready_state(), ReadyState::Closed);
}
