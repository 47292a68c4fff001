//! The queue of a session, in the order in which it is called.

use super::{AppointmentState, AppointmentView, Moment, QueueEntry, QueueHeads, QueueView};
use crate::{
    World,
    component::{Session, SessionState},
};
use chrono::Duration;
use model::{id::Seq, id::SessionId, time::Instant};

impl World {
    /// The head of a session's queue.
    pub fn queue_heads(&self, id: SessionId) -> Option<QueueHeads> {
        let state = self.get::<SessionState>(id.0)?;
        Some(QueueHeads {
            clinician: self.get::<Session>(id.0)?.clinician,
            in_consultation: state.inside,
            called: state.called,
            next: state.queue.first(),
            waiting: state.queue.len(),
            is_paused: state.pause.is_some(),
            touched: state.touched,
        })
    }

    /// Until when a pause of a session is expected to last, if there is one.
    pub fn paused_until(&self, id: SessionId) -> Option<Instant> {
        self.get::<SessionState>(id.0)?.pause.map(|pause| pause.until)
    }

    /// The queue of a session: who is inside, who is called, who waits and for how long, and who is still expected.
    pub fn queue(&self, id: SessionId, moment: Moment) -> Option<QueueView> {
        let session = self.get::<Session>(id.0)?;
        let state = self.get::<SessionState>(id.0)?;
        let all = self.appointments_of_session(id);
        let find = |id| all.iter().find(|appointment| appointment.id == id).cloned();
        let count = |state| all.iter().filter(|appointment| appointment.state == state).count() as u32;
        let (pace, seen) = self.pace(session.clinician, moment);
        let ready_in = self.ready_in(session, state, pace.as_ref(), moment);
        // Who is not here yet, with the time from which they would count as waiting.
        let booked: Vec<Instant> = all
            .iter()
            .filter(|one| one.state == AppointmentState::Booked && one.until > moment.now)
            .map(|one| one.from)
            .collect();
        let waiting = (0u32..)
            .zip(state.queue.iter())
            .filter_map(|(ahead, id)| {
                let appointment = find(id)?;
                let since = counts_since(&appointment);
                let before = booked.iter().filter(|from| **from < since);
                let to_come: Vec<f64> = before.map(|from| (*from - moment.now).num_seconds() as f64 / 60.0).collect();
                let forecast = pace.as_ref().map(|pace| pace.forecast(ready_in, ahead, &to_come));
                Some(QueueEntry { appointment, ahead, forecast })
            })
            .collect();
        let mut expected: Vec<AppointmentView> =
            all.iter().filter(|appointment| appointment.state == AppointmentState::Booked).cloned().collect();
        expected.sort_by_key(|appointment| (appointment.expected_at, appointment.id));
        let touched: Seq = all.iter().map(|appointment| appointment.touched).max().unwrap_or(0);
        Some(QueueView {
            session: id,
            in_consultation: state.inside.and_then(find),
            called: state.called.and_then(find),
            paused_until: state.pause.map(|pause| pause.until),
            waiting,
            expected,
            fulfilled: count(AppointmentState::Fulfilled),
            missed: count(AppointmentState::NoShow),
            not_seen: count(AppointmentState::NotSeen),
            touched: touched.max(state.touched).max(seen),
        })
    }
}

/// From when on somebody counts as waiting; before everybody, if a call put them where they stand.
fn counts_since(visit: &AppointmentView) -> Instant {
    if visit.passes > 0 || visit.returned {
        return Instant::MIN_UTC;
    }
    let window = visit.back_at.or(visit.joined).unwrap_or(visit.promised.0);
    window - Duration::minutes(i64::from(visit.head_start))
}
