//! A rush of patients over HTTP, open loop: they come when they come, however slowly they are answered.
//!
//! * [`arrivals`]: who comes when and wants what; seeded, without clock.
//! * [`target`]: which server; [`http`]: one connection to it; [`api`]: what is asked over it.
//! * [`rush`]: sends every arrival at its time, and sends again later, under the same key, what is to be tried again.
//! * [`tally`]: what came of it; [`check`]: whether the hospital shows the same; [`report`]: both in figures.
//!
//! [`run`] goes: log everybody in → look what is there → rush → look again and compare. A latency counts from the
//! moment at which the patient came, not from when the request could be sent (no coordinated omission).

pub mod api;
pub mod arrivals;
mod check;
pub mod http;
mod report;
mod rush;
mod tally;
pub mod target;

pub use check::Check;
pub use report::{Latency, Report};

use api::{Person, Window};
use arrivals::Scenario;
use futures_util::future::try_join_all;
use http::{Connection, Fault};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, iter,
    sync::atomic::{AtomicUsize, Ordering},
};
use target::Target;

/// The most connections.
pub const CONNECTIONS_MAX: u16 = 1024;
/// The most arrivals a second.
pub const RATE_MAX: f64 = 100_000.0;
/// The longest rush, seconds.
pub const SECONDS_MAX: u32 = 3600;
/// The most arrivals.
pub const ARRIVALS_MAX: usize = 5_000_000;
/// How many ask at once before and after the rush.
const ASKING: usize = 8;

/// The login of number `number` of the demo's crowd, from 1.
pub fn login_name(number: u32) -> String {
    format!("load-{number:06}")
}

/// What a rush is to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Which server.
    pub target: Target,
    /// Who comes: names and passwords of patients' logins, at least one.
    pub logins: Vec<Login>,
    /// What they want.
    pub scenario: Scenario,
    /// The code of the department whose window they all want ([`Scenario::Hot`]).
    pub department: String,
    /// Mean arrivals a second.
    pub rate: f64,
    /// For how long patients come.
    pub seconds: u32,
    /// The seed of who comes when.
    pub seed: u64,
    /// The most requests under way at once.
    pub connections: u16,
    /// Nobody else books or cancels meanwhile: then exactly the acknowledged seats must be gone.
    pub alone: bool,
}

/// A patient's login.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Its name.
    pub name: String,
    /// Its password.
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A stage of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Everybody logs in.
    LogIn,
    /// Reading which windows have how many seats.
    Look,
    /// The rush.
    Rush,
    /// Comparing with what the hospital shows.
    Check,
}

/// Is told of the progress.
pub trait Watcher: Sync {
    /// A stage of this many steps begins.
    fn begin(&self, stage: Stage, steps: u64);
    /// This many steps are done.
    fn reach(&self, step: u64);
}

/// Nobody watches.
impl Watcher for () {
    fn begin(&self, _: Stage, _: u64) {}
    fn reach(&self, _: u64) {}
}

/// Why there was no rush, or no rush that could be counted.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The server cannot be reached, or does not answer any more.
    #[error("{path}: {fault}")]
    Fault {
        /// What was asked.
        path: String,
        /// What happened.
        fault: Fault,
    },
    /// The server's answer is not what was asked for.
    #[error("{path}: answered {status} {code}")]
    Answer {
        /// What was asked.
        path: String,
        /// The status.
        status: u16,
        /// The problem's code, or what was not understood in the answer.
        code: String,
    },
    /// A login that cannot be used.
    #[error("login {name}: {why}")]
    Login {
        /// Its name.
        name: String,
        /// Why not.
        why: String,
    },
    /// There is nothing to book.
    #[error("no window with a free seat from tomorrow on{0}")]
    NoWindow(String),
    /// There are more arrivals than can be counted one by one.
    #[error("rate times seconds is over {ARRIVALS_MAX}")]
    TooMany,
    /// There is nobody to book.
    #[error("no logins")]
    NoLogins,
}

/// A patient with a token.
#[derive(Clone, Debug)]
struct Patient {
    token: String,
    person: Person,
}

