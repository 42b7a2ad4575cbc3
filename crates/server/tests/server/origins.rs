//! Pages of other origins.

use bytes::Bytes;
use everwire_core::dialect::everwire::codec::{Control, Downstream, SUBPROTOCOL};
use everwire_server::{Config, Origins};
use everwire_test_client::{Client, Socket, begin};

use crate::server::Server;

const PAGE: &str = "https://page.example";

async fn serving(origins: Origins) -> Server {
    let config = Config {
        origins,
        ..Config::default()
    };
    Server::with_config(config).await
}

async fn upgrade(server: &Server, origin: &str) -> Option<u16> {
    let headers = [("sec-websocket-protocol", SUBPROTOCOL), ("origin", origin)];
    let socket = Socket::handshake(server.address, "/live", &headers).await;
    socket.err()
}

#[tokio::test]
async fn a_foreign_page_is_refused_by_every_method() {
    let server = serving(Origins::Own).await;
    let client = Client::new(server.address);
    let headers = [("origin", PAGE.to_owned())];
    let cases = [
        ("GET", "?everwire=poll"),
        ("GET", "?everwire=sse"),
        ("POST", "?everwire=post"),
        ("OPTIONS", "?everwire=post"),
    ];
    for (method, query) in cases {
        let reply = client.request(method, query, &headers, Bytes::new()).await;
        assert_eq!(reply.status, 403, "{method}");
        assert_eq!(reply.header("access-control-allow-origin"), None);
        assert_eq!(reply.header("vary"), Some("origin"));
    }
    assert_eq!(upgrade(&server, PAGE).await, Some(403));
    assert_eq!(upgrade(&server, "null").await, Some(403));
}

#[tokio::test]
async fn the_servers_own_page_is_allowed() {
    let server = serving(Origins::Own).await;
    let own = format!("http://{}", server.address);
    assert_eq!(upgrade(&server, &own).await, None);
    let client = Client::new(server.address);
    let hello = Control::Hello(begin(Downstream::Poll)).encode();
    let reply = client.post(&[("origin", own)], &[hello]).await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn a_listed_page_may_read_answers_and_send_cookies() {
    let server = serving(Origins::Listed(vec![PAGE.to_owned()])).await;
    let client = Client::new(server.address);
    let headers = [("origin", PAGE.to_owned())];
    let hello = Control::Hello(begin(Downstream::Poll)).encode();
    for reply in [
        client.post(&headers, &[hello]).await,
        // A refusal too, so that the page can read its status.
        client.poll(&headers, 0).await,
    ] {
        assert_eq!(reply.header("access-control-allow-origin"), Some(PAGE));
        assert_eq!(
            reply.header("access-control-allow-credentials"),
            Some("true")
        );
        assert_eq!(
            reply.header("access-control-expose-headers"),
            Some("retry-after")
        );
        assert_eq!(reply.header("vary"), Some("origin"));
    }
    assert_eq!(upgrade(&server, PAGE).await, None);
    assert_eq!(upgrade(&server, "https://other.example").await, Some(403));
}

#[tokio::test]
async fn any_page_is_allowed_without_cookies() {
    let server = serving(Origins::Any).await;
    let client = Client::new(server.address);
    let hello = Control::Hello(begin(Downstream::Poll)).encode();
    let reply = client.post(&[("origin", PAGE.to_owned())], &[hello]).await;
    assert_eq!(reply.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(reply.header("access-control-allow-credentials"), None);
    assert_eq!(upgrade(&server, "null").await, None);
}

#[tokio::test]
async fn a_preflight_allows_what_clients_send() {
    let server = serving(Origins::Any).await;
    let headers = [
        ("origin", PAGE.to_owned()),
        ("access-control-request-method", String::from("POST")),
    ];
    let client = Client::new(server.address);
    let reply = client
        .request("OPTIONS", "?everwire=post", &headers, Bytes::new())
        .await;
    assert_eq!(reply.status, 204);
    assert_eq!(reply.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(
        reply.header("access-control-allow-methods"),
        Some("GET, POST")
    );
    assert_eq!(reply.header("access-control-max-age"), Some("7200"));
    let allowed = reply.header("access-control-allow-headers").unwrap();
    for name in ["content-type", "everwire-key", "everwire-received"] {
        assert!(allowed.split(", ").any(|header| header == name), "{name}");
    }
}
