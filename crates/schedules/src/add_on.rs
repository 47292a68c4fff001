//! What one more patient costs the others and the clinician, for the clinician before adding one.

use crate::{
    chain::{self, Chain},
    evaluate::follow,
    limits::PRESENT_MAX,
    people::Departures,
    problem::{Problem, Rule, within},
    service::{Pmf, Service},
    setting::{Setting, check_called, no_show_of},
    work::Work,
};
use serde::Serialize;

/// A session as it stands: who is there and who is still to be called.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// How many are there, with the one who is inside.
    present: u32,
    /// For how many minutes the one who is inside has been there.
    inside_minutes: u32,
    /// In how many minutes the next slot starts.
    next_in_minutes: u32,
    /// How many are still to be called to each slot from the next one on.
    calls: Vec<u32>,
}

impl Standing {
    /// A session that has not begun.
    ///
    /// # Errors
    /// As [`Standing::running`].
    pub fn planned(calls: Vec<u32>) -> Result<Self, Problem> {
        Self::running(0, 0, 0, calls)
    }

    /// A session that runs: `present` people are there, the one who is inside since `inside_minutes`, and the next slot
    /// starts in `next_in_minutes`.
    ///
    /// # Errors
    /// `present` above [`PRESENT_MAX`], `calls` as those of [`crate::Calls`] except that nobody need be called, or `inside_minutes` or `next_in_minutes` longer than a day.
    pub fn running(present: u32, inside_minutes: u32, next_in_minutes: u32, calls: Vec<u32>) -> Result<Self, Problem> {
        let day = crate::limits::SESSION_MINUTES_MAX as f64;
        within("present", present.into(), 0.0, PRESENT_MAX.into())?;
        within("inside_minutes", inside_minutes.into(), 0.0, day)?;
        within("next_in_minutes", next_in_minutes.into(), 0.0, day)?;
        check_called(&calls, 0)?;
        Ok(Self { present, inside_minutes, next_in_minutes, calls })
    }

    fn patients(&self) -> u32 {
        self.present + self.calls.iter().sum::<u32>()
    }
}

/// What one more patient costs. All times are expectations in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AddOn {
    /// How long the added patient waits from the start of the slot, if it shows.
    pub own_wait: f64,
    /// By how much the waiting of all others who show grows, together.
    pub others_wait: f64,
    /// By how much overtime grows.
    pub overtime: f64,
    /// By how much the probability of any overtime grows.
    pub p_overtime: f64,
}

/// What one more patient costs who is called to a slot, after those who are called to it already. Slots are counted from
/// 0, which is the next one. The added patient fails to show with the probability `no_show` of its own: 0 for somebody
/// who stands at the door.
///
/// ```
/// use schedules::{Service, Setting, Standing, add_on};
/// let setting = Setting::new(20, 0.1, Service::lognormal(6.0, 0.6)?)?;
/// let standing = Standing::running(3, 4, 10, vec![3, 3, 2])?;
/// let effect = add_on(&setting, &standing, 0, 0.0)?;
/// assert!(effect.own_wait > 0.0 && effect.others_wait > 0.0 && effect.overtime > 0.0);
/// # Ok::<(), schedules::Problem>(())
/// ```
///
/// # Errors
/// `slot` that is not one of those left, `no_show` that is not at least 0 and less than 1, `calls` to slots that last
/// longer than a day, or `inside_minutes` after which every service of the distribution is over.
pub fn add_on(setting: &Setting, standing: &Standing, slot: usize, no_show: f64) -> Result<AddOn, Problem> {
    setting.check_slots("calls", standing.calls.len())?;
    let show = 1.0 - no_show_of(no_show)?;
    if slot >= standing.calls.len() {
        return Err(Problem::new("slot", slot, Rule::Slot(standing.calls.len())));
    }
    // Followed as one who certainly shows, so a place for one more is needed in the state.
    let chain = chain::of(setting, standing.patients() + 1);
    let sure = chain::of(&certain(setting)?, standing.patients() + 1);
    let start = start(setting, standing)?;
    let before = follow(chain.as_ref(), setting, &standing.calls, start.clone(), None);
    let after = follow(chain.as_ref(), setting, &standing.calls, start, Some((slot, sure.as_ref())));
    let own_wait = before.work[slot] + f64::from(standing.calls[slot]) * setting.load();
    Ok(AddOn {
        own_wait,
        others_wait: show * setting.show() * (after.wait - before.wait),
        overtime: show * (after.overtime - before.overtime),
        p_overtime: show * (after.p_overtime - before.p_overtime),
    })
}

/// The same for people who certainly show.
fn certain(setting: &Setting) -> Result<Setting, Problem> {
    Setting::new(setting.slot_minutes(), 0.0, setting.service().clone())
}

/// The state at the start of the next slot.
fn start(setting: &Setting, standing: &Standing) -> Result<Vec<f64>, Problem> {
    let next_in = standing.next_in_minutes as usize;
    match setting.service() {
        // Exponential service has no memory: for how long somebody has been inside does not matter.
        Service::Exponential(mean) => {
            let patients = standing.patients() as usize + 1;
            let mut state = vec![0.0; patients + 1];
            state[standing.present as usize] = 1.0;
            Ok(Departures::new(next_in as f64 / mean.minutes(), patients).forwards(&state))
        }
        Service::Minutes(pmf) => {
            let work = |pmf: &Pmf| Work::new(setting.slot_minutes() as usize, 0.0, pmf);
            let mut state = Work::idle(next_in + setting.session_minutes(standing.calls.len()));
            if let Some(waiting) = standing.present.checked_sub(1) {
                work(&pmf.remaining(standing.inside_minutes as usize)?).arrive(&mut state);
                let whole = work(pmf);
                (0..waiting).for_each(|_| whole.arrive(&mut state));
            }
            Ok(Work::pass_minutes(&state, next_in))
        }
    }
}
