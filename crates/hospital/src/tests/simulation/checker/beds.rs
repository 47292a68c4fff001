//! The checker's own idea of who lies in which bed.

use crate::{Request, usecase};
use ::scheduling::read::BedState;
use model::{
    id::{AdmissionId, BedId, PersonId, RoomId},
    person::Sex,
    scheduling::{self, Event},
};
use std::collections::{BTreeMap, BTreeSet};

/// How a bed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bed {
    Free,
    Kept(AdmissionId),
    Taken(AdmissionId),
    /// To be cleaned, as this patient left it.
    Left(AdmissionId),
}

/// A stay that is not over.
#[derive(Clone, Copy, Debug)]
struct Stay {
    patient: PersonId,
    sex: Sex,
    open: bool,
}

/// Who lies in which bed, and for whom beds are kept.
#[derive(Default)]
pub(super) struct Beds {
    beds: BTreeMap<BedId, Bed>,
    /// Beds that are out of use.
    blocked: BTreeSet<BedId>,
    rooms: BTreeMap<BedId, RoomId>,
    stays: BTreeMap<AdmissionId, Stay>,
}

impl Beds {
    pub(super) fn apply(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::WardOpened(opened) => {
                for room in &opened.rooms {
                    self.beds.extend(room.beds.iter().map(|bed| (bed.bed, Bed::Free)));
                    self.rooms.extend(room.beds.iter().map(|bed| (bed.bed, room.room)));
                }
                Ok(())
            }
            Event::AdmissionRequested(asked) => {
                if self.has_stay(asked.patient) {
                    return Err(format!("{} is admitted twice", asked.patient));
                }
                self.stays.insert(asked.admission, Stay { patient: asked.patient, sex: asked.sex, open: true });
                Ok(())
            }
            Event::AdmissionCancelled(cancelled) => {
                self.set_open(cancelled.admission, false);
                match self.bed_of(cancelled.admission) {
                    None => Ok(()),
                    Some(bed) => Err(format!("{bed} is kept for the cancelled {}", cancelled.admission)),
                }
            }
            Event::BedAssigned(scheduling::BedAssigned { admission, bed }) => {
                if let Some(other) = self.bed_of(*admission) {
                    return Err(format!("{admission} is given {bed} and has {other}"));
                }
                self.change(*bed, &[Bed::Free], Bed::Kept(*admission))
            }
            Event::BedUnassigned(scheduling::BedUnassigned { admission, bed, .. })
            | Event::TransferCalledOff(scheduling::TransferCalledOff { admission, bed, .. }) => {
                self.change(*bed, &[Bed::Kept(*admission)], Bed::Free)
            }
            Event::PatientInBed(scheduling::PatientInBed { admission, bed }) => {
                self.change(*bed, &[Bed::Kept(*admission)], Bed::Taken(*admission))
            }
            Event::TransferRequested(scheduling::TransferRequested { admission, from, bed, .. }) => {
                self.change(*from, &[Bed::Taken(*admission)], Bed::Taken(*admission))?;
                self.change(*bed, &[Bed::Free], Bed::Kept(*admission))
            }
            Event::PatientTransferred(scheduling::PatientTransferred { admission, from, bed, .. }) => {
                self.change(*from, &[Bed::Taken(*admission)], Bed::Left(*admission))?;
                self.change(*bed, &[Bed::Free, Bed::Kept(*admission)], Bed::Taken(*admission))
            }
            Event::TransferUndone(scheduling::TransferUndone { admission, from, bed, .. }) => {
                self.change(*from, &[Bed::Taken(*admission)], Bed::Left(*admission))?;
                self.change(*bed, &[Bed::Free, Bed::Left(*admission)], Bed::Taken(*admission))
            }
            Event::PatientDischarged(scheduling::PatientDischarged { admission, bed, .. }) => {
                self.set_open(*admission, false);
                self.change(*bed, &[Bed::Taken(*admission)], Bed::Left(*admission))
            }
            Event::DischargeUndone(scheduling::DischargeUndone { admission, bed, .. }) => {
                if self.has_stay(self.stays[admission].patient) {
                    return Err(format!("{admission} goes on beside another stay"));
                }
                self.set_open(*admission, true);
                self.change(*bed, &[Bed::Free, Bed::Left(*admission)], Bed::Taken(*admission))
            }
            Event::BedReadied(scheduling::BedReadied { bed }) => match self.beds[bed] {
                Bed::Left(_) => self.change(*bed, &[self.beds[bed]], Bed::Free),
                other => Err(format!("{bed} is cleaned, and is {other:?}")),
            },
            Event::BedBlocked(scheduling::BedBlocked { bed, .. }) => {
                let is_new = self.blocked.insert(*bed);
                is_new.then_some(()).ok_or_else(|| format!("{bed} is out of use twice"))
            }
            Event::BedUnblocked(scheduling::BedUnblocked { bed }) => {
                let was_blocked = self.blocked.remove(bed);
                was_blocked.then_some(()).ok_or_else(|| format!("{bed} is in use again, and was not out of it"))
            }
            _ => Ok(()),
        }
    }

    fn change(&mut self, bed: BedId, from: &[Bed], to: Bed) -> Result<(), String> {
        let now = self.beds.get_mut(&bed).ok_or_else(|| format!("there is no {bed}"))?;
        if !from.contains(now) {
            return Err(format!("{bed} becomes {to:?}, and is {now:?}"));
        }
        let comes = *now != to && matches!(to, Bed::Kept(_) | Bed::Taken(_));
        if comes && self.blocked.contains(&bed) {
            return Err(format!("{bed} becomes {to:?}, and is out of use"));
        }
        *now = to;
        match to {
            Bed::Kept(admission) | Bed::Taken(admission) if self.is_mixed(admission, bed) => {
                Err(format!("{admission} comes to others of the other sex with {bed}"))
            }
            _ => Ok(()),
        }
    }

    /// Does this bed's room have somebody of the other sex than this patient's, or a bed kept for one? All rooms are for
    /// whichever sex is in them first.
    fn is_mixed(&self, admission: AdmissionId, bed: BedId) -> bool {
        let room = self.beds.iter().filter(|(other, _)| self.rooms[*other] == self.rooms[&bed]);
        let mut others = room.filter_map(|(_, bed)| match bed {
            Bed::Kept(other) | Bed::Taken(other) => Some(other),
            Bed::Free | Bed::Left(_) => None,
        });
        others.any(|other| self.stays[other].sex != self.stays[&admission].sex)
    }

    fn set_open(&mut self, admission: AdmissionId, open: bool) {
        if let Some(stay) = self.stays.get_mut(&admission) {
            stay.open = open;
        }
    }

    fn has_stay(&self, patient: PersonId) -> bool {
        self.stays.values().any(|stay| stay.open && stay.patient == patient)
    }

    /// The bed in which the patient lies or that is kept, the first if there are both.
    fn bed_of(&self, admission: AdmissionId) -> Option<BedId> {
        let its = |bed: &Bed| matches!(bed, Bed::Kept(of) | Bed::Taken(of) if *of == admission);
        self.beds.iter().find(|(_, bed)| its(bed)).map(|(id, _)| *id)
    }

    fn lies(&self, admission: AdmissionId) -> bool {
        self.beds.values().any(|bed| *bed == Bed::Taken(admission))
    }

    /// Is this refusal right for what is written by now? One that is not about beds counts as right.
    pub(super) fn explains(&self, request: &Request, code: &str) -> bool {
        match (request, code) {
            (
                Request::AssignBed(usecase::AssignBed { bed, .. }) | Request::Transfer(usecase::Transfer { bed, .. }),
                "bed-not-free",
            ) => self.beds[bed] != Bed::Free,
            (
                Request::AssignBed(usecase::AssignBed { admission, bed })
                | Request::Transfer(usecase::Transfer { admission, bed, .. }),
                "room-sex",
            ) => self.is_mixed(*admission, *bed),
            (Request::AssignBed(usecase::AssignBed { admission, .. }), "bed-already-assigned") => {
                self.bed_of(*admission).is_some() && !self.lies(*admission)
            }
            (
                Request::UnassignBed(usecase::UnassignBed { admission, .. })
                | Request::OccupyBed(usecase::OccupyBed { admission }),
                "no-bed-assigned",
            ) => self.bed_of(*admission).is_none(),
            (
                Request::Transfer(usecase::Transfer { admission, .. })
                | Request::Discharge(usecase::Discharge { admission }),
                "not-in-bed",
            ) => !self.lies(*admission),
            (Request::ReadyBed(usecase::ReadyBed { bed }), "bed-not-cleaning") => {
                !matches!(self.beds[bed], Bed::Left(_))
            }
            (
                Request::AssignBed(usecase::AssignBed { bed, .. })
                | Request::Transfer(usecase::Transfer { bed, .. })
                | Request::BlockBed(usecase::BlockBed { bed, .. }),
                "bed-blocked",
            ) => self.blocked.contains(bed),
            (Request::UnblockBed(usecase::UnblockBed { bed }), "bed-not-blocked") => !self.blocked.contains(bed),
            (Request::RequestEmergencyAdmission(asked), "admission-open") => self.has_stay(asked.patient),
            _ => true,
        }
    }

    /// How each bed should be shown, and whose it is.
    pub(super) fn stand(&self) -> BTreeMap<BedId, (BedState, Option<AdmissionId>)> {
        let shown = |bed: &Bed| match *bed {
            Bed::Free => (BedState::Free, None),
            Bed::Kept(admission) => (BedState::Reserved, Some(admission)),
            Bed::Taken(admission) => (BedState::Occupied, Some(admission)),
            Bed::Left(_) => (BedState::Cleaning, None),
        };
        self.beds.iter().map(|(id, bed)| (*id, shown(bed))).collect()
    }
}
