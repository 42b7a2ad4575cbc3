//! Serves the Everwire protocol from an axum router: one URL for WebSocket, server-sent events and long polling.
//!
//! A handler runs once per session, not once per connection: it goes on while the links of the session change.
//!
//! ```no_run
//! use axum::serve::ListenerExt;
//! use everwire_server::{Config, Session, endpoint, prepare};
//!
//! # async fn serve() -> std::io::Result<()> {
//! let live = endpoint(Config::default(), |session: Session| async move {
//!     while let Some(message) = session.recv().await {
//!         session.send(message).await?;
//!     }
//!     Ok(())
//! });
//! let app = axum::Router::new().route_service("/live", live.clone());
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! let stall = std::time::Duration::from_secs(30);
//! let listener = listener.tap_io(move |tcp| drop(prepare(tcp, stall)));
//! // The limit on sessions per address needs the address of the peer.
//! let app = app.into_make_service_with_connect_info::<std::net::SocketAddr>();
//! axum::serve(listener, app).await?;
//! live.shutdown(std::time::Duration::from_secs(5)).await;
//! # Ok(())
//! # }
//! ```
//!
//! - [`endpoint`] makes the service; [`Endpoint::shutdown`] ends it.
//! - [`Session`] is what a handler receives and sends on.
//! - [`prepare`] sets the options of a TCP connection.
//! - [`Config`] holds limits, allowed origins, sub-protocols and the authorization hook.
#![forbid(unsafe_code)]

mod address;
mod attachment;
mod budget;
mod clock;
mod config;
mod conversation;
mod endpoint;
mod frame;
mod http;
mod networks;
mod origins;
mod polls;
mod posts;
mod reason;
mod refusal;
mod registry;
mod secrets;
mod service;
mod session;
mod shutdown;
mod tcp;
mod tickets;
mod timer;
mod websocket;

pub use self::config::{Authorize, Config, Visitor};
pub use self::endpoint::{Endpoint, endpoint};
pub use self::origins::Origins;
pub use self::session::{Error, HandlerResult, SendError, Session, TrySendError};
pub use self::tcp::prepare;
pub use everwire_core::dialect::everwire::codec::Reject;
pub use everwire_core::dialect::everwire::server::SessionConfig;
pub use everwire_core::dialect::everwire::session::Window;
pub use everwire_core::payload::Message;
