//! What a session costs its patients and its clinician, exactly.

use crate::{
    chain::{self, Chain, expected},
    problem::Problem,
    service::Service,
    setting::{Calls, Setting},
};
use serde::Serialize;

/// What is expected of a session. All times are in minutes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// All waiting together, of those whom `waiters` names, from the start of the slot to entering the room. With
    /// exponential service these are the patients who show (Kaandorp and Koole's W times the number who show). With a
    /// distribution in minutes each patient who is called counts: a no-show "waits" until its turn, and is then done
    /// with at once.
    pub wait_total: f64,
    /// The waiting of one patient. Showing does not depend on the waiting of others, so this is the same number for all
    /// who are called and for those who show, with either service.
    pub wait_mean: f64,
    /// Over whom `wait_total` is taken.
    pub waiters: Waiters,
    /// From the end of the last slot until everybody is done (0 if they are before).
    pub overtime: f64,
    /// Without a patient in the room, if the clinician stays until the end of the last slot, or longer if necessary.
    pub idle: f64,
    /// The probability that somebody is still there at the end of the last slot.
    pub p_overtime: f64,
    /// From the start to the end, if the clinician leaves when everybody is done, but not before the start of the last
    /// slot to which somebody was called.
    pub end: f64,
    /// Without a patient in the room until `end`.
    pub idle_to_end: f64,
    /// How many patients show.
    pub shows: f64,
}

/// Over whom waiting is added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiters {
    /// The patients who show.
    Shown,
    /// All who are called, whether they show or not.
    Called,
}

impl Evaluation {
    /// The waiting of all patients who show together, in minutes, with either service.
    pub fn wait_of_shown(&self) -> f64 {
        self.wait_mean * self.shows
    }
}

/// Evaluates a session that starts with nobody there. Patients are punctual and served first come, first served.
///
/// Exponential service is evaluated by the recursion of Kaandorp and Koole (Health Care Management Science 10, 2007,
/// 217–229) over the number of people present, a distribution in minutes over the work that is left (see
/// [`crate::work`]). Both are exact but for rounding.
///
/// ```
/// use schedules::{Calls, Service, Setting, evaluate};
/// let setting = Setting::new(10, 0.0, Service::exponential(10.0)?)?;
/// let found = evaluate(&setting, &Calls::new(vec![2, 1, 1, 1, 1, 1, 1, 1, 1, 0])?)?;
/// assert!((found.wait_mean - 13.7121798997).abs() < 1e-9);
/// # Ok::<(), schedules::Problem>(())
/// ```
///
/// # Errors
/// `calls` to slots that last longer than [`crate::limits::SESSION_MINUTES_MAX`].
pub fn evaluate(setting: &Setting, calls: &Calls) -> Result<Evaluation, Problem> {
    setting.check_slots("calls", calls.slots())?;
    let chain = chain::of(setting, calls.patients());
    let start = chain.empty(calls.slots());
    let found = follow(chain.as_ref(), setting, calls.as_slice(), start, None);
    let (patients, mean) = (f64::from(calls.patients()), setting.service().mean());
    let shows = patients * setting.show();
    let wait_mean = found.wait / patients;
    let (waiters, counted) = match setting.service() {
        Service::Exponential(_) => (Waiters::Shown, shows),
        Service::Minutes(_) => (Waiters::Called, patients),
    };
    Ok(Evaluation {
        wait_total: wait_mean * counted,
        wait_mean,
        waiters,
        overtime: found.overtime,
        idle: setting.session_minutes(calls.slots()) as f64 + found.overtime - shows * mean,
        p_overtime: found.p_overtime,
        end: found.end,
        idle_to_end: found.end - shows * mean,
        shows,
    })
}

/// The expected waiting of a patient of each slot, the mean over all who are called to it; `None` where nobody is.
///
/// # Errors
/// As [`evaluate`].
pub fn wait_by_slot(setting: &Setting, calls: &Calls) -> Result<Vec<Option<f64>>, Problem> {
    setting.check_slots("calls", calls.slots())?;
    let chain = chain::of(setting, calls.patients());
    let found = follow(chain.as_ref(), setting, calls.as_slice(), chain.empty(calls.slots()), None);
    let of_slot = |(work, called): (&f64, &u32)| {
        (*called > 0).then(|| wait_in_slot(*work, *called, setting.load()) / f64::from(*called))
    };
    Ok(found.work.iter().zip(calls.as_slice()).map(of_slot).collect())
}

/// What following a session from its start gives.
pub(crate) struct Followed {
    /// The waiting of all who are called, in minutes.
    pub(crate) wait: f64,
    pub(crate) overtime: f64,
    pub(crate) p_overtime: f64,
    pub(crate) end: f64,
    /// The minutes of work at the start of each slot, before anybody is called to it.
    pub(crate) work: Vec<f64>,
}

/// Follows a session slot by slot. One more patient may come to a slot, by a chain of its own, after those who are called
/// to it; its own waiting is not counted.
pub(crate) fn follow(
    chain: &dyn Chain,
    setting: &Setting,
    calls: &[u32],
    mut state: Vec<f64>,
    one_more: Option<(usize, &dyn Chain)>,
) -> Followed {
    let (mut wait, mut end, mut work) = (0.0, 0.0, Vec::with_capacity(calls.len()));
    for (slot, called) in calls.iter().enumerate() {
        let minutes = chain.minutes(calls.len() - slot);
        let before = expected(&state, &minutes);
        wait += wait_in_slot(before, *called, setting.load());
        work.push(before);
        for _ in 0..*called {
            chain.arrive(&mut state);
        }
        if let Some((_, sure)) = one_more.filter(|(at, _)| *at == slot) {
            sure.arrive(&mut state);
        }
        if *called > 0 {
            end = setting.session_minutes(slot) as f64 + expected(&state, &minutes);
        }
        chain.pass(&mut state);
    }
    let overtime = expected(&state, &chain.minutes(0));
    Followed { wait, overtime, p_overtime: chain.unfinished(&state), end, work }
}

/// The waiting of all who are called to a slot: each waits for the work that is there and for those called before.
pub(crate) fn wait_in_slot(work: f64, called: u32, load: f64) -> f64 {
    let called = f64::from(called);
    called * work + load * called * (called - 1.0) / 2.0
}
