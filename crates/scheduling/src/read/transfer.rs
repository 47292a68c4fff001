//! What it does to a session's queue to send somebody on to it.

use super::{AppointmentState, Moment, TransferView};
use crate::{
    World,
    component::{Seat, Seats, Session, SessionState, Visit},
    transition::place_of,
};
use model::id::{AppointmentId, SessionId, SlotId};

impl World {
    /// What it would do to send somebody who waits on to a session; whether that may be done, the decision says.
    pub fn transfer(&self, id: AppointmentId, to: SessionId, moment: Moment) -> Option<TransferView> {
        let (visit, seat) = (self.get::<Visit>(id.0)?, self.get::<Seat>(id.0)?);
        let (session, state) = (self.get::<Session>(to.0)?, self.get::<SessionState>(to.0)?);
        let place = place_of(visit, &seat.slot);
        let ahead = state.queue.before(place) as u32;
        // Those who come on time for a later window come behind, by the order that would call them.
        let is_behind = |other: &AppointmentId| {
            let both = self.get::<Visit>(other.0).zip(self.get::<Seat>(other.0));
            both.is_some_and(|(other, seat)| {
                other.state == AppointmentState::Booked && place_of(other, &seat.slot) > place
            })
        };
        let to_come = self.session_appointments(session).filter(is_behind).count() as u32;
        let (pace, _) = self.pace(session.clinician, moment);
        Some(TransferView {
            ahead,
            behind: state.queue.len() - ahead + to_come,
            minutes: pace.map(|pace| pace.cycle_minutes().ceil() as u32),
        })
    }

    /// Is this seat of a slot one that would be added beyond those that it has?
    pub fn is_added(&self, slot: SlotId, seat: u16) -> bool {
        self.get::<Seats>(slot.0).is_some_and(|seats| seats.pool_of(seat).is_none())
    }
}
