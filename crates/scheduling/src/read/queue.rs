//! The queue of a session, in the order in which it is called.

use super::{AppointmentState, AppointmentView, Moment, QueueEntry, QueueHeads, QueueView};
use crate::{
    World,
    component::{Session, SessionState},
};
use model::{id::Seq, id::SessionId};

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
            touched: state.touched,
        })
    }

    /// The queue of a session: who is inside, who is called, who waits and for how long, and who is still expected.
    pub fn queue(&self, id: SessionId, moment: Moment) -> Option<QueueView> {
        let session = self.get::<Session>(id.0)?;
        let state = self.get::<SessionState>(id.0)?;
        let all = self.appointments_of_session(id);
        let find = |id| all.iter().find(|appointment| appointment.id == id).cloned();
        let count = |state| all.iter().filter(|appointment| appointment.state == state).count() as u32;
        let (pace, seen) = self.pace(session.clinician);
        let ready_in = self.ready_in(session, state, pace.as_ref(), moment);
        let waiting = (0u32..)
            .zip(state.queue.iter())
            .filter_map(|(ahead, id)| {
                let forecast = pace.as_ref().map(|pace| pace.forecast(ready_in, ahead));
                Some(QueueEntry { appointment: find(id)?, ahead, forecast })
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
            waiting,
            expected,
            fulfilled: count(AppointmentState::Fulfilled),
            missed: count(AppointmentState::NoShow),
            not_seen: count(AppointmentState::NotSeen),
            touched: touched.max(state.touched).max(seen),
        })
    }
}
