//! Held requests take permits, of which there are fewer than a browser has connections; who gets none polls at an interval.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod support;

use everwire_core::channel::{ChannelId, Transport};
use everwire_core::connect::{OriginHints, Permit};
use everwire_core::dialect::everwire::client::{ClientConfig, Event};
use everwire_core::dialect::everwire::codec::Control;
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use support::{Page, welcome};

/// A page without WebSocket whose every question for a permit has this answer.
fn page(transports: &[Transport], permit: Permit) -> Page {
    let config = ClientConfig {
        transports: transports.to_vec(),
        upgrade_delay: 30_000,
        ..ClientConfig::default()
    };
    Page::start_with_permit(config, OriginHints::default(), permit)
}

/// The poll under way and how long it is to be held.
fn poll(page: &Page) -> Option<(ChannelId, u64)> {
    page.open.iter().find_map(|(channel, what)| match what {
        Purpose::Poll { hold, .. } => Some((*channel, *hold)),
        _ => None,
    })
}

fn stream(page: &Page) -> Option<ChannelId> {
    let is_stream = |what: &Purpose<_>| matches!(what, Purpose::Stream { .. });
    let stream = page.open.iter().find(|(_, what)| is_stream(what));
    stream.map(|(channel, _)| *channel)
}

fn answer_poll(page: &mut Page) {
    let (channel, _) = poll(page).expect("no poll");
    page.answer(channel, 200, Vec::new());
}

#[test]
fn a_poll_without_a_slot_is_not_held() {
    let mut page = page(&[Transport::LongPoll], Permit::Denied);
    page.welcome_poll();
    assert_eq!(poll(&page).map(|(_, hold)| hold), Some(0));
    answer_poll(&mut page);
    assert_eq!(poll(&page), None);
    page.wait(1_000);
    assert_eq!(poll(&page).map(|(_, hold)| hold), Some(0));
}

#[test]
fn a_slot_that_becomes_free_is_taken() {
    let mut page = page(&[Transport::LongPoll], Permit::Denied);
    page.welcome_poll();
    answer_poll(&mut page);
    page.permit = Permit::Granted;
    page.wait(1_000);
    answer_poll(&mut page);
    assert_eq!(poll(&page).map(|(_, hold)| hold), Some(15_000));
}

#[test]
fn polls_take_the_place_of_a_stream_without_a_permit() {
    let mut page = page(&[Transport::Sse], Permit::Denied);
    page.welcome_poll();
    assert_eq!(page.client.transport(), Some(Transport::LongPoll));
    assert_eq!(poll(&page).map(|(_, hold)| hold), Some(0));
    assert!(matches!(page.events.first(), Some(Event::Opened { .. })));
}

#[test]
fn a_stream_that_was_chosen_comes_back_when_there_is_a_permit() {
    let mut page = page(&[Transport::Sse], Permit::Denied);
    page.welcome_poll();
    // The first search finds none, the second one does.
    for permit in [Permit::Denied, Permit::Granted] {
        page.permit = permit;
        for _ in 0..70 {
            if page.is_open(Transport::Sse) {
                break;
            }
            if poll(&page).is_some_and(|(_, hold)| hold == 0) {
                answer_poll(&mut page);
            }
            page.wait(1_000);
        }
    }
    page.answer(
        page.channel(Transport::Sse),
        200,
        vec![welcome(Some("ticket"))],
    );
    let stream = stream(&page).expect("a stream");
    page.receive(stream, Control::Ack(0).encode::<Message>());
    assert_eq!(page.client.transport(), Some(Transport::Sse));
    assert_eq!(poll(&page), None);
    assert_eq!(page.permits_released, 0);
}

#[test]
fn a_slot_is_let_go_with_the_last_link_that_could_need_it() {
    let transports = [Transport::WebSocket, Transport::LongPoll];
    let mut page = page(&transports, Permit::Granted);
    page.wait(1_000);
    page.welcome_poll();
    assert_eq!(page.permits_released, 0);
    page.welcome_socket();
    assert_eq!(page.client.transport(), Some(Transport::WebSocket));
    assert_eq!(page.permits_released, 1);
}

#[test]
fn a_client_that_closes_keeps_no_permit() {
    let mut page = page(&[Transport::LongPoll], Permit::Granted);
    page.welcome_poll();
    page.give(Input::Close {
        code: 1000,
        reason: String::new(),
    });
    page.wait(10_000);
    assert_eq!(page.permits_released, 1);
}

#[test]
fn websockets_need_no_permit() {
    let mut page = page(&[Transport::WebSocket, Transport::Sse], Permit::Denied);
    page.welcome_socket();
    page.fail(page.channel(Transport::WebSocket));
    assert_eq!(page.permits_released, 0);
}

#[test]
fn where_nobody_counts_a_poll_makes_way_for_a_post_that_stalls() {
    let mut page = page(&[Transport::LongPoll], Permit::Unknown);
    page.welcome_poll();
    assert_eq!(poll(&page).map(|(_, hold)| hold), Some(15_000));
    page.client.send(Message::text("x")).expect("room");
    page.give(Input::Flush);
    page.wait(1_999);
    assert_eq!(poll(&page).map(|(_, hold)| hold), Some(15_000));
    page.wait(1);
    assert_eq!(poll(&page).map(|(_, hold)| hold), Some(0));
    assert!(page.client.is_connected());
}
