//! HTTP links: one POST and one downstream request at a time, and repeats that do no harm.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod support;

use everwire_core::channel::{ChannelId, Transport};
use everwire_core::connect::OriginHints;
use everwire_core::dialect::everwire::client::{ClientConfig, Event};
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::dialect::everwire::codec::{Close, Control};
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use everwire_core::ready_state::ReadyState;
use support::{Page, welcome};

fn polling() -> Page {
    let config = ClientConfig {
        transports: vec![Transport::LongPoll],
        ..ClientConfig::default()
    };
    let mut page = Page::start(config, OriginHints::default());
    page.welcome_poll();
    page
}

fn streaming() -> (Page, ChannelId) {
    let config = ClientConfig {
        transports: vec![Transport::Sse],
        ..ClientConfig::default()
    };
    let mut page = Page::start(config, OriginHints::default());
    page.answer(
        page.channel(Transport::Sse),
        200,
        vec![welcome(Some("ticket"))],
    );
    let stream = page.open.first().expect("a stream").0;
    page.opened(stream);
    page.receive(stream, Control::Ack(0).encode::<Message>());
    (page, stream)
}

fn send(page: &mut Page, text: &str) {
    page.client.send(Message::text(text)).expect("room");
    page.give(Input::Timeout);
}

/// The POSTs under way, with their frames.
fn posts(page: &Page) -> Vec<(ChannelId, Vec<Message>)> {
    let post = |(channel, what): &(ChannelId, Purpose<Message>)| match what {
        Purpose::Post { frames, .. } => Some((*channel, frames.clone())),
        _ => None,
    };
    page.open.iter().filter_map(post).collect()
}

/// The polls under way, with their cursors.
fn polls(page: &Page) -> Vec<(ChannelId, u64)> {
    let poll = |(channel, what): &(ChannelId, Purpose<Message>)| match what {
        Purpose::Poll { received, .. } => Some((*channel, *received)),
        _ => None,
    };
    page.open.iter().filter_map(poll).collect()
}

fn only<T>(mut list: Vec<T>) -> T {
    assert_eq!(list.len(), 1);
    list.pop().expect("one")
}

fn texts(page: &Page) -> Vec<Message> {
    let message = |event: &Event<Message>| match event {
        Event::Message(message) => Some(message.clone()),
        _ => None,
    };
    page.events.iter().filter_map(message).collect()
}

fn ack(count: u64) -> Message {
    Control::Ack(count).encode()
}

fn position(number: u64) -> Message {
    Control::Position(number).encode()
}

#[test]
fn one_post_is_under_way_and_the_next_takes_what_has_gathered() {
    let mut page = polling();
    send(&mut page, "a");
    send(&mut page, "b");
    send(&mut page, "c");
    let (post, frames) = only(posts(&page));
    assert_eq!(frames, [ack(0), position(0), Message::text("a")]);
    page.answer(post, 200, vec![Control::Ack(1).encode()]);
    let (_, frames) = only(posts(&page));
    assert_eq!(frames, [ack(0), position(1), Message::text("\0Tb\0c")]);
}

#[test]
fn a_post_without_an_answer_is_repeated_from_what_is_acknowledged() {
    let mut page = polling();
    send(&mut page, "a");
    let (post, frames) = only(posts(&page));
    page.fail(post);
    assert_eq!(only(posts(&page)).1, frames);
    page.fail(only(posts(&page)).0);
    assert!(!page.client.is_connected());
}

#[test]
fn a_poll_tells_how_much_has_arrived() {
    let mut page = polling();
    let (poll, received) = only(polls(&page));
    assert_eq!(received, 0);
    page.answer(poll, 200, vec![position(0), Message::text("\0Tx\0y")]);
    assert_eq!(texts(&page), [Message::text("x"), Message::text("y")]);
    let (poll, received) = only(polls(&page));
    assert_eq!(received, 2);
    // What comes again comes out once.
    page.answer(poll, 200, vec![position(1), Message::text("\0Ty\0z")]);
    assert_eq!(texts(&page).len(), 3);
}

#[test]
fn a_poll_that_ends_within_a_batch_starts_over() {
    let mut page = polling();
    let announce = Control::Lengths(vec![1, 1]).encode::<Message>();
    page.answer(only(polls(&page)).0, 200, vec![position(0), announce]);
    page.answer(
        only(polls(&page)).0,
        200,
        vec![position(0), Message::text("x")],
    );
    assert_eq!(texts(&page), [Message::text("x")]);
}

#[test]
fn an_answer_between_the_frames_of_a_batch_does_not_part_them() {
    let (mut page, stream) = streaming();
    send(&mut page, "a");
    page.receive(stream, Control::Position(0).encode::<Message>());
    page.receive(stream, Control::Lengths(vec![1, 1]).encode::<Message>());
    page.answer(only(posts(&page)).0, 200, vec![Control::Ack(1).encode()]);
    page.receive(stream, Message::binary(vec![1, 2]));
    let expected = [vec![1], vec![2]].map(Message::binary);
    assert_eq!(texts(&page), expected);
    assert_eq!(page.client.unacknowledged(), 0);
}

