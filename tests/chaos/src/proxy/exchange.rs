//! One exchange: a request and its response, or the fault instead.

use std::io::{self, ErrorKind};
use std::net::Shutdown;

use socket2::SockRef;
use tokio::net::TcpStream;

use super::connection::{Connection, Ending};
use super::serve::MAX_HEAD;
use super::stream::{self, Reader};
use super::tally::Direction;
use super::{Proxy, reply};
use crate::faults::Fault;
use crate::http::{Body, RequestHead, ResponseHead};

/// What follows an exchange.
#[derive(Clone, Copy, Debug)]
pub(super) enum Flow {
    /// The next one.
    Next,
    /// The end of the connection.
    End(Ending),
}

/// How far the response is forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Whole,
    HeadOnly,
    Nothing,
}

/// What has been received from the server.
#[derive(Clone, Copy, Debug)]
enum Received {
    /// A response to its end, and whether the connection ends with it.
    Response { closes: bool },
    /// A `101 Switching Protocols`.
    Switch,
    /// As much of a response as is forwarded.
    Part,
}

/// Forwards a request, or applies the fault that the rules have for it. Its head is still in the buffer of `client`.
pub(super) async fn run(
    proxy: &Proxy,
    connection: &Connection,
    client: &mut Reader<'_>,
    request: RequestHead,
) -> io::Result<Flow> {
    connection.begin(request.kind);
    let fault = proxy.faults.lock().next(request.kind);
    {
        let mut tally = proxy.tally.lock();
        tally.requested(request.kind);
        if fault != Fault::Pass {
            tally.faulted(request.kind);
        }
    }
    let exchange = Exchange {
        proxy,
        connection,
        client,
        request,
    };
    match fault {
        Fault::Pass => exchange.forward(Extent::Whole).await,
        Fault::Silent => exchange.forward(Extent::HeadOnly).await,
        Fault::DropResponse => exchange.forward(Extent::Nothing).await,
        Fault::Refuse => exchange.answer(reply::REFUSED).await,
        Fault::Unavailable => exchange.answer(reply::UNAVAILABLE).await,
        Fault::Swallow => {
            exchange.client.discard().await?;
            Ok(Flow::End(Ending::Close))
        }
    }
}

struct Exchange<'a, 'c> {
    proxy: &'a Proxy,
    connection: &'a Connection,
    client: &'a mut Reader<'c>,
    request: RequestHead,
}

impl Exchange<'_, '_> {
    /// Answers the request without the server.
    async fn answer(mut self, status: &str) -> io::Result<Flow> {
        self.client.take(self.request.len);
        while self.client.next_of(&mut self.request.body).await?.is_some() {}
        reply::answer(self.connection, &self.request, status).await?;
        Ok(if self.request.closes {
            Flow::End(Ending::Close)
        } else {
            Flow::Next
        })
    }

    /// Sends the request to the server, and as much of the response to the client as `extent` says.
    async fn forward(mut self, extent: Extent) -> io::Result<Flow> {
        let upstream = self.connection.connect(self.proxy.server.port()).await?;
        let mut server = Reader::new(&upstream, self.connection.gate());
        let forwarder = Forwarder {
            proxy: self.proxy,
            connection: self.connection,
        };
        let received = tokio::select! {
            biased;
            received = forwarder.response(&mut server, self.request.is_head, extent) => received?,
            gone = forwarder.request(self.client, &upstream, self.request.len, &mut self.request.body) => {
                gone?;
                return Ok(Flow::End(Ending::Close));
            }
        };
        match received {
            Received::Switch => forwarder.tunnel(self.client, &mut server, &upstream).await,
            Received::Part if extent == Extent::Nothing => Ok(Flow::End(Ending::Reset)),
            Received::Part => {
                discard_both(self.client, &mut server).await?;
                Ok(Flow::End(Ending::Close))
            }
            Received::Response { closes }
                if closes || self.request.closes || !self.request.body.is_finished() =>
            {
                Ok(Flow::End(Ending::Close))
            }
            Received::Response { .. } => Ok(Flow::Next),
        }
    }
}

