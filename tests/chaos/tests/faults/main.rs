//! The harness as its users see it: the real program, real sockets, and a small server behind it.

#[cfg(test)]
mod client;
#[cfg(test)]
mod harness;

mod answering;
mod ending;
mod forwarding;
mod freezing;
mod lifecycle;
mod silence;
