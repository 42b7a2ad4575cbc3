//! `everwire-load --server PATH [--sessions N] [--rate PER_SECOND] [--seconds N]`: fills one `everwire-echo` with sessions over all
//! transports, and reports their memory and latency, before the server is full and when it is.
//!
//! It fails if a session is lost, an echo does not come back, or the full server does not refuse further sessions with 503.

mod args;
mod handshake;
mod http;
mod latency;
mod phases;
mod server;
mod session;
mod websocket;

use std::process::ExitCode;

/// An error, which ends the run; one line for humans.
type Problem = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    let args = match args::read() {
        Ok(args) => args,
        Err(error) => {
            eprintln!("everwire-load: {error}\nusage: {}", args::USAGE);
            return ExitCode::FAILURE;
        }
    };
    match phases::run(&args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("everwire-load: {problem}");
            ExitCode::FAILURE
        }
    }
}
