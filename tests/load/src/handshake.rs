//! HELLO and WELCOME, and decoding what follows.

use std::fmt;

use everwire_core::dialect::everwire::codec::{
    Control, Decoder, Downstream, Hello, Identity, Incoming, Reject, Welcome,
};
use everwire_core::payload::Message;

use crate::Problem;

/// Why a session did not begin.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The server refused it.
    Rejected(Reject),
    /// Anything else.
    Failed(Problem),
}

impl<E: Into<Problem>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(reject) => write!(out, "{} {}", reject.status, reject.message),
            Self::Failed(problem) => problem.fmt(out),
        }
    }
}

/// The HELLO of the client of this number.
pub(crate) fn hello(client: usize, downstream: Downstream) -> Control {
    Control::Hello(Hello {
        identity: Identity::New {
            attach: format!("load-{client:027}"),
        },
        link: 1,
        received: 0,
        claim: 1,
        standby: false,
        downstream,
        heartbeat: 0,
        protocols: Vec::new(),
        auth: None,
    })
}

/// Decodes the first frame from the server.
pub(crate) fn welcome(decoder: &mut Decoder, frame: Message) -> Result<Welcome, Refusal> {
    match decoder.decode(frame) {
        Ok(Incoming::Control(Control::Welcome(welcome))) => Ok(welcome),
        Ok(Incoming::Control(Control::Reject(reject))) => Err(Refusal::Rejected(reject)),
        other => Err(Refusal::Failed(format!("no WELCOME but {other:?}").into())),
    }
}

/// Appends the messages of a frame; returns whether the frame is a PING.
pub(crate) fn receive(
    decoder: &mut Decoder,
    frame: Message,
    messages: &mut Vec<Message>,
) -> Result<bool, Problem> {
    match decoder.decode(frame) {
        Ok(Incoming::Message(message)) => messages.push(message),
        Ok(Incoming::Batch(batch)) => messages.extend(batch),
        Ok(Incoming::Control(Control::Ping(_))) => return Ok(true),
        Ok(Incoming::Control(Control::Close(_) | Control::Reject(_))) => {
            return Err("the session was ended".into());
        }
        Ok(_) => {}
        Err(violation) => return Err(format!("{violation:?}").into()),
    }
    Ok(false)
}
