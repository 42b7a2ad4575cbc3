//! What is sent comes back as it was, in order.

use super::support::{Content, Peer, World, options};

const MIB: usize = 1024 * 1024;

over_each_transport!(
    text,
    binary,
    many_in_one_turn,
    kinds_in_turn,
    large_ones_in_turn
);

async fn echoes(transports: &[&str], sent: &[Content]) {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &options(transports)).await;
    for content in sent {
        peer.send(content);
    }
    peer.receives(sent).await;
    peer.close().await;
    world.end().await;
}

async fn text(transports: &[&str]) {
    let texts = [
        "a",
        "",
        "\0",
        "\0start",
        "mid\0dle",
        "\0T",
        "\0Hx\0",
        "\r",
        "\n",
        "\r\n",
        " \r\r\n%0D%25\n\n",
        "日本語 한국어",
        "🦀👩‍👩‍👧",
        "é\0日",
        "\u{feff}mark",
        "data: x\nevent: binary\n\n",
    ];
    let mut sent: Vec<_> = texts.iter().map(|text| Content::text(text)).collect();
    sent.push(Content::text(&"x".repeat(MIB)));
    sent.push(Content::text(&"日".repeat(MIB / 3)));
    echoes(transports, &sent).await;
}

async fn binary(transports: &[&str]) {
    let bytes =
        |size: usize| Content::binary((0..size).map(|index| index as u8).collect::<Vec<_>>());
    let sent: Vec<_> = [0, 1, 2, 0, 65_536, 3, MIB]
        .into_iter()
        .map(bytes)
        .collect();
    echoes(transports, &sent).await;
}

async fn many_in_one_turn(transports: &[&str]) {
    let sent: Vec<_> = (0..5_000)
        .map(|index| Content::text(&format!("message {index}")))
        .collect();
    echoes(transports, &sent).await;
}

async fn kinds_in_turn(transports: &[&str]) {
    let content = |index: usize| match index % 4 {
        0 => Content::text(&format!("text {index}")),
        1 => Content::binary(index.to_le_bytes()),
        2 => Content::text(&format!("\0{index}")),
        _ => Content::text(&format!("日本 {index}")),
    };
    let sent: Vec<_> = (0..1_000).map(content).collect();
    echoes(transports, &sent).await;
}

async fn large_ones_in_turn(transports: &[&str]) {
    let large = "é".repeat(40_000);
    let content = |index: usize| match index % 5 {
        0 => Content::text(&large),
        1 => Content::binary([index as u8; 80_000]),
        2 => Content::text(&["\u{feff}", &large].concat()),
        3 => Content::text(&["\0", &large].concat()),
        _ => Content::text("small"),
    };
    let sent: Vec<_> = (0..60).map(content).collect();
    echoes(transports, &sent).await;
}
