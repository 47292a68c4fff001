//! Whether calls come when patients were told that they would: what is told at check-in and every ten minutes after it is
//! compared with the call.

use super::{Engine, Forecasts};
use crate::target::Target;
use chrono::Duration;
use model::{
    id::{AppointmentId, SessionId},
    time::Instant,
};

/// What somebody was told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    at: Instant,
    early: Instant,
    late: Instant,
}

impl Told {
    /// Was it told within the last hours?
    fn is_recent(&self, now: Instant) -> bool {
        now - self.at < Duration::hours(KEPT_HOURS)
    }
}

/// Nobody waits for longer.
const KEPT_HOURS: i64 = 12;
/// Whoever is called so soon after it was told has had no use for it: it is not counted.
const AT_ONCE_SECONDS: i64 = 60;

impl Engine {
    /// Notes what those who wait in a session are told now; `only`: one of them.
    pub(super) fn note_forecasts<T: Target>(&mut self, session: SessionId, only: Option<AppointmentId>, target: &T) {
        let moment = self.moment();
        let Some(queue) = target.look(|world| world.queue(session, moment)) else { return };
        let meant = queue.waiting.iter().filter(|entry| only.is_none_or(|only| entry.appointment.id == only));
        for (entry, forecast) in meant.filter_map(|entry| Some((entry, entry.forecast?))) {
            let after = |minutes: u32| self.now + Duration::minutes(i64::from(minutes));
            let told = Told { at: self.now, early: after(forecast.low_minutes), late: after(forecast.high_minutes) };
            self.told.entry(entry.appointment.id).or_default().push(told);
        }
    }

    /// Notes it for all sessions whose clinician has come.
    pub(super) fn note_all_forecasts<T: Target>(&mut self, target: &T) {
        for session in self.open.clone() {
            self.note_forecasts(session, None, target);
        }
    }

    /// Forgets those who are called no more; sessions of the night go on.
    pub(super) fn forget_forecasts(&mut self) {
        let before = self.told.len();
        let now = self.now;
        self.told.retain(|_, told| told.iter().any(|one| one.is_recent(now)));
        self.tally.forecasts.never_called += (before - self.told.len()) as u64;
    }

    /// Nothing happens any more: whoever was told something and was not called is called no more.
    pub(crate) fn end_forecasts(&mut self) {
        self.tally.forecasts.never_called += self.told.len() as u64;
        self.told.clear();
    }

    /// Somebody is called now: compares it with what they were told.
    pub(super) fn check_forecasts(&mut self, appointment: AppointmentId) {
        let Forecasts { within, before, after, never_called: _ } = &mut self.tally.forecasts;
        for told in self.told.remove(&appointment).unwrap_or_default() {
            if self.now - told.at < Duration::seconds(AT_ONCE_SECONDS) {
                continue;
            }
            // A minute that is told lasts until the next one begins.
            let counted = if self.now < told.early {
                &mut *before
            } else if self.now < told.late + Duration::minutes(1) {
                &mut *within
            } else {
                &mut *after
            };
            *counted += 1;
        }
    }
}
