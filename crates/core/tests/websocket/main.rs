//! The client of any WebSocket server: links that drop and are made again, the queue, and what ends the socket.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod heartbeat;
mod page;

use everwire_core::channel::{ChannelEnd, ChannelEvent, ChannelId};
use everwire_core::connect::PageSignal;
use everwire_core::dialect::websocket::{
    Client, ClientConfig, Event, Outcome, Output, Overflow, QueueLimits, Refusal, is_blocked,
    is_bound, is_final,
};
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use everwire_core::ready_state::ReadyState;
use everwire_core::time::Instant;

use self::page::Page;

fn queue(messages: usize, overflow: Overflow) -> ClientConfig {
    ClientConfig {
        queue: Some(QueueLimits {
            messages,
            overflow,
            ..QueueLimits::default()
        }),
        ..ClientConfig::default()
    }
}

#[test]
fn a_dropped_link_is_made_again_and_opens_again() {
    let mut page = Page::open(ClientConfig::default());
    assert_eq!(page.state(), ReadyState::Open);
    page.drop();
    assert_eq!(page.state(), ReadyState::Connecting);
    assert!(!page.machine.has_link());
    page.wait(500);
    page.connect();
    assert_eq!(page.state(), ReadyState::Open);
    let opened = page.events.iter().filter(|event| **event == Event::Opened);
    assert_eq!((page.attempts, opened.count()), (2, 2));
    assert_eq!(page.closed(), None);
}

#[test]
fn without_reconnect_the_end_of_the_link_is_the_end() {
    let mut page = Page::open(ClientConfig {
        reconnect: false,
        ..ClientConfig::default()
    });
    page.end(1012);
    assert_eq!(
        (page.state(), page.closed()),
        (ReadyState::Closed, Some(1012))
    );
}

#[test]
fn a_first_attempt_that_fails_is_repeated() {
    let mut page = Page::start(ClientConfig::default());
    page.drop();
    assert_eq!(page.state(), ReadyState::Connecting);
    page.wait(500);
    assert_eq!(page.attempts, 2);
    assert!(page.machine.has_link());
}

#[test]
fn an_attempt_that_takes_too_long_is_given_up() {
    let mut page = Page::start(ClientConfig::default());
    page.wait(10_000);
    assert_eq!(page.abandoned, [ChannelId(1)]);
    page.wait(500);
    assert_eq!(page.attempts, 2);
}

#[test]
fn events_of_a_link_that_was_given_up_are_not_heard() {
    let mut page = Page::start(ClientConfig::default());
    page.wait(10_000);
    page.give(Input::Channel {
        channel: ChannelId(1),
        event: ChannelEvent::Opened {
            protocol: String::new(),
        },
    });
    assert_eq!(page.state(), ReadyState::Connecting);
}

#[test]
fn final_close_codes_end_the_socket_and_others_do_not() {
    for code in [
        1000, 1002, 1003, 1005, 1007, 1008, 1009, 1010, 3000, 3003, 4401,
    ] {
        let mut page = Page::open(ClientConfig::default());
        page.end(code);
        assert_eq!(page.closed(), Some(code));
    }
    for code in [
        1001, 1006, 1011, 1012, 1013, 1014, 1015, 3008, 4000, 4408, 4425, 4429, 4500,
    ] {
        assert!(!is_final(code), "{code}");
    }
}

#[test]
fn the_application_overrules_the_table_both_ways() {
    for (code, answer, closed) in [(1000, true, None), (1006, false, Some(1006))] {
        let mut page = Page::open(ClientConfig {
            asks_application: true,
            ..ClientConfig::default()
        });
        page.answer = Some(answer);
        page.end(code);
        assert_eq!(page.closed(), closed);
    }
}

