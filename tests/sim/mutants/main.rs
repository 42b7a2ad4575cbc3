//! Breaks a copy of the core in one place after the other, and sees that the simulation notices each time.
//!
//! `everwire-mutants [NAME]...` from the root of the workspace; the copy lives in `target/mutants`. Prints a table: what
//! was broken, and how many worlds it took.

mod bench;
mod catalogue;

use std::process::ExitCode;

use self::bench::{Bench, Outcome};
use self::catalogue::MUTANTS;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    match try_all(&wanted) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(what) => {
            eprintln!("{what}");
            ExitCode::FAILURE
        }
    }
}

fn try_all(wanted: &[String]) -> Result<bool, String> {
    let bench = Bench::set_up()?;
    bench.check_unbroken()?;
    let mut all_caught = true;
    println!("| defect | in | worlds | noticed as |");
    println!("|---|---|---|---|");
    for mutant in MUTANTS {
        if !wanted.is_empty()
            && !wanted
                .iter()
                .any(|name| mutant.name.contains(name.as_str()))
        {
            continue;
        }
        let (worlds, what) = match bench.try_mutant(mutant)? {
            Outcome::Caught { worlds, what } => (worlds.to_string(), what),
            Outcome::Missed => {
                all_caught = false;
                (String::from("**missed**"), String::new())
            }
        };
        let (name, file) = (mutant.name, mutant.file);
        println!("| {name} | `{file}` | {worlds} | {what} |");
    }
    Ok(all_caught)
}
