//! Worlds side by side: what would be if something was decided, asked of a copy of a part.

use crate::{
    World,
    component::{
        Appointment, Clinician, Department, DepartmentState, HeldIn, Part, Seat, Seats, Session, SessionState, Slot,
        Visit,
    },
    index::{Pair, Rules},
    tx::Tx,
};
use model::{
    id::{ClinicianId, DepartmentId, SessionId},
    time::BusinessDate,
};
use std::ops::RangeInclusive;
use uuid::Uuid;

impl World {
    /// A world of its own of what one department has on some days: its clinicians, sessions, windows, and who has a seat in
    /// them. What is decided and applied there changes nothing here, and the other way round.
    ///
    /// Not in it are seats that were given back, stays, and what the same people do elsewhere: a rule that counts over the
    /// hospital counts there what is in the copy. A department that is not known has an empty copy.
    pub fn what_if(&self, department: DepartmentId, days: RangeInclusive<BusinessDate>) -> Self {
        let mut copy = Self::default();
        let mut tx = Tx::new(&mut copy.ecs, &mut copy.log);
        for rules in self.ecs.resource::<Rules>().0.values() {
            tx.insert_rules(rules.clone());
        }
        let row = self.copied::<Department>(department.0).zip(self.copied::<DepartmentState>(department.0));
        row.into_iter().for_each(|row| tx.spawn(row));
        let index = self.index();
        let theirs = (department, ClinicianId(Uuid::nil()))..=(department, ClinicianId(Uuid::max()));
        for (_, clinician) in index.clinicians.range(theirs) {
            self.copied::<Clinician>(clinician.0).into_iter().for_each(|row| tx.spawn(row));
        }
        let (first, last) = (*days.start(), *days.end());
        let sessions = (department, first, SessionId(Uuid::nil()))..=(department, last, SessionId(Uuid::max()));
        for (_, _, session) in index.department_sessions.range(sessions) {
            let Some(fixed) = self.copied::<Session>(session.0) else { continue };
            let slots = fixed.slots.clone();
            let state = self.copied::<SessionState>(session.0).zip(self.copied::<HeldIn>(session.0));
            state.into_iter().for_each(|(state, held)| tx.spawn((fixed.clone(), state, held)));
            for slot in slots {
                let row = self.copied::<Slot>(slot.0).zip(self.copied::<Seats>(slot.0));
                row.into_iter().for_each(|row| tx.spawn(row));
                for id in index.in_slot(slot) {
                    let Some(fixed) = self.copied::<Appointment>(id.0) else { continue };
                    for record in index.records(fixed.patient) {
                        index.alias_of.get(&record).into_iter().for_each(|whom| tx.index(Pair::Alias(*whom, record)));
                    }
                    let state = self.copied::<Seat>(id.0).zip(self.copied::<Visit>(id.0));
                    state.into_iter().for_each(|(seat, visit)| tx.spawn((fixed, seat, visit)));
                }
            }
        }
        copy.begin_at(self.seq);
        copy
    }

    fn copied<C: Part + Clone>(&self, id: Uuid) -> Option<C> {
        self.get::<C>(id).cloned()
    }

    /// How many entities it has.
    pub fn len(&self) -> usize {
        self.index().len()
    }

    /// Is nothing in it?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
