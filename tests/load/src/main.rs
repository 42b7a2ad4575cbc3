//! `everwire-load --server PATH [--sessions N] [--rate PER_SECOND] [--seconds N]`: fills one `everwire-echo` with sessions over all
//! transports, and reports what they cost and how fast they are, with the server not yet full and full.
//!
//! It fails if a session is lost, a message does not come back, or a full server answers otherwise than it should.

mod args;
mod greeting;
mod http;
mod latency;
mod phases;
mod server;
mod session;
mod websocket;

use std::process::ExitCode;

/// Whatever goes wrong ends the run; one line for humans.
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
