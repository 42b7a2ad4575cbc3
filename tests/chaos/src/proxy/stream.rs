//! Reading and writing of one socket, which stops while its connection is frozen.

use std::io::{self, ErrorKind};

use bytes::{Bytes, BytesMut};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::bandwidth::Bandwidth;
use crate::http::Body;

/// How much is read ahead, in bytes.
const READ_AHEAD: usize = 64 * 1024;

/// Shut while a connection is frozen, and as wide as its bandwidth.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    frozen: watch::Receiver<bool>,
    bandwidth: Bandwidth,
}

impl Gate {
    /// A gate that is shut while `frozen` is true.
    pub(super) fn new(frozen: watch::Receiver<bool>, bandwidth: Bandwidth) -> Self {
        Self { frozen, bandwidth }
    }

    /// Waits until it is open.
    async fn open(&self) {
        // If the sender is gone, the gate stays as it is: open.
        let _ = self.frozen.clone().wait_for(|frozen| !frozen).await;
    }

    fn is_shut(&self) -> bool {
        *self.frozen.borrow()
    }
}

/// The reading side of a socket. Every method may be dropped half-way: what has been read stays in the buffer.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    stream: &'a TcpStream,
    gate: Gate,
    buffer: BytesMut,
}

impl<'a> Reader<'a> {
    pub(super) fn new(stream: &'a TcpStream, gate: Gate) -> Self {
        Self {
            stream,
            gate,
            buffer: BytesMut::new(),
        }
    }

    /// What has been read and not been taken.
    pub(super) fn buffered(&self) -> &[u8] {
        &self.buffer
    }

    /// Takes the first bytes of what has been read.
    pub(super) fn take(&mut self, len: usize) -> Bytes {
        self.buffer.split_to(len.min(self.buffer.len())).freeze()
    }

    /// Reads more into the buffer; `false` is the end of the stream.
    pub(super) async fn fill(&mut self) -> io::Result<bool> {
        loop {
            self.gate.open().await;
            self.stream.readable().await?;
            self.buffer.reserve(READ_AHEAD);
            let read = self.stream.try_read_buf(&mut self.buffer);
            // Bytes that came while the gate was shut, and the end, must not be seen before it opens.
            self.gate.open().await;
            match read {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                read => return Ok(read? > 0),
            }
        }
    }

    /// The next bytes, whatever they are; `None` at the end of the stream.
    pub(super) async fn next(&mut self) -> io::Result<Option<Bytes>> {
        if self.buffer.is_empty() && !self.fill().await? {
            return Ok(None);
        }
        Ok(Some(self.take(self.buffer.len())))
    }

    /// The next bytes of a body; `None` at its end.
    pub(super) async fn next_of(&mut self, body: &mut Body) -> io::Result<Option<Bytes>> {
        if body.is_finished() {
            return Ok(None);
        }
        if self.buffer.is_empty() && !self.fill().await? {
            return if body.lasts_until_close() {
                Ok(None)
            } else {
                Err(ErrorKind::UnexpectedEof.into())
            };
        }
        let len = body
            .advance(&self.buffer)
            .map_err(|_| ErrorKind::InvalidData)?;
        Ok(Some(self.take(len)))
    }

    /// Waits until the other side is gone, and keeps what it sends until then.
    pub(super) async fn until_gone(&mut self) -> io::Result<()> {
        while self.buffer.len() < READ_AHEAD {
            if !self.fill().await? {
                return Ok(());
            }
        }
        std::future::pending().await
    }

    /// Waits until the other side is gone, and discards what it sends until then.
    pub(super) async fn discard(&mut self) -> io::Result<()> {
        while self.next().await?.is_some() {}
        Ok(())
    }
}

/// Writes all of `bytes`, and nothing while the gate is shut.
pub(super) async fn write(stream: &TcpStream, gate: &Gate, bytes: &[u8]) -> io::Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        gate.open().await;
        stream.writable().await?;
        if gate.is_shut() {
            continue;
        }
        match stream.try_write(gate.bandwidth.piece(rest)) {
            Ok(written) => {
                rest = rest.split_at(written).1;
                gate.bandwidth.pace(written).await;
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