#[test]
fn attempts_are_bounded_by_count_and_by_time() {
    let mut page = Page::open(ClientConfig {
        max_retries: Some(3),
        ..ClientConfig::default()
    });
    page.drop();
    assert_eq!(page.fail_all(), 3);
    assert_eq!(page.closed(), Some(1006));
    let mut page = Page::open(ClientConfig {
        max_elapsed: Some(60_000),
        ..ClientConfig::default()
    });
    page.drop();
    assert!(page.fail_all() < 100);
    assert_eq!(page.state(), ReadyState::Closed);
}

#[test]
fn an_outage_that_has_lasted_too_long_ends_the_attempt_under_way() {
    let mut page = Page::open(ClientConfig {
        max_elapsed: Some(2_000),
        max_reconnect_delay: 100,
        ..ClientConfig::default()
    });
    page.drop();
    page.wait(1_999);
    assert_eq!(page.state(), ReadyState::Connecting);
    assert_eq!(page.abandoned, []);
    page.wait(1);
    assert_eq!(page.state(), ReadyState::Closed);
    assert_eq!(page.abandoned, [page.link]);
    assert_eq!(page.machine.poll_timeout(), None);
}

#[test]
fn the_delays_grow_until_a_link_was_stable() {
    let mut page = Page::open(ClientConfig {
        connect_timeout: 100_000,
        ..ClientConfig::default()
    });
    for _ in 0..5 {
        page.drop();
        page.wait(30_000);
        page.connect();
    }
    let attempts = |page: &Page| {
        let attempt = |event: &Event<Message>| match event {
            Event::Reconnecting { attempt, .. } => Some(*attempt),
            _ => None,
        };
        page.events.iter().filter_map(attempt).collect::<Vec<_>>()
    };
    assert_eq!(attempts(&page), [1, 2, 3, 4, 5]);
    page.wait(5_000);
    page.drop();
    assert_eq!(attempts(&page).last(), Some(&1));
}

#[test]
fn a_wake_up_ends_the_wait() {
    let mut page = Page::open(ClientConfig::default());
    page.drop();
    page.give(Input::Signal(PageSignal::Wake));
    assert_eq!(page.attempts, 2);
}

#[test]
fn a_provider_that_fails_is_asked_again() {
    let mut machine = Client::<Message>::new(ClientConfig::default(), 7);
    let now = Instant::from_millis(0);
    machine.handle_input(now, Input::Start);
    assert_eq!(machine.poll_output(), Some(Output::Resolve { attempt: 1 }));
    machine.handle_input(now, Input::Unresolved { attempt: 1 });
    let told = machine.poll_output();
    assert!(matches!(
        told,
        Some(Output::Event(Event::Reconnecting { attempt: 1, .. }))
    ));
    machine.handle_input(now.after(500), Input::Timeout);
    assert_eq!(machine.poll_output(), Some(Output::Resolve { attempt: 2 }));
}

#[test]
fn what_is_sent_while_down_follows_the_next_open() {
    let mut page = Page::start(ClientConfig::default());
    assert_eq!(page.send("too early"), Err(Refusal::TooEarly));
    page.connect();
    page.drop();
    assert_eq!((page.send("a"), page.send("b")), (Ok(()), Ok(())));
    assert_eq!(page.machine.queued(), 2);
    page.wait(500);
    page.connect();
    assert_eq!(page.texts(), ["a", "b"]);
    let sent = |text: &str| (text.to_owned(), Outcome::Sent);
    assert_eq!(page.settled(), [sent("a"), sent("b")]);
    let opened = page
        .events
        .iter()
        .rposition(|event| *event == Event::Opened);
    assert_eq!(
        opened,
        Some(page.events.len() - 3),
        "first the application is told"
    );
    assert_eq!(page.machine.queued(), 0);
}

