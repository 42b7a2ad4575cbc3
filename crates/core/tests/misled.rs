//! A client that a server, or somebody between them, misleads.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod support;

use everwire_core::channel::Transport;
use everwire_core::connect::OriginHints;
use everwire_core::dialect::everwire::client::ClientConfig;
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::dialect::everwire::codec::{Control, Reject};
use everwire_core::payload::Message;
use support::{Page, welcome};

fn page(transports: &[Transport]) -> Page {
    let config = ClientConfig {
        transports: transports.to_vec(),
        race_delay: Some(0),
        ..ClientConfig::default()
    };
    let mut page = Page::start(config, OriginHints::default());
    page.wait(0);
    page
}

fn gone() -> Message {
    Control::Reject(Reject {
        status: 410,
        retry_after: 0,
        message: String::new(),
    })
    .encode()
}

#[test]
fn a_post_whose_answer_says_gone_makes_way_for_the_next() {
    let mut page = page(&[Transport::LongPoll]);
    let first = page.channel(Transport::LongPoll);
    page.receive(first, gone());
    let open: Vec<_> = page.open.iter().map(|(channel, _)| *channel).collect();
    assert_eq!(open.len(), 1);
    assert!(!open.contains(&first));
}

#[test]
fn a_ticket_that_nobody_asked_for_opens_no_stream() {
    let mut page = page(&[Transport::LongPoll]);
    let channel = page.channel(Transport::LongPoll);
    page.receive(channel, welcome(Some("ticket")));
    let is_stream = |what: &Purpose<_>| matches!(what, Purpose::Stream { .. });
    assert!(!page.open.iter().any(|(_, what)| is_stream(what)));
    assert_eq!(page.client.session(), "");
}

#[test]
fn a_session_that_one_link_has_is_not_lost_by_the_word_of_another() {
    let mut page = page(&[Transport::Sse, Transport::LongPoll]);
    let stream = page.channel(Transport::Sse);
    let poll = page.channel(Transport::LongPoll);
    page.receive(stream, welcome(Some("ticket")));
    page.answer(poll, 410, Vec::new());
    assert_eq!(page.client.session(), "s");
}