/// Discards what both sides send, so that neither notices that nothing is forwarded, until the client disconnects.
async fn discard_both(client: &mut Reader<'_>, server: &mut Reader<'_>) -> io::Result<()> {
    let server_discarded = async {
        // Neither the end of the server's stream nor an error reaches the client.
        let _ = server.discard().await;
        std::future::pending().await
    };
    tokio::select! {
        gone = client.discard() => gone,
        () = server_discarded => Ok(()),
    }
}

/// Moves bytes between the two sides.
#[derive(Clone, Copy)]
struct Forwarder<'a> {
    proxy: &'a Proxy,
    connection: &'a Connection,
}

impl Forwarder<'_> {
    /// Sends the request to the server, and then waits until the client is gone.
    async fn request(
        self,
        client: &mut Reader<'_>,
        upstream: &TcpStream,
        head_len: usize,
        body: &mut Body,
    ) -> io::Result<()> {
        let head = client.take(head_len);
        let mut sent = self.write(Direction::Up, upstream, &head).await;
        while sent.is_ok()
            && let Some(bytes) = client.next_of(body).await?
        {
            sent = self.write(Direction::Up, upstream, &bytes).await;
        }
        // A server may respond before it has read the whole request, and read no more; its response is still forwarded.
        client.until_gone().await
    }

    /// Sends the response to the client, as far as `extent` says.
    async fn response(
        self,
        server: &mut Reader<'_>,
        to_head: bool,
        extent: Extent,
    ) -> io::Result<Received> {
        let mut head = self.response_head(server, to_head, extent).await?;
        if extent == Extent::HeadOnly {
            return Ok(Received::Part);
        }
        if head.switches_protocol() {
            return Ok(Received::Switch);
        }
        while let Some(bytes) = server.next_of(&mut head.body).await? {
            if extent == Extent::Whole {
                self.write(Direction::Down, self.connection.client(), &bytes)
                    .await?;
            }
        }
        match extent {
            Extent::Whole => Ok(Received::Response {
                closes: head.closes,
            }),
            Extent::HeadOnly | Extent::Nothing => Ok(Received::Part),
        }
    }

    /// Sends the response's head to the client, with the interim ones before it.
    async fn response_head(
        self,
        server: &mut Reader<'_>,
        to_head: bool,
        extent: Extent,
    ) -> io::Result<ResponseHead> {
        loop {
            let parsed = ResponseHead::parse(server.buffered(), to_head)
                .map_err(|_| ErrorKind::InvalidData)?;
            let Some(head) = parsed else {
                if server.buffered().len() > MAX_HEAD {
                    return Err(ErrorKind::InvalidData.into());
                }
                if !server.fill().await? {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                continue;
            };
            let bytes = server.take(head.len);
            if extent != Extent::Nothing {
                self.write(Direction::Down, self.connection.client(), &bytes)
                    .await?;
            }
            if !head.is_interim() {
                return Ok(head);
            }
        }
    }

    /// Passes bytes both ways until both sides have ended.
    async fn tunnel(
        self,
        client: &mut Reader<'_>,
        server: &mut Reader<'_>,
        upstream: &TcpStream,
    ) -> io::Result<Flow> {
        tokio::try_join!(
            self.pump(client, Direction::Up, upstream),
            self.pump(server, Direction::Down, self.connection.client()),
        )?;
        Ok(Flow::End(Ending::Close))
    }

    async fn pump(
        self,
        from: &mut Reader<'_>,
        direction: Direction,
        to: &TcpStream,
    ) -> io::Result<()> {
        while let Some(bytes) = from.next().await? {
            self.write(direction, to, &bytes).await?;
        }
        SockRef::from(to).shutdown(Shutdown::Write)
    }

    async fn write(self, direction: Direction, to: &TcpStream, bytes: &[u8]) -> io::Result<()> {
        stream::write(to, &self.connection.gate(), bytes).await?;
        self.proxy.tally.lock().forwarded(direction, bytes.len());
        Ok(())
    }
}