#[test]
fn a_full_queue_rejects_or_drops() {
    let down = |overflow| {
        let mut page = Page::open(queue(2, overflow));
        page.drop();
        assert_eq!((page.send("a"), page.send("b")), (Ok(()), Ok(())));
        page
    };
    let mut page = down(Overflow::Reject);
    assert_eq!(page.send("c"), Err(Refusal::QueueFull));
    assert_eq!(page.settled(), []);
    let mut page = down(Overflow::DropOldest);
    assert_eq!(page.send("c"), Ok(()));
    assert_eq!(page.settled(), [("a".into(), Outcome::Dropped)]);
    let mut page = down(Overflow::DropNewest);
    assert_eq!(page.send("c"), Ok(()));
    assert_eq!(page.settled(), [("c".into(), Outcome::Dropped)]);
}

#[test]
fn a_message_that_never_fits_makes_no_room_for_itself() {
    let mut page = Page::open(ClientConfig {
        queue: Some(QueueLimits {
            bytes: 3,
            overflow: Overflow::DropOldest,
            ..QueueLimits::default()
        }),
        ..ClientConfig::default()
    });
    page.drop();
    assert_eq!((page.send("abc"), page.send("abcd")), (Ok(()), Ok(())));
    assert_eq!(page.settled(), [("abcd".into(), Outcome::Dropped)]);
    assert_eq!(page.machine.queued(), 3);
}

#[test]
fn without_a_queue_nothing_is_taken() {
    let mut page = Page::open(ClientConfig {
        queue: None,
        ..ClientConfig::default()
    });
    page.drop();
    assert_eq!(page.send("a"), Err(Refusal::QueueFull));
}

#[test]
fn what_waits_too_long_expires_and_the_rest_is_reported_at_the_end() {
    let mut page = Page::open(ClientConfig {
        reconnect_delay: 0,
        connect_timeout: 100_000,
        queue: Some(QueueLimits {
            age: Some(1_000),
            ..QueueLimits::default()
        }),
        ..ClientConfig::default()
    });
    page.drop();
    assert_eq!(page.send("old"), Ok(()));
    page.wait(999);
    assert_eq!(page.send("young"), Ok(()));
    page.wait(1);
    assert_eq!(page.settled(), [("old".into(), Outcome::Expired)]);
    page.close();
    page.wait(0);
    assert_eq!(
        page.settled().last(),
        Some(&("young".into(), Outcome::Unsent))
    );
    assert_eq!(page.closed(), Some(1006));
}

#[test]
fn closing_an_open_link_waits_for_its_end() {
    let mut page = Page::open(ClientConfig::default());
    page.close();
    assert_eq!(page.state(), ReadyState::Closing);
    page.wait(100_000);
    page.end(1000);
    assert_eq!((page.closed(), page.attempts), (Some(1000), 1));
}

#[test]
fn closing_while_down_leaves_nothing_behind() {
    for waited in [0, 600] {
        let mut page = Page::open(ClientConfig::default());
        page.drop();
        page.wait(waited);
        page.close();
        assert_eq!((page.state(), page.closed()), (ReadyState::Closing, None));
        page.wait(0);
        assert_eq!(
            (page.state(), page.closed()),
            (ReadyState::Closed, Some(1006))
        );
        assert_eq!(page.machine.poll_timeout(), None);
        assert_eq!(page.abandoned.len(), usize::from(waited > 0));
    }
}

#[test]
fn sub_protocols_of_libraries_that_come_back_by_themselves_are_known() {
    for bound in [
        "graphql-transport-ws",
        "mqtt",
        "mqttv3.1",
        "v12.stomp",
        "wamp.2.json",
    ] {
        assert!(is_bound(bound), "{bound}");
    }
    for free in ["chat", "", "graphql", "stomp"] {
        assert!(!is_bound(free), "{free}");
    }
}

#[test]
fn what_a_browser_will_never_connect_to_is_not_tried_again() {
    assert!([0, 25, 6000, 10_080].into_iter().all(is_blocked));
    assert!(![80, 443, 8080, 65_535].into_iter().any(is_blocked));
    let mut page = Page::start(ClientConfig::default());
    page.report(ChannelEvent::Closed(ChannelEnd::Blocked));
    assert_eq!(page.closed(), Some(1006));
}
