//! Accepted connections: their socket options, and the time-out of the first byte.

use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready as poll_ready};
use std::time::Duration;

use axum_server::accept::Accept;
use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// Sets the socket options.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prepare {
    /// A peer that acknowledges nothing for this time is cut off.
    pub(crate) stall: Duration,
}

/// Ends connections on which no first byte comes in time. The time-out for heads of requests begins only with that byte.
#[derive(Clone, Debug)]
pub(crate) struct FirstByteTimeout<A> {
    acceptor: A,
    timeout: Duration,
}

/// A connection that fails to be read if its first byte does not come in time.
pub(crate) struct AwaitingFirstByte<I> {
    stream: I,
    /// `None` once the first byte has come.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<S> Accept<TcpStream, S> for Prepare {
    type Stream = TcpStream;
    type Service = S;
    type Future = Ready<io::Result<(TcpStream, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        ready(everwire_server::prepare(&stream, self.stall).map(|()| (stream, service)))
    }
}

impl<A> FirstByteTimeout<A> {
    pub(crate) const fn new(acceptor: A, timeout: Duration) -> Self {
        Self { acceptor, timeout }
    }
}

impl<A, S> Accept<TcpStream, S> for FirstByteTimeout<A>
where
    A: Accept<TcpStream, S, Future: Send + 'static>,
{
    type Stream = AwaitingFirstByte<A::Stream>;
    type Service = A::Service;
    type Future = BoxFuture<'static, io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let accepted = self.acceptor.accept(stream, service);
        let timeout = self.timeout;
        Box::pin(async move {
            let (stream, service) = accepted.await?;
            let deadline = Some(Box::pin(sleep(timeout)));
            Ok((AwaitingFirstByte { stream, deadline }, service))
        })
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for AwaitingFirstByte<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_read(context, buffer) {
            Poll::Ready(result) => {
                self.deadline = None;
                Poll::Ready(result)
            }
            Poll::Pending => {
                let Some(deadline) = &mut self.deadline else {
                    return Poll::Pending;
                };
                poll_ready!(deadline.as_mut().poll(context));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for AwaitingFirstByte<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
