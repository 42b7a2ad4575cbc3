//! Options of accepted TCP connections.

use std::io;
use std::time::Duration;

#[cfg(target_os = "linux")]
use socket2::SockRef;
use tokio::net::TcpStream;

/// Sets the options of an accepted connection: `TCP_NODELAY`, so that small messages leave at once, and on Linux
/// `TCP_USER_TIMEOUT`, so that a peer that acknowledges nothing for `stall` is cut off, whether it is gone or does not read. 30 s are a
/// good value.
///
/// Without the time-out a connection whose peer has vanished lasts for as long as the operating system retransmits, up to
/// a quarter of an hour.
///
/// # Errors
///
/// Those of the operating system. The connection can still be served.
pub fn prepare(connection: &TcpStream, stall: Duration) -> io::Result<()> {
    connection.set_nodelay(true)?;
    #[cfg(target_os = "linux")]
    SockRef::from(connection).set_tcp_user_timeout(Some(stall))?;
    #[cfg(not(target_os = "linux"))]
    let _ = stall;
    Ok(())
}
