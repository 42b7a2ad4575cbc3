//! Waiting for conditions.

use std::future::poll_fn;
use std::pin::pin;

use gloo_timers::future::TimeoutFuture;

/// How long a condition may take before the test is given up, in ms. Nothing here takes a fraction of it.
const PATIENCE: u32 = 30_000;
/// How often a condition is looked at, in ms.
const INTERVAL: u32 = 5;

/// Waits until `check` gives something; `explain` says what there was instead when patience ends.
pub(crate) async fn until<T>(
    mut check: impl FnMut() -> Option<T>,
    explain: impl Fn() -> String,
) -> T {
    let mut patience = pin!(TimeoutFuture::new(PATIENCE));
    loop {
        if let Some(found) = check() {
            return found;
        }
        let mut next = pin!(TimeoutFuture::new(INTERVAL));
        poll_fn(|context| {
            if patience.as_mut().poll(context).is_ready() {
                panic!("nothing came: {}", explain());
            }
            next.as_mut().poll(context)
        })
        .await;
    }
}
