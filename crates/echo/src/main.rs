//! `everwire-echo`: a small Everwire server to try clients against: an echo, a chat room, a clock, and the demo page.

mod accept;
mod app;
mod args;
mod clock;
mod limits;
mod listen;
mod plain;
mod ranges;
mod room;

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::args::Args;

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    tracing_subscriber::registry()
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
        .with(args.log.clone())
        .init();
    match listen::run(&args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("everwire-echo: {problem}");
            ExitCode::FAILURE
        }
    }
}
