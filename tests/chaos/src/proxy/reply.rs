//! Responses that the proxy makes itself.

use std::io;

use super::connection::{Connection, Ending};
use super::exchange::Flow;
use super::stream;
use crate::http::RequestHead;

pub(super) const BAD_REQUEST: &str = "400 Bad Request";
pub(super) const HEAD_TOO_LARGE: &str = "431 Request Header Fields Too Large";
pub(super) const CHUNKED_REQUEST: &str = "501 Not Implemented";
pub(super) const REFUSED: &str = "403 Forbidden";
pub(super) const UNAVAILABLE: &str = "503 Service Unavailable\r\nRetry-After: 1";

/// Answers a request with a status line and nothing else. Pages may read the status, wherever they come from.
pub(super) async fn answer(
    connection: &Connection,
    request: &RequestHead,
    status: &str,
) -> io::Result<()> {
    let origin = request.origin.as_deref().unwrap_or("*");
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: 0\r\nCache-Control: no-store\r\nVary: Origin\r\n\
         Access-Control-Allow-Origin: {origin}\r\nAccess-Control-Allow-Credentials: true\r\n\
         Access-Control-Expose-Headers: Retry-After\r\n\r\n"
    );
    stream::write(connection.client(), &connection.gate(), head.as_bytes()).await
}

/// Responds to a head that cannot be parsed, and ends the connection.
pub(super) async fn reject(connection: &Connection, status: &str) -> io::Result<Flow> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream::write(connection.client(), &connection.gate(), head.as_bytes()).await?;
    Ok(Flow::End(Ending::Close))
}
