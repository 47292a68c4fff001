//! What is spawned as one entity, and which pairs of the indexes follow from it: said once, for events and for
//! snapshots.

use crate::{
    component::{
        Admission, Appointment, Bed, Clinician, Department, DepartmentState, HeldIn, Kind, Occupancy, Room, Seat,
        Seats, Session, SessionState, Slot, Stay, Visit, Ward,
    },
    index::Pair,
    view::AdmissionState,
};
use bevy_ecs::bundle::Bundle;
use uuid::Uuid;

/// An entity's components.
pub(crate) trait Row: Bundle {
    /// In which index the id is looked up.
    const KIND: Kind = Kind::Other;

    /// The entity's id.
    fn id(&self) -> Uuid;

    /// Hands on the pairs that follow from it, besides the one of its id.
    fn pairs(&self, _put: impl FnMut(Pair)) {}
}

impl Row for (Department, DepartmentState) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::Department(self.0.code.clone(), self.0.id));
    }
}

impl Row for Clinician {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::ClinicianOf(self.department, self.id));
    }
}

impl Row for (Session, SessionState, HeldIn) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        self.0.pairs().into_iter().for_each(&mut put);
    }
}

impl Session {
    /// The pairs of the indexes that follow from a session.
    pub(crate) const fn pairs(&self) -> [Pair; 3] {
        [
            Pair::SessionOfClinician(self.clinician, self.date, self.id),
            Pair::SessionOfDepartment(self.department, self.date, self.id),
            Pair::SessionOn(self.date, self.id),
        ]
    }
}

impl Row for (Slot, Seats) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        self.1.pairs(&self.0).into_iter().filter(|(_, is_in)| *is_in).for_each(|(pair, _)| put(pair));
    }
}

impl Seats {
    /// The pairs of its slot, each with whether it belongs in the index, according to the counts.
    pub(crate) const fn pairs(&self, slot: &Slot) -> [(Pair, bool); 2] {
        [(Pair::Awaited(slot.until, slot.id), self.awaited > 0), (Pair::Left(slot.date, slot.id), self.left > 0)]
    }
}

impl Row for (Appointment, Seat, Visit) {
    const KIND: Kind = Kind::Appointment;

    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        let (Appointment { id, patient, .. }, slot) = (&self.0, &self.1.slot);
        if self.2.cancelled_at.is_none() {
            put(Pair::AppointmentInSlot(slot.id, *id));
        }
        put(Pair::AppointmentOf(*patient, slot.date, *id));
    }
}

impl Row for Ward {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::Ward(self.code.clone(), self.id));
    }
}

impl Row for Room {
    fn id(&self) -> Uuid {
        self.id.0
    }
}

impl Row for (Bed, Occupancy) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }
}

impl Row for (Admission, Stay) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::AdmissionOf(self.0.patient, self.0.id));
        if self.1.state() < AdmissionState::InBed {
            put(Pair::AdmissionWaiting(self.0.id));
        }
    }
}