#[test]
fn an_acknowledgement_that_a_poll_may_have_lost_is_asked_for() {
    let mut page = polling();
    send(&mut page, "a");
    page.answer(only(posts(&page)).0, 200, vec![Control::Ack(0).encode()]);
    assert_eq!(posts(&page).len(), 0);
    page.wait(15_000);
    page.answer(only(polls(&page)).0, 200, Vec::new());
    let (post, _) = only(posts(&page));
    page.answer(post, 200, vec![Control::Ack(1).encode()]);
    assert_eq!(page.client.unacknowledged(), 0);
    page.answer(only(polls(&page)).0, 200, Vec::new());
    assert_eq!(posts(&page).len(), 0);
}

#[test]
fn a_close_does_not_go_before_messages_that_are_taken_back() {
    let mut page = polling();
    send(&mut page, "a");
    let (post, _) = only(posts(&page));
    let reason = String::new();
    page.give(Input::Close { code: 1000, reason });
    page.answer(post, 413, Vec::new());
    let is_close = |frame: &Message| frame.as_text().is_some_and(|text| text.starts_with("\0C"));
    for (_, frames) in posts(&page) {
        assert!(!frames.iter().any(is_close), "{frames:?}");
    }
}

#[test]
fn messages_of_a_session_that_was_lost_before_it_opened_begin_the_next() {
    let config = ClientConfig {
        transports: vec![Transport::Sse],
        ..ClientConfig::default()
    };
    let mut page = Page::start(config, OriginHints::default());
    page.fail(page.channel(Transport::Sse));
    page.client.send(Message::text("early")).expect("room");
    while !page.is_open(Transport::Sse) {
        page.wait(100);
    }
    let answer = vec![welcome(Some("ticket")), Control::Ack(1).encode()];
    page.answer(page.channel(Transport::Sse), 200, answer);
    page.fail(page.open.first().expect("a stream").0);
    while !page.is_open(Transport::Sse) {
        page.wait(100);
    }
    page.answer(page.channel(Transport::Sse), 410, Vec::new());
    let (_, frames) = only(posts(&page));
    assert_eq!(frames.last(), Some(&Message::text("early")));
}

#[test]
fn a_greeting_that_brings_too_much_is_no_refusal_for_good() {
    let config = ClientConfig {
        transports: vec![Transport::LongPoll],
        ..ClientConfig::default()
    };
    let mut page = Page::start(config, OriginHints::default());
    for _ in 0..3 {
        page.answer(page.channel(Transport::LongPoll), 413, Vec::new());
        while !page.is_open(Transport::LongPoll) {
            page.wait(100);
        }
    }
    page.welcome_poll();
    assert!(page.client.is_connected());
}

#[test]
fn an_event_stream_that_ends_ends_its_link() {
    let (mut page, stream) = streaming();
    page.fail(stream);
    assert!(!page.client.is_connected());
}

#[test]
fn what_is_not_answered_in_frames_ends_the_link() {
    let mut page = polling();
    let (poll, _) = only(polls(&page));
    page.answer_with_a_page(poll);
    assert!(!page.client.is_connected());
}

#[test]
fn an_event_that_is_no_frame_ends_the_link() {
    let (mut page, stream) = streaming();
    page.malformed_event(stream);
    assert!(!page.client.is_connected());
    assert!(page.open.iter().all(|(channel, _)| *channel != stream));
}

#[test]
fn a_malformed_event_ends_only_the_stream_while_the_answer_to_close_is_awaited() {
    let (mut page, stream) = streaming();
    let reason = String::new();
    page.give(Input::Close { code: 1000, reason });
    page.malformed_event(stream);
    assert!(page.open.iter().all(|(channel, _)| *channel != stream));
    let (post, _) = only(posts(&page));
    page.answer(post, 200, vec![Control::Close(Close::default()).encode()]);
    assert_eq!(page.client.ready_state(), ReadyState::Closed);
}

#[test]
fn what_has_overtaken_the_answer_to_a_post_is_let_be_and_asked_for_again() {
    let mut page = polling();
    send(&mut page, "question");
    let (post, _) = only(posts(&page));
    let (poll, _) = only(polls(&page));
    page.answer(poll, 200, vec![position(1), Message::text("later")]);
    assert_eq!(texts(&page), []);
    assert_eq!(only(polls(&page)).1, 0);
    page.answer(
        post,
        200,
        vec![ack(1), position(0), Message::text("answer")],
    );
    assert_eq!(texts(&page), [Message::text("answer")]);
}
