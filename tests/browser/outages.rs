//! Whatever happens to connections and servers, no message is lost, repeated or out of order.

use js_sys::Object;

use super::support::{Content, Heard, Peer, World, options, set};

over_each_transport!(
    reset_under_traffic,
    closed_under_traffic,
    frozen,
    lost_answers,
    server_started_anew,
    server_gone_for_a_while,
);

/// Quick to find out and to try again.
fn quick(transports: &[&str]) -> Object {
    let options = options(transports);
    let times = [
        ("reconnectDelay", 20),
        ("maxReconnectDelay", 200),
        ("connectTimeout", 1_000),
        ("heartbeatInterval", 300),
        ("heartbeatTimeout", 300),
    ];
    for (name, ms) in times {
        set(&options, name, &ms.into());
    }
    options
}

fn numbered(range: std::ops::Range<usize>) -> Vec<Content> {
    let content = |index: usize| match index % 10 {
        3 => Content::binary(index.to_le_bytes()),
        7 => Content::text(&format!("\0日{index}")),
        _ => Content::text(&format!("message {index}")),
    };
    range.map(content).collect()
}

async fn cut_under_traffic(transports: &[&str], how: &str) {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &quick(transports)).await;
    let sent = numbered(0..4_000);
    for (round, part) in sent.chunks(1_000).enumerate() {
        part[..500].iter().for_each(|content| peer.send(content));
        // While these come back, and those below have just left.
        let some = round * 1_000 + 50;
        peer.becomes(|_| peer.count(is_message) >= some).await;
        part[500..].iter().for_each(|content| peer.send(content));
        world.cut(how).await;
    }
    peer.receives(&sent).await;
    assert_eq!(peer.count(|heard| matches!(heard, Heard::Opened { .. })), 1);
    peer.becomes(|socket| socket.unacknowledged() == 0.0).await;
    world.end().await;
}

fn is_message(heard: &Heard) -> bool {
    matches!(heard, Heard::Message(_))
}

async fn reset_under_traffic(transports: &[&str]) {
    cut_under_traffic(transports, "reset").await;
}

async fn closed_under_traffic(transports: &[&str]) {
    cut_under_traffic(transports, "close").await;
}

async fn frozen(transports: &[&str]) {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &quick(transports)).await;
    let sent = numbered(0..20);
    sent[..10].iter().for_each(|content| peer.send(content));
    peer.receives(&sent[..10]).await;
    peer.settles(transports).await;
    world.freeze().await;
    sent[10..].iter().for_each(|content| peer.send(content));
    peer.receives(&sent).await;
    peer.hears(|heard| matches!(heard, Heard::Reconnected { .. }))
        .await;
    world.end().await;
}

async fn lost_answers(transports: &[&str]) {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &quick(transports)).await;
    let sent = numbered(0..400);
    for part in sent.chunks(100) {
        let faults = r#"{"poll":"dropResponse","post":"dropResponse","times":1}"#;
        world.faults(faults).await;
        part.iter().for_each(|content| peer.send(content));
        peer.becomes(|socket| socket.unacknowledged() == 0.0).await;
    }
    peer.receives(&sent).await;
    assert_eq!(peer.count(|heard| matches!(heard, Heard::Opened { .. })), 1);
    world.end().await;
}

async fn server_started_anew(transports: &[&str]) {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &quick(transports)).await;
    peer.send(&Content::text("before"));
    peer.receives(&[Content::text("before")]).await;
    peer.becomes(|socket| socket.unacknowledged() == 0.0).await;
    world.server("kill").await;
    let unconfirmed = vec![
        Content::text("between"),
        Content::binary([7, 8]),
        Content::text(&"é".repeat(40_000)),
        Content::binary([9; 80_000]),
    ];
    for content in &unconfirmed {
        peer.send(content);
    }
    world.server("start").await;
    peer.hears(|heard| {
        *heard
            == Heard::Opened {
                unconfirmed: unconfirmed.clone(),
            }
    })
    .await;
    peer.send(&Content::text("after"));
    peer.receives(&[Content::text("before"), Content::text("after")])
        .await;
    assert_eq!(peer.count(|heard| matches!(heard, Heard::Opened { .. })), 2);
    world.end().await;
}

async fn server_gone_for_a_while(transports: &[&str]) {
    let world = World::begin(&[]).await;
    world.server("kill").await;
    let peer = Peer::connect(&world.url("/echo"), &quick(transports));
    peer.send(&Content::text("early"));
    peer.hears(|heard| {
        matches!(
            heard,
            Heard::Failed {
                retryable: true,
                ..
            }
        )
    })
    .await;
    assert_eq!(peer.socket().ready_state(), 0);
    world.server("start").await;
    peer.receives(&[Content::text("early")]).await;
    assert_eq!(
        peer.heard()
            .iter()
            .filter(|heard| matches!(heard, Heard::Opened { .. }))
            .count(),
        1
    );
    world.end().await;
}
