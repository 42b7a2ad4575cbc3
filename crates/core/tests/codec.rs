//! The codec: what is encoded comes back, and no sequence of frames makes it panic.

use everwire_core::dialect::everwire::codec::{
    Close, Content, Control, Decoder, Downstream, Hello, Identity, Incoming, Reject, Welcome,
};
use everwire_core::error::Violation;
use everwire_core::payload::Message;
use everwire_core::rng::Rng;

fn hello(identity: Identity, downstream: Downstream) -> Hello {
    Hello {
        identity,
        link: 7,
        received: 123,
        claim: 9,
        standby: matches!(downstream, Downstream::Poll),
        downstream,
        heartbeat: 15_000,
        protocols: vec![String::from("chat"), String::from("v2")],
        auth: Some(String::from("a%b\nc\0d:e")),
    }
}

fn welcome(ticket: Option<&str>) -> Control {
    Control::Welcome(Welcome {
        session: String::from("session"),
        key: String::from("k%0A\n"),
        received: u64::MAX / 100,
        resumed: ticket.is_none(),
        active: ticket.is_some(),
        protocol: String::from("chat"),
        max_message: 1 << 24,
        ticket: ticket.map(String::from),
        hold: 15_000,
    })
}

/// One of every kind, and the variants that differ on the wire.
fn controls() -> Vec<Control> {
    let attach = String::from("0123456789abcdef");
    let known = Identity::Known {
        session: String::from("s"),
        key: String::from("k"),
    };
    let close = Close {
        code: 4999,
        reason: String::from("a reason with blanks, 日本"),
    };
    let reject = Reject {
        status: 503,
        retry_after: 1_000,
        message: String::from("come back later"),
    };
    vec![
        Control::Hello(hello(Identity::New { attach }, Downstream::Duplex)),
        Control::Hello(hello(known.clone(), Downstream::Stream)),
        Control::Hello(hello(known, Downstream::Poll)),
        welcome(None),
        welcome(Some("ticket")),
        Control::Reject(reject),
        Control::Use {
            claim: u32::MAX,
            received: 0,
        },
        Control::Position(42),
        Control::Ack(0),
        Control::Ping(1),
        Control::Pong(9_999_999_999_999_999_999),
        Control::Lengths(vec![0, 1, 65_536]),
        Control::Octets(Content::Text),
        Control::Octets(Content::Binary),
        Control::Close(close),
        Control::GoAway(5_000),
    ]
}

fn decode(frame: Message) -> Result<Incoming<Message>, Violation> {
    Decoder::default().decode(frame)
}

#[test]
fn every_control_frame_comes_back() {
    for control in controls() {
        let frame: Message = control.encode();
        let expected = match control {
            Control::Lengths(_) | Control::Octets(_) => Incoming::Announced,
            control => Incoming::Control(control),
        };
        assert_eq!(decode(frame), Ok(expected));
    }
}

#[test]
fn every_truncation_is_decoded_or_refused() {
    for control in controls() {
        let frame: Message = control.encode();
        let text = frame.as_text().unwrap().to_owned();
        for (end, _) in text.char_indices() {
            let _ = decode(Message::text(&text[..end]));
        }
    }
}

#[test]
fn garbage_never_panics() {
    let mut rng = Rng::new(1);
    let alphabet: Vec<char> = "\0\0HWRUNAPQLOCGTEB0123456789 ,:\n%é日".chars().collect();
    for _ in 0..50_000 {
        let mut decoder = Decoder::default();
        for _ in 0..3 {
            let length = rng.up_to(12);
            let text: String = (0..length)
                .map(|_| alphabet[rng.up_to(alphabet.len() as u64 - 1) as usize])
                .collect();
            let frame = match rng.up_to(3) {
                0 => Message::binary(text.into_bytes()),
                _ => Message::text(text),
            };
            let _ = decoder.decode(frame);
        }
    }
}

#[test]
fn mutilated_control_frames_never_panic() {
    let mut rng = Rng::new(2);
    for _ in 0..2_000 {
        for control in controls() {
            let frame: Message = control.encode();
            let mut characters: Vec<char> = frame.as_text().unwrap().chars().collect();
            for _ in 0..=rng.up_to(2) {
                let place = rng.up_to(characters.len() as u64 - 1) as usize;
                match rng.up_to(2) {
                    0 => characters[place] = char::from(rng.up_to(127) as u8),
                    1 => characters.insert(place, char::from(rng.up_to(127) as u8)),
                    _ if characters.len() > 1 => _ = characters.remove(place),
                    _ => {}
                }
            }
            let _ = decode(Message::text(characters.into_iter().collect::<String>()));
        }
    }
}

