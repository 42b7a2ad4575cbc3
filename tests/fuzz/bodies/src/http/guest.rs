//! A client that behaves: it says something and hears it come back, once and in order.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use everwire_core::dialect::everwire::codec::body::{MEDIA_TYPE, frame_ranges, header};
use everwire_core::dialect::everwire::codec::{
    Control, Decoder, Downstream, Hello, Identity, Incoming, Welcome,
};
use everwire_core::payload::Message;
use everwire_server::Endpoint;
use http_body_util::BodyExt;
use tower_service::Service;

/// More polls than this without what is waited for, and it was lost.
const POLLS: usize = 10;

pub(super) struct Guest {
    endpoint: Endpoint,
    pub(super) welcome: Welcome,
    pub(super) link: u32,
    /// Messages sent, and messages received: the other end sends back what it gets.
    messages: usize,
}

impl Guest {
    /// Begins a session over polls.
    pub(super) async fn begin(endpoint: Endpoint, attach: &str) -> Self {
        let identity = Identity::New {
            attach: attach.to_owned(),
        };
        let mut guest = Self {
            endpoint,
            welcome: greet_later(),
            link: 0,
            messages: 0,
        };
        guest.say_hello(identity, Downstream::Poll).await;
        guest
    }

    /// Says something and waits for it to come back, over a new link: the last one may have been silent for too long.
    pub(super) async fn converse(&mut self, text: &str) {
        self.resume(Downstream::Poll).await;
        let position = Message::text(format!("\0N{}", self.messages));
        let (status, _) = self.post(&[position, Message::text(text)], true).await;
        assert_eq!(status, StatusCode::OK);
        let mut decoder = Decoder::default();
        for _ in 0..POLLS {
            for frame in self.poll().await {
                match decoder.decode(frame).expect("a frame") {
                    Incoming::Message(message) => {
                        assert_eq!(message, Message::text(text));
                        self.messages += 1;
                        return;
                    }
                    Incoming::Batch(batch) => panic!("too much: {batch:?}"),
                    Incoming::Control(_) | Incoming::Announced => {}
                }
            }
        }
        panic!("{text:?} is lost");
    }

    /// Opens another link of the session.
    pub(super) async fn resume(&mut self, downstream: Downstream) {
        let identity = Identity::Known {
            session: self.welcome.session.clone(),
            key: self.welcome.key.clone(),
        };
        self.say_hello(identity, downstream).await;
    }

    async fn say_hello(&mut self, identity: Identity, downstream: Downstream) {
        self.link += 1;
        let hello = Hello {
            identity,
            link: self.link,
            received: self.messages as u64,
            claim: self.link,
            standby: false,
            downstream,
            heartbeat: 0,
            protocols: Vec::new(),
            auth: None,
        };
        let hello = Control::Hello(hello).encode();
        let (status, frames) = self.post(&[hello], false).await;
        assert_eq!(status, StatusCode::OK);
        let first = frames.into_iter().next().expect("a frame");
        match Decoder::default().decode(first) {
            Ok(Incoming::Control(Control::Welcome(welcome))) => self.welcome = welcome,
            other => panic!("no WELCOME: {other:?}"),
        }
    }

    async fn post(&mut self, frames: &[Message], is_known: bool) -> (StatusCode, Vec<Message>) {
        let mut body = Vec::new();
        for frame in frames {
            body.extend_from_slice(header(frame).as_bytes());
            body.extend_from_slice(frame.as_bytes());
        }
        self.request(Method::POST, "post", is_known, body).await
    }

    async fn poll(&mut self) -> Vec<Message> {
        let (status, frames) = self.request(Method::GET, "poll", true, Vec::new()).await;
        assert_eq!(status, StatusCode::OK);
        frames
    }

    async fn request(
        &mut self,
        method: Method,
        purpose: &str,
        is_known: bool,
        body: Vec<u8>,
    ) -> (StatusCode, Vec<Message>) {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/live?everwire={purpose}"))
            .header("content-type", MEDIA_TYPE)
            .header("everwire-received", self.messages);
        if is_known {
            request = request
                .header("everwire-session", &self.welcome.session)
                .header("everwire-key", &self.welcome.key)
                .header("everwire-link", self.link);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let Ok(response) = self.endpoint.call(request).await;
        let status = response.status();
        let body = response.into_body().collect().await.expect("a body");
        let body = body.to_bytes();
        let frame_ranges = frame_ranges(&body).unwrap_or_default().into_iter();
        let frame = |range| Message::from_utf8(body.slice(range)).expect("text");
        (
            status,
            frame_ranges.map(|range| frame(range.range)).collect(),
        )
    }
}

/// What stands for WELCOME before there is one.
const fn greet_later() -> Welcome {
    Welcome {
        session: String::new(),
        key: String::new(),
        received: 0,
        resumed: false,
        active: false,
        protocol: String::new(),
        max_message: 0,
        ticket: None,
        hold: 0,
    }
}