/// Runs a rush and checks what came of it.
///
/// # Errors
/// See [`LoadError`]. What goes wrong with single arrivals is counted, not an error.
pub async fn run<W: Watcher>(plan: &Plan, watcher: &W) -> Result<Report, LoadError> {
    if plan.logins.is_empty() {
        return Err(LoadError::NoLogins);
    }
    watcher.begin(Stage::LogIn, plan.logins.len() as u64);
    let patients = each(&plan.target, &plan.logins, watcher, log_in).await?;
    watcher.begin(Stage::Look, 1);
    let windows = look(plan, &patients[0]).await?;
    let wishes = arrivals::wishes(plan.rate, plan.seconds, plan.seed, patients.len(), windows.len());
    if wishes.len() > ARRIVALS_MAX {
        return Err(LoadError::TooMany);
    }
    watcher.begin(Stage::Rush, wishes.len() as u64);
    let tally = rush::run(plan, &patients, &windows, wishes, watcher).await;
    let came: Vec<usize> = tally.came().iter().copied().collect();
    watcher.begin(Stage::Check, came.len() as u64);
    let visits = each(&plan.target, &came, watcher, async |connection, place| {
        let (_, visits) = api::journeys(connection, &patients[*place].token).await?;
        Ok((*place, visits))
    });
    let visits: BTreeMap<_, _> = visits.await?.into_iter().collect();
    let left = left_now(plan, &patients[0], &windows).await?;
    let before: Vec<_> = patients.iter().map(|patient| &patient.person).collect();
    let check = Check::compare(&windows, &left, &before, &visits, tally.ends(), plan.alone);
    Ok(Report::of(plan, patients.len(), windows.len(), &tally, check))
}

async fn log_in(connection: &mut Connection, login: &Login) -> Result<Patient, LoadError> {
    let token = api::log_in(connection, &login.name, &login.password).await?;
    let (myself, visits) = api::journeys(connection, &token).await?;
    let why = || LoadError::Login { name: login.name.clone(), why: "nobody to book for: not a patient's".into() };
    let visits = visits.into_iter().map(|visit| visit.appointment).collect();
    Ok(Patient { token, person: Person { person: myself.ok_or_else(why)?, visits } })
}

/// The windows that are wanted: one that everybody wants, or all with a seat. They begin tomorrow, as today's windows
/// pass.
async fn look(plan: &Plan, patient: &Patient) -> Result<Vec<Window>, LoadError> {
    let mut connection = Connection::new(&plan.target);
    let hot = plan.scenario == Scenario::Hot;
    let mut windows = Vec::new();
    for department in api::departments(&mut connection, &patient.token).await? {
        if hot && department.code != plan.department {
            continue;
        }
        let days = api::days(&mut connection, &patient.token, &department.department).await?;
        for date in days.into_iter().skip(1).filter(|day| day.left > 0).map(|day| day.date) {
            windows.extend(api::windows(&mut connection, &patient.token, &department.department, &date).await?);
        }
    }
    windows.retain(|window| window.left > 0);
    if hot {
        // The last of those with the most seats: far from today, so that nobody's day is disturbed.
        windows = windows.into_iter().max_by_key(|window| window.left).into_iter().collect();
    }
    let of = if hot { format!(" in department {}", plan.department) } else { String::new() };
    if windows.is_empty() { Err(LoadError::NoWindow(of)) } else { Ok(windows) }
}

/// The seats that are left now in each window.
async fn left_now(plan: &Plan, patient: &Patient, windows: &[Window]) -> Result<BTreeMap<String, u32>, LoadError> {
    let mut connection = Connection::new(&plan.target);
    let mut left = BTreeMap::new();
    let pages: BTreeSet<_> = windows.iter().map(|window| (&window.department, &window.date)).collect();
    for (department, date) in pages {
        let now = api::windows(&mut connection, &patient.token, department, date).await?;
        left.extend(now.into_iter().map(|window| (window.slot, window.left)));
    }
    Ok(left)
}

/// Does something for each of many, several at once, each over its own connection.
async fn each<T, R, W: Watcher>(
    target: &Target,
    all: &[T],
    watcher: &W,
    work: impl AsyncFn(&mut Connection, &T) -> Result<R, LoadError>,
) -> Result<Vec<R>, LoadError> {
    let (next, finished) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let one = async || {
        let mut connection = Connection::new(target);
        let mut done = Vec::new();
        for place in iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed))) {
            let Some(item) = all.get(place) else { break };
            done.push((place, work(&mut connection, item).await?));
            watcher.reach(finished.fetch_add(1, Ordering::Relaxed) as u64 + 1);
        }
        Ok(done)
    };
    let mut done: Vec<(usize, R)> = try_join_all((0..ASKING).map(|_| one())).await?.into_iter().flatten().collect();
    done.sort_by_key(|(place, _)| *place);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}
