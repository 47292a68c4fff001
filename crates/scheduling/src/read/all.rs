//! Everything of one kind, and the few facts that no page shows: for whoever compares the world with something else.

use super::{AdmissionView, AppointmentView};
use crate::{
    World,
    component::{Admission, Occupancy, Seats, Session, SessionState, SharedAppointment},
};
use model::{
    id::{BedId, PersonId, Seq, SessionId, SlotId},
    scheduling::{Pool, PoolTerms},
    time::Instant,
};
use serde::Serialize;

/// A pool of a session that is kept for a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PoolView {
    /// For whom.
    pub pool: Pool,
    /// Its seats; none once it has fallen.
    pub seats: u32,
    /// Those that are left.
    pub left: u32,
    /// From when on they can be booked; none: as soon as the session can be.
    #[cfg_attr(feature = "schema", schema(value_type = Option<model::schema::PointInTime>))]
    pub opens_at: Option<Instant>,
    /// When what is left falls to everybody; none: never, or it has fallen.
    #[cfg_attr(feature = "schema", schema(value_type = Option<model::schema::PointInTime>))]
    pub falls_at: Option<Instant>,
}

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

    /// How many seats of a slot were published for each pool; a pool that has none is left out.
    pub fn pools(&self, slot: SlotId) -> impl Iterator<Item = (Pool, u32)> {
        let pools = self.get::<Seats>(slot.0).map(|seats| seats.pools).unwrap_or_default();
        let counts = Pool::ALL.into_iter().zip(pools).map(|(pool, bits)| (pool, bits.count_ones()));
        counts.filter(|(_, seats)| *seats > 0)
    }

    /// The pools of a session that are kept for some channels, with their seats and what is left of them.
    pub fn pools_of_session(&self, id: SessionId) -> Vec<PoolView> {
        let (Some(session), Some(state)) = (self.get::<Session>(id.0), self.get::<SessionState>(id.0)) else {
            return Vec::new();
        };
        let seats = || session.slots.iter().filter_map(|slot| self.get::<Seats>(slot.0));
        let view = |terms: &PoolTerms| PoolView {
            pool: terms.pool,
            seats: seats().map(|seats| seats.of(terms.pool).count_ones()).sum(),
            left: seats().map(|seats| (seats.of(terms.pool) & seats.unclaimed()).count_ones()).sum(),
            opens_at: terms.opens_at,
            falls_at: terms.falls_at,
        };
        state.pools.iter().map(view).collect()
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
