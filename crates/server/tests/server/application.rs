//! The API of sessions, as handlers use it.

use std::sync::Arc;

use everwire_core::dialect::everwire::codec::{Close, Control, Downstream, Hello};
use everwire_core::payload::Message;
use everwire_server::{
    Authorize, Config, HandlerResult, Reject, Session, TrySendError, Visitor, Window,
};
use everwire_test_client::{Socket, begin, resume};
use tokio::sync::Notify;

use crate::server::Server;

/// Begins a session; returns the CLOSE that the server sends after `before` messages.
async fn closing<H>(before: usize, handler: impl Fn(Session) -> H + Send + Sync + 'static) -> Close
where
    H: Future<Output = HandlerResult> + Send + 'static,
{
    let server = Server::with_handler(Config::default(), handler).await;
    let (mut socket, _) = Socket::begin(server.address).await;
    socket.messages(before).await;
    let Control::Close(close) = socket.next_control().await else {
        panic!("no CLOSE");
    };
    socket.control(Control::Close(close.clone())).await;
    assert_eq!(socket.closed().await, 1000);
    close
}

#[tokio::test]
async fn a_handler_that_returns_closes_after_its_messages() {
    let close = closing(2, |session| async move {
        session.send("one").await?;
        session.send(vec![2]).await?;
        Ok(())
    });
    assert_eq!(close.await.code, 1000);
}

#[tokio::test]
async fn a_handler_that_fails_closes() {
    let close = closing(0, |_| async { Err("no".into()) });
    assert_eq!(close.await.code, 1011);
}

#[tokio::test]
async fn a_handler_that_panics_closes_its_session_only() {
    let close = closing(0, |_| async { panic!("as the test wants") });
    assert_eq!(close.await.code, 1011);
}

#[tokio::test]
async fn a_handler_closes_with_a_code_and_a_reason() {
    let close = closing(0, |session| async move {
        session.close(4321, &"because ".repeat(100));
        assert!(session.send("late").await.is_err());
        assert_eq!(session.try_send("late"), Err(TrySendError::Ended));
        Ok(())
    })
    .await;
    assert_eq!((close.code, close.reason.len()), (4321, 123));
}

#[tokio::test]
async fn two_tasks_may_share_a_session() {
    let handler = |session: Session| async move {
        let sender = session.clone();
        let sending = tokio::spawn(async move { sender.send("from the other task").await });
        assert_eq!(session.recv().await, Some(Message::text("hello")));
        sending.await??;
        session.recv().await;
        Ok(())
    };
    let server = Server::with_handler(Config::default(), handler).await;
    let (mut socket, _) = Socket::begin(server.address).await;
    socket.send(&Message::text("hello")).await;
    let expected = [Message::text("from the other task")];
    assert_eq!(socket.messages(1).await, expected);
}

#[tokio::test]
async fn send_waits_for_acknowledgements() {
    let full = Arc::new(Notify::new());
    let is_full = Arc::clone(&full);
    let handler = move |session: Session| {
        let full = Arc::clone(&full);
        async move {
            let megabyte = Message::binary(vec![0; 1024 * 1024]);
            while session.try_send(megabyte.clone()).is_ok() {}
            full.notify_one();
            session.send("room again").await?;
            session.recv().await;
            Ok(())
        }
    };
    let server = Server::with_handler(Config::default(), handler).await;
    let (mut socket, _) = Socket::begin(server.address).await;
    is_full.notified().await;
    let megabytes = Window::MAX.bytes / (1024 * 1024);
    socket.messages(megabytes).await;
    socket.control(Control::Ack(megabytes as u64)).await;
    assert_eq!(socket.messages(1).await, [Message::text("room again")]);
}

#[tokio::test]
async fn a_session_has_the_identity_of_its_client() {
    let config = Config {
        protocols: vec![String::from("v2"), String::from("v1")],
        ..Config::default()
    };
    let handler = |session: Session| async move {
        let auth = session.auth().unwrap_or_default();
        let text = [session.id(), session.protocol(), auth].join(" ");
        session.send(text).await?;
        session.recv().await;
        Ok(())
    };
    let server = Server::with_handler(config, handler).await;
    let mut socket = Socket::connect(server.address).await;
    let hello = Hello {
        protocols: vec![String::from("v3"), String::from("v1"), String::from("v2")],
        auth: Some(String::from("me: 100%\n")),
        ..begin(Downstream::Duplex)
    };
    let welcome = socket.attach(hello).await;
    assert_eq!(welcome.protocol, "v1");
    let expected = Message::text(format!("{} v1 me: 100%\n", welcome.session));
    assert_eq!(socket.messages(1).await, [expected]);
}

#[tokio::test]
async fn every_hello_is_authorized() {
    let authorize = |visitor: Visitor| async move {
        let is_known = visitor.auth.as_deref() == Some("secret");
        assert_eq!(visitor.request.uri.path(), "/live");
        if is_known {
            return Ok(());
        }
        Err(Reject {
            status: if visitor.resumes { 403 } else { 401 },
            retry_after: 0,
            message: String::from("who are you?"),
        })
    };
    let config = Config {
        authorize: Some(Authorize::new(authorize)),
        ..Config::default()
    };
    let server = Server::with_config(config).await;
    let mut socket = Socket::connect(server.address).await;
    assert_eq!(socket.refused(begin(Downstream::Duplex)).await, 401);
    assert_eq!(socket.closed().await, 1008);

    let mut socket = Socket::connect(server.address).await;
    let hello = Hello {
        auth: Some(String::from("secret")),
        ..begin(Downstream::Duplex)
    };
    let welcome = socket.attach(hello).await;
    let mut socket = Socket::connect(server.address).await;
    let hello = resume(&welcome, Downstream::Duplex, 2, 0);
    assert_eq!(socket.refused(hello).await, 403);
}
