//! Clients that book, and how long each of them waited.

use crate::{
    Done, Rows,
    course::{Course, Ticket},
    fixture::Fixture,
};
use hdrhistogram::Histogram;
use serde::Serialize;
use simulator::load::arrivals;
use std::{
    collections::BTreeMap,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// Clients of the open loop: more than ever wait at once at half of the peak.
const OPEN_CLIENTS: usize = 256;
/// How long the tables for reports are waited for after each row.
const LEVEL_WITHIN: Duration = Duration::from_secs(20);
/// The number of clients whose rate counts as the peak.
const PEAK_CLIENTS: usize = 64;

/// What a client was told.
#[derive(Debug)]
pub(crate) enum Answered {
    Booked,
    Refused(String),
    Failed(String),
}

/// A client that makes one booking at a time.
pub(crate) trait Client: Send + 'static {
    fn book(&mut self, ticket: Ticket) -> impl Future<Output = Answered> + Send;
}

/// One row of the table.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) slots: usize,
    pub(crate) clients: usize,
    pub(crate) answers: u64,
    pub(crate) seconds: f64,
    pub(crate) answers_per_s: f64,
    pub(crate) syncs_per_answer: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) longest_ms: f64,
    /// Arrivals a second, in the open loop.
    pub(crate) rate: Option<f64>,
    /// How the tables for reports follow; in process only.
    pub(crate) tables: Option<TablesFollow>,
    /// Answers other than the one that the row is about.
    pub(crate) others: BTreeMap<String, u64>,
}

/// How the tables for reports follow after a rush.
#[derive(Debug, Serialize)]
pub(crate) struct TablesFollow {
    /// How many events they are behind when the last client is answered.
    pub(crate) behind: u64,
    /// After how many seconds they stand where the journal does; `None` when that takes longer than is waited for.
    pub(crate) level_s: Option<f64>,
}

/// All rows of one way of asking.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) rows: Vec<Row>,
    pub(crate) half_peak: Vec<Row>,
    pub(crate) refusals: Vec<Row>,
}

/// Measures everything with clients that `make` makes by number; `first` is the first day that may be used, and each
/// row uses `days_each` days. `behind` says by how many events the tables for reports are behind, where that is known.
pub(crate) async fn all<C: Client>(
    fixture: &Arc<Fixture>,
    rows: &Rows,
    (first, days_each): (usize, usize),
    make: impl Fn(usize, &str) -> C,
    behind: impl Fn() -> Option<u64>,
) -> Done<Report> {
    let mut report = Report { rows: Vec::new(), half_peak: Vec::new(), refusals: Vec::new() };
    let mut day = first;
    let mut peaks = Vec::new();
    for slots in [1, 500] {
        for clients in &rows.clients {
            let course = Course::seats(fixture, (day, days_each), slots);
            let all = (0..*clients).map(|number| make(number, &format!("{day}"))).collect();
            let mut row = closed(all, &course, slots, rows, false).await?;
            row.tables = follow(&behind).await;
            if *clients == PEAK_CLIENTS {
                peaks.push((slots, row.answers_per_s));
            }
            report.rows.push(row);
            day += days_each;
        }
    }
    for (slots, peak) in peaks {
        let course = Course::seats(fixture, (day, days_each), slots);
        let all = (0..OPEN_CLIENTS).map(|number| make(number, &format!("{day}"))).collect();
        report.half_peak.push(open(all, &course, slots, rows, peak / 2.0).await?);
        day += days_each;
    }
    let sell = Course::seats(fixture, (day, 1), 1);
    let mut seller = make(0, &format!("{day}"));
    for _ in 0..crate::fixture::SEATS {
        if let Some(ticket) = sell.draw() {
            seller.book(ticket).await;
        }
    }
    for clients in rows.clients.iter().filter(|clients| **clients >= 16) {
        let course = Course::sold_out(fixture, day);
        let all = (0..*clients).map(|number| make(number, &format!("{day}-{clients}"))).collect();
        report.refusals.push(closed(all, &course, 1, rows, true).await?);
    }
    Ok(report)
}

