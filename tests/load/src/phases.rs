//! The phases of a run, and their reports.

use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::Problem;
use crate::args::Args;
use crate::handshake::Refusal;
use crate::http::Posts;
use crate::latency::{Latencies, Stopwatch};
use crate::server::{Server, raise_file_limit};
use crate::session::{Session, Shared};

/// How many sessions are begun at a time.
const AT_ONCE: usize = 100;
/// How many connections carry the POSTs of all HTTP sessions.
const POST_CONNECTIONS: usize = 64;
/// How many more sessions are attempted once the server is full.
const SURPLUS: usize = 2_000;
/// An echo that has not come in this time is lost.
const ECHO_TIMEOUT: Duration = Duration::from_secs(30);

/// Messages are sent this often, several at a time.
const TICK: Duration = Duration::from_millis(10);

/// Fills a server, measures echoes, attempts further sessions meanwhile, and checks that every session still answers.
pub(crate) async fn run(args: &Args) -> Result<(), Problem> {
    let files = raise_file_limit()?;
    println!("open files: up to {files} for each process");
    let server = Server::start(&args.server, args.sessions).await?;
    let (echoes, echoed) = unbounded_channel();
    let shared = Shared {
        address: server.address,
        stopwatch: Stopwatch::start(),
        posts: Posts::connect(server.address, POST_CONNECTIONS).await?,
        echoes,
    };
    let before = server.memory()?;
    let begun = Instant::now();
    let sessions = fill(&shared, args.sessions).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let count = sessions.len();
    println!("{count} sessions (6 WebSockets : 2 event streams : 2 polls) begun in {seconds:.1} s");
    let idle = server.memory()?;
    #[allow(clippy::cast_precision_loss)]
    let each = idle.saturating_sub(before) as f64 / count as f64;
    println!("memory: {before} KiB without them, {idle} KiB with them: {each:.1} KiB a session");

    let mut traffic = Traffic { sessions, echoed };
    println!(
        "\necho, {} messages/s of 64 bytes over all sessions:",
        args.rate
    );
    println!("  {}", traffic.echo(args.rate, args.duration).await?);
    println!("as fast as it goes, one message of each session at a time:");
    println!("  {}", traffic.rounds(args.duration).await?);
    println!(
        "{SURPLUS} more sessions wanted, while {} messages/s are echoed:",
        args.rate
    );
    let attempts = attempt_surplus(&shared, args.sessions);
    let echoing = traffic.echo(args.rate, args.duration);
    let ((), result) = tokio::try_join!(attempts, echoing)?;
    println!("  each refused: 503, to come back after 5 s\n  {result}");
    println!(
        "\nall {count} sessions answer: {}",
        traffic.one_round().await?
    );
    println!("memory after all that: {} KiB", server.memory()?);
    Ok(())
}

async fn fill(shared: &Shared, count: usize) -> Result<Vec<Session>, Problem> {
    let begun = stream::iter(0..count).map(|client| shared.begin(client));
    let begun: Vec<_> = begun.buffer_unordered(AT_ONCE).collect().await;
    begun
        .into_iter()
        .map(|result| result.map_err(|refusal| refusal.to_string().into()))
        .collect()
}

/// Attempts sessions beyond the server's limit; each must be refused.
async fn attempt_surplus(shared: &Shared, taken: usize) -> Result<(), Problem> {
    let attempts = stream::iter(taken..taken + SURPLUS).map(|client| shared.begin(client));
    let mut results = attempts.buffer_unordered(AT_ONCE);
    while let Some(result) = results.next().await {
        match result {
            Err(Refusal::Rejected(reject))
                if (reject.status, reject.retry_after) == (503, 5_000) => {}
            Err(other) => return Err(format!("refused otherwise: {other}").into()),
            Ok(_) => return Err("accepted by a full server".into()),
        }
    }
    Ok(())
}

/// The running sessions, and the latencies of their echoes.
struct Traffic {
    sessions: Vec<Session>,
    echoed: UnboundedReceiver<Duration>,
}

impl Traffic {
    /// Sends this many messages a second, by each session in its turn.
    async fn echo(&mut self, rate: u64, duration: Duration) -> Result<String, Problem> {
        let begun = Instant::now();
        let mut ticks = tokio::time::interval(TICK);
        let (mut sent, mut times) = (0, Vec::new());
        let mut turn = (0..self.sessions.len()).cycle();
        while begun.elapsed() < duration {
            ticks.tick().await;
            let due = begun.elapsed().as_millis() * u128::from(rate) / 1_000;
            while (sent as u128) < due {
                self.send(turn.next());
                sent += 1;
            }
            while let Ok(time) = self.echoed.try_recv() {
                times.push(time);
            }
        }
        self.collect(sent, &mut times).await?;
        Ok(report(times, begun.elapsed()))
    }

    /// Every session sends one message; when all echoes have come, again.
    async fn rounds(&mut self, duration: Duration) -> Result<String, Problem> {
        let begun = Instant::now();
        let mut times = Vec::new();
        let mut expected = 0;
        loop {
            for index in 0..self.sessions.len() {
                self.send(Some(index));
            }
            expected += self.sessions.len();
            self.collect(expected, &mut times).await?;
            if begun.elapsed() >= duration {
                break;
            }
        }
        Ok(report(times, begun.elapsed()))
    }

    /// Every session sends one message.
    async fn one_round(&mut self) -> Result<String, Problem> {
        self.rounds(Duration::ZERO).await
    }

    fn send(&self, index: Option<usize>) {
        if let Some(session) = index.and_then(|index| self.sessions.get(index)) {
            session.echo();
        }
    }

    async fn collect(&mut self, count: usize, times: &mut Vec<Duration>) -> Result<(), Problem> {
        while times.len() < count {
            let echo = tokio::time::timeout(ECHO_TIMEOUT, self.echoed.recv()).await;
            let missing = count - times.len();
            let echo = echo.map_err(|_| format!("{missing} echoes were lost"))?;
            times.push(echo.ok_or("no session is left")?);
        }
        Ok(())
    }
}

fn report(times: Vec<Duration>, elapsed: Duration) -> String {
    let latencies = Latencies::new(times);
    #[allow(clippy::cast_precision_loss)]
    let rate = latencies.count() as f64 / elapsed.as_secs_f64();
    format!(
        "{} messages, {rate:.0} messages/s, {latencies}",
        latencies.count()
    )
}
