//! The catalogue of deliberate defects must fit the core as it is.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "shared with the tool that applies them"
)]

#[path = "../mutants/catalogue.rs"]
mod catalogue;

use std::path::Path;

#[test]
fn every_defect_has_its_place_in_the_core() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/core/src");
    for mutant in catalogue::MUTANTS {
        let text = std::fs::read_to_string(sources.join(mutant.file)).unwrap();
        let places = text.matches(mutant.from).count();
        assert_eq!(places, 1, "{} ({})", mutant.name, mutant.file);
        assert_ne!(mutant.from, mutant.to, "{}", mutant.name);
    }
}
