//! Plays many worlds on all cores, prints what they covered, and fails if a rule was broken or something never tried.
//!
//! `everwire-sim --seeds N [--from SEED] [--calm] [--brief]` plays N worlds; `everwire-sim --seed SEED` plays one and
//! prints its history if it fails.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use everwire_sim::{Broken, Coverage, Report, Weather, run};

/// From so many worlds on, everything must have been covered.
const FULL_COVERAGE: u64 = 5_000;

/// What is to be played.
struct Plan {
    from: u64,
    seeds: u64,
    weather: Weather,
    /// Print no more than whether and where a rule was broken.
    is_brief: bool,
}

/// What was played.
#[derive(Default)]
struct Sum {
    worlds: u64,
    steps: u64,
    messages: u64,
    sessions: u64,
    recovery: u64,
    coverage: Coverage,
    broken: Option<Broken>,
}

fn main() -> ExitCode {
    let plan = match read_plan(std::env::args().skip(1)) {
        Ok(plan) => plan,
        Err(what) => {
            eprintln!("{what}");
            return ExitCode::from(2);
        }
    };
    let began = Instant::now();
    let sum = play(&plan);
    let seconds = began.elapsed().as_secs_f64();
    if let Some(broken) = &sum.broken {
        if plan.is_brief {
            println!("broken after {} worlds: {}", sum.worlds, broken.what);
        } else {
            println!("{broken:?}");
        }
        return ExitCode::FAILURE;
    }
    if !plan.is_brief {
        print_coverage(&sum.coverage);
    }
    print_sum(&sum, seconds);
    let missing = sum.coverage.missing();
    if sum.worlds >= FULL_COVERAGE && plan.weather == Weather::Stormy && !missing.is_empty() {
        println!("never seen: {}", missing.join("; "));
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn read_plan(mut arguments: impl Iterator<Item = String>) -> Result<Plan, String> {
    let mut plan = Plan {
        from: 0,
        seeds: 10_000,
        weather: Weather::Stormy,
        is_brief: false,
    };
    while let Some(name) = arguments.next() {
        let mut number = || {
            let value = arguments.next().unwrap_or_default();
            value.parse().map_err(|_| format!("{name} wants a number"))
        };
        match name.as_str() {
            "--seeds" => plan.seeds = number()?,
            "--from" => plan.from = number()?,
            "--seed" => {
                plan.from = number()?;
                plan.seeds = 1;
            }
            "--calm" => plan.weather = Weather::Calm,
            "--brief" => plan.is_brief = true,
            _ => return Err(format!("unknown option {name}")),
        }
    }
    Ok(plan)
}

/// Plays the worlds on all cores, up to the first that fails.
fn play(plan: &Plan) -> Sum {
    let next = AtomicU64::new(0);
    let has_failed = AtomicBool::new(false);
    let sum = Mutex::new(Sum::default());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let mut own = Sum::default();
                while !has_failed.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= plan.seeds {
                        break;
                    }
                    match run(plan.from + index, plan.weather) {
                        Ok(report) => own.add_world(&report),
                        Err(broken) => {
                            own.broken = Some(broken);
                            has_failed.store(true, Ordering::Relaxed);
                        }
                    }
                }
                let mut all = sum.lock().unwrap_or_else(PoisonError::into_inner);
                all.add(own);
            });
        }
    });
    sum.into_inner().unwrap_or_else(PoisonError::into_inner)
}

impl Sum {
    fn add_world(&mut self, report: &Report) {
        self.worlds += 1;
        self.steps += report.steps;
        self.messages += report.messages;
        self.sessions += report.sessions;
        self.recovery = self.recovery.max(report.recovery);
        self.coverage.add(&report.coverage);
    }

    fn add(&mut self, other: Self) {
        self.worlds += other.worlds;
        self.steps += other.steps;
        self.messages += other.messages;
        self.sessions += other.sessions;
        self.recovery = self.recovery.max(other.recovery);
        self.coverage.add(&other.coverage);
        self.broken = self.broken.take().or(other.broken);
    }
}

fn print_coverage(coverage: &Coverage) {
    println!("faults drawn");
    for (fault, count) in &coverage.faults {
        println!("{count:>12}  {}", fault.name());
    }
    println!("seen");
    for (sight, count) in &coverage.sights {
        println!("{count:>12}  {}", sight.name());
    }
    println!("transitions");
    for (change, count) in &coverage.transitions {
        let (machine, from, to) = (change.machine, change.from, change.to);
        println!("{count:>12}  {machine}: {from} -> {to}");
    }
}

fn print_sum(sum: &Sum, seconds: f64) {
    let rate = |count: u64| count as f64 / seconds;
    println!(
        "{} worlds, {} steps, {} messages, {} sessions in {seconds:.1} s",
        sum.worlds, sum.steps, sum.messages, sum.sessions
    );
    println!(
        "{:.0} worlds/s, {:.0} steps/s; slowest recovery: {} % of the time allowed",
        rate(sum.worlds),
        rate(sum.steps),
        sum.recovery / 10
    );
}