#[test]
fn malformed_frames_have_a_name() {
    let malformed = [
        "\0", "\0?", "\0A", "\0A-1", "\0A1 ", "\0U1", "\0C1000", "\0C999 x", "\0L", "\0L1,", "\0Nx",
    ];
    for text in malformed {
        assert_eq!(
            decode(Message::text(text)),
            Err(Violation::Malformed),
            "{text:?}"
        );
    }
    let version = "\0H\nversion:2\nattach:0123456789abcdef\nlink:1\nreceived:0\nclaim:1";
    assert_eq!(decode(Message::text(version)), Err(Violation::Version));
}

#[test]
fn an_attach_id_that_can_be_guessed_is_refused() {
    let short = "\0H\nversion:1\nattach:0123\nlink:1\nreceived:0\nclaim:1";
    assert_eq!(decode(Message::text(short)), Err(Violation::Malformed));
}

#[test]
fn an_announcement_must_be_kept() {
    let announce = || Control::Lengths(vec![1, 2]).encode::<Message>();
    let mut decoder = Decoder::default();
    assert_eq!(
        decoder.decode(announce()),
        Ok(Incoming::<Message>::Announced)
    );
    let batch = [Message::binary(vec![1]), Message::binary(vec![2, 3])];
    let joined = Message::binary(vec![1, 2, 3]);
    assert_eq!(decoder.decode(joined), Ok(Incoming::Batch(batch.to_vec())));
    for wrong in [Message::text("abc"), Message::binary(vec![1, 2])] {
        let mut decoder = Decoder::default();
        assert_eq!(
            decoder.decode(announce()),
            Ok(Incoming::<Message>::Announced)
        );
        assert!(decoder.decode(wrong).is_err());
    }
}

#[test]
fn unknown_fields_are_skipped() {
    let frame = "\0H\nversion:1\nnew-thing:7\nattach:0123456789abcdef\nlink:1\nreceived:0\nclaim:1";
    let decoded = decode(Message::text(frame));
    assert!(
        matches!(decoded, Ok(Incoming::Control(Control::Hello(_)))),
        "{decoded:?}"
    );
}

#[test]
fn a_hello_comes_back_out_of_a_sub_protocol() {
    let attach = String::from("0123456789abcdef");
    let hello = hello(Identity::New { attach }, Downstream::Duplex);
    let protocol = Hello::to_subprotocol(&hello.encode()).unwrap_or_default();
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    assert!(protocol.bytes().all(is_token), "{protocol}");
    assert_eq!(Hello::from_subprotocol(&protocol), Some(Ok(hello)));
}

#[test]
fn a_hello_that_is_too_long_for_a_header_is_not_offered() {
    let attach = String::from("0123456789abcdef");
    let hello = hello(Identity::New { attach }, Downstream::Duplex);
    let with_auth = |length| Hello {
        auth: Some("a".repeat(length)),
        ..hello.clone()
    };
    assert!(Hello::to_subprotocol(&with_auth(1_200).encode()).is_some());
    assert_eq!(Hello::to_subprotocol(&with_auth(1_536).encode()), None);
    let long = format!("everwire.1.{}", "A".repeat(2_048));
    assert_eq!(Hello::from_subprotocol(&long), None);
}

#[test]
fn what_a_sub_protocol_carries_must_be_a_hello() {
    for other in ["everwire.1", "everwire.2.AEg", "chat", ""] {
        assert_eq!(Hello::from_subprotocol(other), None, "{other}");
    }
    // "", "\0A1", no base64url, no UTF-8
    let wrong = [
        ("everwire.1.", Violation::Malformed),
        ("everwire.1.AEEx", Violation::Unexpected),
        ("everwire.1.!", Violation::Malformed),
        ("everwire.1._w", Violation::Malformed),
        ("everwire.1.AEg", Violation::Version),
    ];
    for (protocol, violation) in wrong {
        assert_eq!(
            Hello::from_subprotocol(protocol),
            Some(Err(violation)),
            "{protocol}"
        );
    }
}
