#![doc = include_str!("../README.md")]

mod args;
mod control;
mod faults;
mod http;
mod proxy;
mod server;
mod world;

use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::process::ExitCode;

use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use args::Args;
use world::Worlds;

fn main() -> ExitCode {
    let args = match args::read() {
        Ok(Some(args)) => args,
        Ok(None) => {
            println!("{}", args::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("everwire-chaos: {error}\n{}", args::USAGE);
            return ExitCode::from(2);
        }
    };
    match run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("everwire-chaos: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs on one thread, so that nothing is forwarded while a command of the control API takes effect.
fn run(args: Args) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let served = runtime.block_on(serve(args));
    // A pending read of standard input must not hold the process back.
    runtime.shutdown_background();
    served
}

async fn serve(args: Args) -> io::Result<()> {
    let mut term = signal(SignalKind::terminate())?;
    let mut int = signal(SignalKind::interrupt())?;
    let worlds = Worlds::new(args.server, args.world_lifetime);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).await?;
    announce(listener.local_addr()?.port())?;
    let router = control::router(worlds.clone());
    let served = tokio::select! {
        served = axum::serve(listener, router) => served,
        _ = term.recv() => Ok(()),
        _ = int.recv() => Ok(()),
        () = stdin_closed(), if args.exit_on_stdin_close => Ok(()),
    };
    worlds.end_all().await;
    served
}

fn announce(port: u16) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "control on http://127.0.0.1:{port}")?;
    out.flush()
}

async fn stdin_closed() {
    let mut stdin = tokio::io::stdin();
    let mut ignored = [0; 256];
    while matches!(stdin.read(&mut ignored).await, Ok(1..)) {}
}
