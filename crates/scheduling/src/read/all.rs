//! Everything of one kind, and the few facts that no page shows: for whoever compares the world with something else.

use super::{AdmissionView, AppointmentView};
use crate::{
    World,
    component::{Admission, Occupancy, Seats, SharedAppointment},
};
use model::{
    id::{BedId, PersonId, Seq, SessionId, SlotId},
    scheduling::Pool,
    time::Instant,
};

impl World {
    /// All sessions, by day.
    pub fn all_sessions(&self) -> impl Iterator<Item = SessionId> {
        self.index().sessions.iter().map(|(_, id)| *id)
    }

    /// Shows every appointment, cancelled ones too, in an order that means nothing.
    pub fn each_appointment(&self, mut look: impl FnMut(AppointmentView)) {
        self.each::<&SharedAppointment>(|shared| {
            if let Some(appointment) = self.appointment(shared.0.0.id) {
                look(appointment);
            }
        });
    }

    /// Shows every admission, cancelled ones too, in an order that means nothing.
    pub fn each_admission(&self, mut look: impl FnMut(AdmissionView)) {
        self.each::<&Admission>(|admission| {
            if let Some(admission) = self.admission(admission.id) {
                look(admission);
            }
        });
    }

    /// How many seats of a slot belong to each pool; a pool that has none is left out.
    pub fn pools(&self, slot: SlotId) -> impl Iterator<Item = (Pool, u32)> {
        let pools = self.get::<Seats>(slot.0).map(|seats| seats.pools).unwrap_or_default();
        let counts = Pool::ALL.into_iter().zip(pools).map(|(pool, bits)| (pool, bits.count_ones()));
        counts.filter(|(_, seats)| *seats > 0)
    }

    /// Since when a bed is in its state.
    pub fn bed_since(&self, bed: BedId) -> Option<Instant> {
        self.get::<Occupancy>(bed.0).map(|occupancy| occupancy.since)
    }

    /// Did the patient give a seat of this record back by that event? Known for eight days at least.
    pub fn gave_back(&self, record: PersonId, event: Seq) -> bool {
        self.index().given_back_of(record).any(|(_, seq, _)| seq == event)
    }
}
