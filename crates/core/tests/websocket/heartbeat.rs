//! Whether the link is alive, where the application wants that watched.

use everwire_core::channel::{ChannelEvent, ChannelId};
use everwire_core::dialect::websocket::{ClientConfig, HeartbeatConfig};
use everwire_core::machine::Input;
use everwire_core::ready_state::ReadyState;

use crate::page::Page;

fn heartbeat(asks: bool) -> ClientConfig {
    ClientConfig {
        heartbeat: Some(HeartbeatConfig {
            asks,
            ..HeartbeatConfig::default()
        }),
        ..ClientConfig::default()
    }
}

#[test]
fn a_silent_link_is_asked_and_then_given_up() {
    for (asks, beats) in [(true, 1), (false, 0)] {
        let mut page = Page::open(heartbeat(asks));
        page.wait(19_999);
        assert_eq!((page.state(), page.beats), (ReadyState::Open, beats));
        page.wait(1);
        assert_eq!(page.state(), ReadyState::Connecting);
        assert_eq!(page.abandoned, [ChannelId(1)]);
    }
}

#[test]
fn whatever_is_heard_is_a_sign_of_life() {
    let mut page = Page::open(heartbeat(true));
    for _ in 0..10 {
        page.wait(19_000);
        page.report(ChannelEvent::Activity);
    }
    assert_eq!((page.state(), page.beats), (ReadyState::Open, 10));
}

#[test]
fn after_a_sleep_the_link_is_asked_before_it_is_judged() {
    let mut page = Page::open(heartbeat(true));
    page.wait(16_000);
    page.now = page.now.after(3_600_000);
    page.give(Input::Timeout);
    assert_eq!((page.state(), page.beats), (ReadyState::Open, 2));
    page.wait(5_000);
    assert_eq!(page.state(), ReadyState::Connecting);
}
