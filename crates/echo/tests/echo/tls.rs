//! https and wss.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use everwire_core::dialect::everwire::codec::{Control, Downstream};
use everwire_core::payload::{Message, Payload};
use everwire_test_client::{begin, within};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::process::Process;

/// A certificate for localhost and its key, in files of their own.
struct Certificate {
    cert: PathBuf,
    key: PathBuf,
    der: CertificateDer<'static>,
}

impl Certificate {
    fn make(name: &str) -> Self {
        let made = rcgen::generate_simple_self_signed([String::from("localhost")]).unwrap();
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let cert = directory.join(format!("{name}.cert.pem"));
        let key = directory.join(format!("{name}.key.pem"));
        std::fs::write(&cert, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        Self {
            cert,
            key,
            der: made.cert.der().clone(),
        }
    }

    async fn serve(&self) -> Process {
        let (cert, key) = (self.cert.to_str().unwrap(), self.key.to_str().unwrap());
        Process::start(&["--cert", cert, "--key", key]).await
    }

    async fn connect(&self, address: SocketAddr, protocols: &[&[u8]]) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.der.clone()).unwrap();
        let mut config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        let tcp = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        within(connector.connect(name, tcp)).await.unwrap()
    }
}

#[tokio::test]
async fn a_session_runs_over_wss() {
    let certificate = Certificate::make("wss");
    let process = certificate.serve().await;
    assert!(process.url.starts_with("https://"));
    let tls = certificate.connect(process.address(), &[b"http/1.1"]).await;
    let mut request = "wss://localhost/echo".into_client_request().unwrap();
    let protocol = "everwire.1".parse().unwrap();
    request
        .headers_mut()
        .insert("sec-websocket-protocol", protocol);
    let (mut socket, _) = tokio_tungstenite::client_async(request, tls).await.unwrap();
    let hello: Message = Control::Hello(begin(Downstream::Duplex)).encode();
    socket.send(Frame::text(hello.to_text())).await.unwrap();
    socket.send(Frame::text("over tls")).await.unwrap();
    let is_echo = |frame: &Frame| frame.to_text().unwrap() == "over tls";
    while !is_echo(&within(socket.next()).await.unwrap().unwrap()) {}
}

#[tokio::test]
async fn both_versions_of_http_are_offered() {
    let certificate = Certificate::make("versions");
    let process = certificate.serve().await;
    for protocol in [&b"h2"[..], b"http/1.1"] {
        let tls = certificate.connect(process.address(), &[protocol]).await;
        assert_eq!(tls.get_ref().1.alpn_protocol(), Some(protocol));
    }
}
