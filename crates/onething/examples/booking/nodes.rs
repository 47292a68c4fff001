//! Several nodes on one hospital over HTTP: the same clients spread over all of them, each node's share, the longest
//! wait, and how long it takes until one node shows what another has acknowledged.

use crate::{
    Done, Hospital as Which, Rows,
    core::DAYS as CORE_DAYS,
    course::{Course, Ticket},
    fixture::{DESKS, Fixture, PEOPLE, SEATS, WINDOWS},
    http::{self, ANSWER_WITHIN, Desk},
    measure::{Answered, Client as _, Row, closed, rounded, syncs},
};
use hdrhistogram::Histogram;
use serde::Serialize;
use serde_json::Value as Json;
use simulator::load::{
    http::{Call, Connection},
    target::Target,
};
use std::{
    collections::BTreeMap,
    ops::Range,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{sync::watch, task::JoinSet};

/// Days of a row; the first ones come after those that are booked over HTTP.
const DAYS_EACH: usize = 2;
const FIRST_DAY: usize = CORE_DAYS + http::DAYS;
/// How many clients watch what others have acknowledged, each with its own people and windows.
const WATCHERS: usize = 10;
/// Pause between two looks at another node; then the pause between seeing a booking and making the next one.
const LOOK_AFTER: Duration = Duration::from_millis(1);
const BOOK_AFTER: Duration = Duration::from_millis(20);

/// One row of the table.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    nodes: usize,
    clients: usize,
    bookings_per_s: f64,
    syncs_per_booking: f64,
    /// Of all bookings, by node.
    shares: Vec<f64>,
    /// On the node where it is longest.
    p99_ms: f64,
    longest_ms: f64,
    /// From an answer of one node until another node shows the booking; `None` with one node.
    seen: u64,
    seen_p50_ms: Option<f64>,
    seen_p99_ms: Option<f64>,
    others: BTreeMap<String, u64>,
}

pub(crate) async fn run(which: &Which, rows: &Rows, targets: &[String]) -> Done<Report> {
    let fixture = Arc::new(Fixture::read(&which.fixture)?);
    let targets = targets.iter().map(|target| Target::parse(target, false)).collect::<Result<Vec<_>, _>>()?;
    let count = *rows.clients.first().ok_or("--clients says how many")?;
    let nodes = targets.len();
    let row = format!("nodes-{nodes}");
    let desk = |number: usize, node: usize| Desk::new(&fixture, &targets[node], number % DESKS, &row);
    let days = FIRST_DAY + DAYS_EACH * usize::from(nodes > 1);
    let course = Course::seats(&fixture, (days, DAYS_EACH), WINDOWS);
    let before = syncs(&rows.sync_count)?;
    let (stop, stopped) = watch::channel(false);
    let mut watching = JoinSet::new();
    for watcher in 0..if nodes > 1 { WATCHERS } else { 0 } {
        let people = watcher * PEOPLE / WATCHERS..(watcher + 1) * PEOPLE / WATCHERS;
        watching.spawn(watch_others(fixture.clone(), targets.clone(), people, stopped.clone()));
    }
    let clients = |node: usize| (node..count).step_by(nodes).map(|number| desk(number, node)).collect();
    let booking = (0..nodes).map(|node| closed(clients(node), &course, WINDOWS, rows, false));
    let booked = futures_util::future::try_join_all(booking).await?;
    stop.send_replace(true);
    let mut seen = histogram()?;
    while let Some(watched) = watching.join_next().await {
        seen.add(watched??)?;
    }
    let all: u64 = booked.iter().map(|row| row.answers).sum();
    let mut others = BTreeMap::new();
    for (what, count) in booked.iter().flat_map(|row| &row.others) {
        *others.entry(what.clone()).or_default() += count;
    }
    let most = |of: fn(&Row) -> f64| booked.iter().map(of).fold(0.0, f64::max);
    let quantile = |share: f64| (!seen.is_empty()).then(|| rounded(seen.value_at_quantile(share) as f64 / 1000.0));
    Ok(Report {
        nodes,
        clients: count,
        bookings_per_s: rounded(all as f64 / most(|row| row.seconds)),
        syncs_per_booking: rounded((syncs(&rows.sync_count)? - before) as f64 / all.max(1) as f64),
        shares: booked.iter().map(|row| rounded(row.answers as f64 / all.max(1) as f64)).collect(),
        p99_ms: most(|row| row.p99_ms),
        longest_ms: most(|row| row.longest_ms),
        seen: seen.len(),
        seen_p50_ms: quantile(0.5),
        seen_p99_ms: quantile(0.99),
        others,
    })
}

fn histogram() -> Done<Histogram<u64>> {
    Ok(Histogram::new_with_max(60_000_000, 3)?)
}

/// Books on the nodes by turns, and looks at the next node until it shows one seat fewer. In microseconds.
async fn watch_others(
    fixture: Arc<Fixture>,
    targets: Vec<Target>,
    people: Range<usize>,
    stopped: watch::Receiver<bool>,
) -> Done<Histogram<u64>> {
    let mut seen = histogram()?;
    // Nobody else uses the last day.
    let windows = fixture.days.last().ok_or("no days")?;
    let mut connections: Vec<Connection> = targets.iter().map(Connection::new).collect();
    for number in people {
        if *stopped.borrow() {
            break;
        }
        let (there, here) = (number % targets.len(), (number + 1) % targets.len());
        let (slot, person) = (windows[number / SEATS], fixture.people[number]);
        let mut desk = Desk::new(&fixture, &targets[there], number % DESKS, "seen");
        match desk.book(Ticket { number, slot, person }).await {
            Answered::Booked => {}
            other => return Err(format!("the booking to look for: {other:?}").into()),
        }
        let answered = Instant::now();
        let path = format!("/api/v1/slots/{slot}?patient={person}");
        let call = Call::get(&path, &fixture.tokens[number % DESKS]);
        let left = SEATS - 1 - number % SEATS;
        loop {
            let reply = connections[here].send(&call, ANSWER_WITHIN).await?;
            let window: Json = serde_json::from_slice(&reply.body)?;
            if window["slot"]["left"].as_u64() == Some(left as u64) {
                break;
            }
            if answered.elapsed() > ANSWER_WITHIN {
                return Err(format!("never seen: {} {window}", reply.status).into());
            }
            tokio::time::sleep(LOOK_AFTER).await;
        }
        seen.saturating_record(u64::try_from(answered.elapsed().as_micros()).unwrap_or(u64::MAX));
        tokio::time::sleep(BOOK_AFTER).await;
    }
    Ok(seen)
}
