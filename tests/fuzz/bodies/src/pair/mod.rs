//! Both ends of sessions, over a network that loses, delays, cuts and repeats as the input says: each message must come
//! out exactly once and in order, and all of them once the network is good again.

mod applications;
mod channel;
mod downstream;
mod ledger;
mod messages;
mod network;
mod recovery;
mod server;
mod step;
mod world;

pub use self::ledger::Tally;

use self::world::World;
use arbitrary::Unstructured;

/// Takes the input for a configuration and then for what happens, step by step.
pub fn pair(data: &[u8]) {
    play(data);
}

/// The same, and tells what it came to.
pub fn play(data: &[u8]) -> Tally {
    let mut input = Unstructured::new(data);
    let mut world = World::new(&mut input);
    while !input.is_empty() {
        // An input that ends within a step ends before it.
        if world.step(&mut input).is_err() {
            break;
        }
    }
    world.recover();
    world.close();
    world.ledger.tally
}