/// Waits until the tables for reports stand where the journal does.
async fn follow(behind: impl Fn() -> Option<u64>) -> Option<TablesFollow> {
    let began = Instant::now();
    let first = behind()?;
    while behind()? > 0 {
        if began.elapsed() > LEVEL_WITHIN {
            return Some(TablesFollow { behind: first, level_s: None });
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Some(TablesFollow { behind: first, level_s: Some(rounded(began.elapsed().as_secs_f64())) })
}

/// What one client saw.
struct Seen {
    waited: Histogram<u64>,
    others: BTreeMap<String, u64>,
}

impl Seen {
    fn new() -> Done<Self> {
        Ok(Self { waited: Histogram::new_with_max(600_000_000, 3)?, others: BTreeMap::new() })
    }

    fn note(&mut self, answered: Answered, waited: Duration, refusals: bool) {
        let other = match answered {
            Answered::Booked if !refusals => None,
            Answered::Refused(code) if refusals && code == model::refusal::SLOT_FULL => None,
            Answered::Booked => Some("booked".to_owned()),
            Answered::Refused(what) | Answered::Failed(what) => Some(what),
        };
        match other {
            None => self.waited.saturating_record(u64::try_from(waited.as_micros()).unwrap_or(u64::MAX)),
            Some(what) => *self.others.entry(what).or_default() += 1,
        }
    }
}

/// Each client asks again as soon as it is answered.
pub(crate) async fn closed<C: Client>(
    clients: Vec<C>,
    course: &Arc<Course>,
    slots: usize,
    rows: &Rows,
    refusals: bool,
) -> Done<Row> {
    let count = clients.len();
    let before = syncs(&rows.sync_count)?;
    let start = Instant::now();
    let end = start + Duration::from_secs(rows.seconds.into());
    let mut tasks = JoinSet::new();
    for mut client in clients {
        let course = course.clone();
        tasks.spawn(async move {
            let mut seen = Seen::new()?;
            while let Some(ticket) = course.draw().filter(|_| Instant::now() < end) {
                let asked = Instant::now();
                let answered = client.book(ticket).await;
                seen.note(answered, asked.elapsed(), refusals);
            }
            Done::Ok(seen)
        });
    }
    row(tasks, (slots, count, None), start, (before, &rows.sync_count)).await
}

/// Clients come at random moments at a given rate, whether others were answered or not; a wait counts from that moment
/// on.
async fn open<C: Client>(clients: Vec<C>, course: &Arc<Course>, slots: usize, rows: &Rows, rate: f64) -> Done<Row> {
    let count = clients.len();
    let moments = Arc::new(arrivals::wishes(rate, rows.seconds, 1, 1, 1));
    let before = syncs(&rows.sync_count)?;
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for mut client in clients {
        let (course, moments) = (course.clone(), moments.clone());
        tasks.spawn(async move {
            let mut seen = Seen::new()?;
            while let Some(ticket) = course.draw() {
                let Some(moment) = moments.get(ticket.number) else { break };
                let comes = start + moment.at;
                tokio::time::sleep_until(comes.into()).await;
                let answered = client.book(ticket).await;
                seen.note(answered, comes.elapsed(), false);
            }
            Done::Ok(seen)
        });
    }
    row(tasks, (slots, count, Some(rate)), start, (before, &rows.sync_count)).await
}

async fn row(
    mut tasks: JoinSet<Done<Seen>>,
    (slots, clients, rate): (usize, usize, Option<f64>),
    start: Instant,
    (before, counter): (u64, &Path),
) -> Done<Row> {
    let mut all = Seen::new()?;
    while let Some(seen) = tasks.join_next().await {
        let seen = seen??;
        all.waited.add(&seen.waited)?;
        for (what, count) in seen.others {
            *all.others.entry(what).or_default() += count;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let answers = all.waited.len();
    let ms = |share: f64| rounded(all.waited.value_at_quantile(share) as f64 / 1000.0);
    Ok(Row {
        slots,
        clients,
        answers,
        seconds: rounded(seconds),
        answers_per_s: rounded(answers as f64 / seconds),
        syncs_per_answer: rounded((syncs(counter)? - before) as f64 / answers.max(1) as f64),
        p50_ms: ms(0.5),
        p99_ms: ms(0.99),
        longest_ms: ms(1.0),
        rate: rate.map(rounded),
        tables: None,
        others: all.others,
    })
}

/// Rounds to four decimals.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// What the slow-sync library has counted.
pub(crate) fn syncs(file: &Path) -> Done<u64> {
    let bytes = std::fs::read(file)?;
    let first = bytes.first_chunk().ok_or("the file of the sync count is too short")?;
    Ok(u64::from_ne_bytes(*first))
}
