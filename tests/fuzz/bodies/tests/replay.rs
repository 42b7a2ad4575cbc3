//! The committed corpora, replayed by a stable compiler.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use everwire_fuzz_bodies as bodies;

/// Runs every input of a corpus; says which one it was that failed.
fn replay(target: &str, mut body: impl FnMut(&[u8])) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../corpus")
        .join(target);
    let mut count = 0;
    for entry in fs::read_dir(corpus).unwrap() {
        let path = entry.unwrap().path();
        let input = fs::read(&path).unwrap();
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| body(&input))) {
            eprintln!("the input is {}", path.display());
            resume_unwind(panic);
        }
        count += 1;
    }
    assert!(count > 0, "an empty corpus");
}

#[test]
fn frames() {
    replay("frames", bodies::frames);
}

#[test]
fn fields() {
    replay("fields", bodies::fields);
}

#[test]
fn body() {
    replay("body", bodies::body);
}

#[test]
fn sse() {
    replay("sse", bodies::sse);
}

#[test]
fn client() {
    replay("client", bodies::client);
}

#[test]
fn host() {
    replay("host", bodies::host);
}

#[test]
fn http() {
    replay("http", bodies::http);
}

#[test]
fn pair() {
    let mut sum = bodies::pair::Tally::default();
    replay("pair", |input| sum += bodies::pair::play(input));
    // Worlds in which nothing happens break no rule.
    assert!(sum.messages > 1_000, "{sum:?}");
    assert!(sum.sessions > 100, "{sum:?}");
    assert!(sum.resumed > 100, "{sum:?}");
    assert!(sum.clean > 50, "{sum:?}");
}
