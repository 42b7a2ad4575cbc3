//! What a connection needs that only its socket can give.

use std::io;
use std::time::Duration;

#[cfg(target_os = "linux")]
use socket2::SockRef;
use tokio::net::TcpStream;

/// Prepares an accepted connection: small messages do not wait for one another, and a peer that takes nothing of what
/// it was sent for `stall` is cut off, whether it is gone or only does not read. 30 s are a good value.
///
/// Without it a connection whose peer has vanished is held for as long as the operating system tries to reach it, up to
/// a quarter of an hour. Systems other than Linux have no such option; there only the first is done.
///
/// # Errors
///
/// What the operating system says; the connection can be served all the same.
pub fn prepare(connection: &TcpStream, stall: Duration) -> io::Result<()> {
    connection.set_nodelay(true)?;
    #[cfg(target_os = "linux")]
    SockRef::from(connection).set_tcp_user_timeout(Some(stall))?;
    #[cfg(not(target_os = "linux"))]
    let _ = stall;
    Ok(())
}
