//! One session: messages to the client are sent, those from it are checked.

use std::time::Duration;

use everwire_server::{HandlerResult, Message, Session};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::numbered::{Expectation, message};

/// Messages are sent this often, several at a time.
const TICK: Duration = Duration::from_millis(5);

#[derive(Clone, Copy)]
struct Order {
    count: u32,
    rate: u32,
}

pub(crate) async fn run(session: Session) -> HandlerResult {
    let first = session.recv().await.ok_or("closed before it began")?;
    let order = read(&first).ok_or("no order")?;
    let mut expectation = Expectation::default();
    tokio::try_join!(
        send(&session, order),
        check(&session, order, &mut expectation)
    )?;
    session
        .send(format!("result: {}", expectation.result()))
        .await?;
    // The client closes next; any message before that is one too many.
    while let Some(received) = session.recv().await {
        expectation.take(&received);
        session
            .send(format!("result: too many, {}", expectation.count()))
            .await?;
    }
    Ok(())
}

fn read(order: &Message) -> Option<Order> {
    let (count, rate) = order.as_text()?.split_once(' ')?;
    Some(Order {
        count: count.parse().ok()?,
        rate: rate.parse().ok()?,
    })
}

async fn send(session: &Session, order: Order) -> HandlerResult {
    let begun = Instant::now();
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut next = 0;
    while next < order.count {
        ticks.tick().await;
        let due = begun.elapsed().as_millis() * u128::from(order.rate) / 1_000;
        while next < order.count && u128::from(next) < due {
            session.send(message(next)).await?;
            next += 1;
        }
    }
    Ok(())
}

async fn check(session: &Session, order: Order, expectation: &mut Expectation) -> HandlerResult {
    while !expectation.is_over(order.count) {
        let received = session.recv().await.ok_or("closed too early")?;
        expectation.take(&received);
    }
    Ok(())
}
