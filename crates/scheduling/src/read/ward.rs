//! Wards, rooms, beds, admissions.

use super::{
    AdmissionStep, AdmissionView, BedPlace, BedState, BedView, BlockView, Moment, RoomView, StepView, WardView,
};
use crate::{
    World,
    component::{Admission, Bed, Block, Occupancy, Room, Stay, Ward},
};
use chrono::Duration;
use model::{
    id::{AdmissionId, BedId, DepartmentId, PersonId, RoomId, WardId},
    scheduling::{BedRule, Formality, RulesScope},
    time::Instant,
};

/// The steps of a stay, each with the seconds that it added to the time from arrival to bed.
pub(super) fn steps(stay: &Stay) -> Vec<StepView> {
    let done_at = |step: AdmissionStep| -> Option<Instant> {
        match step {
            // A bed that was kept before the arrival cost the patient no time.
            AdmissionStep::Bed => stay.assigned_at.map(|at| stay.arrived_at.map_or(at, |arrived| at.max(arrived))),
            AdmissionStep::Formality(formality) => stay.formality(formality),
            AdmissionStep::ToBed => stay.in_bed_at,
        }
    };
    let mut steps: Vec<StepView> =
        AdmissionStep::ALL.into_iter().map(|step| StepView { step, done_at: done_at(step), seconds: None }).collect();
    let Some(mut before) = stay.arrived_at else { return steps };
    let mut order: Vec<usize> = (0..steps.len()).filter(|place| steps[*place].done_at.is_some()).collect();
    order.sort_by_key(|place| (steps[*place].done_at, *place));
    for place in order {
        if let Some(done) = steps[place].done_at {
            steps[place].seconds = Some((done - before).num_seconds());
            before = done;
        }
    }
    steps
}

impl World {
    /// All wards, by code.
    pub fn wards(&self, moment: Moment) -> Vec<WardView> {
        self.index().wards.values().filter_map(|id| self.ward(*id, moment)).collect()
    }

    /// One ward, room by room.
    pub fn ward(&self, id: WardId, moment: Moment) -> Option<WardView> {
        let ward = self.get::<Ward>(id.0)?;
        let rooms: Vec<_> = ward.rooms.iter().filter_map(|room| self.room_view(*room, moment)).collect();
        let touched = rooms.iter().flat_map(|room| &room.beds).map(|bed| bed.touched).max().unwrap_or(0);
        Some(WardView {
            id,
            code: ward.code.clone(),
            name: ward.name.clone(),
            departments: ward.departments.clone(),
            rooms,
            touched: touched.max(ward.touched),
        })
    }

    fn room_view(&self, id: RoomId, moment: Moment) -> Option<RoomView> {
        let room = self.get::<Room>(id.0)?;
        let company = self.company(room, None);
        Some(RoomView {
            id,
            number: room.number.clone(),
            sex: room.sex,
            taken_by: company.sex(room.sex),
            wrong: company.wrong(room.sex),
            oxygen: room.oxygen,
            isolation: room.isolation,
            isolated: company.isolated,
            beds: room.beds.iter().filter_map(|bed| self.bed(*bed, moment)).collect(),
        })
    }

    /// One bed with who lies in it.
    pub fn bed(&self, id: BedId, moment: Moment) -> Option<BedView> {
        let occupancy = self.get::<Occupancy>(id.0)?;
        let occupant = occupancy.admission.and_then(|admission| self.admission(admission));
        let cleaning = self
            .rules(moment.today(), RulesScope::Hospital)
            .map(|rules| Duration::minutes(i64::from(rules.cleaning_minutes)));
        Some(BedView {
            place: self.place(id)?,
            state: occupancy.state,
            ready_at: cleaning.filter(|_| occupancy.state == BedState::Cleaning).map(|time| occupancy.since + time),
            blocked: occupancy.blocked.map(|Block { reason, until }| BlockView { reason, until }),
            touched: occupant.as_ref().map_or(0, |occupant| occupant.touched).max(occupancy.touched),
            occupant,
        })
    }

    pub(super) fn place(&self, id: BedId) -> Option<BedPlace> {
        let bed = self.get::<Bed>(id.0)?;
        Some(BedPlace {
            bed: id,
            number: bed.number.clone(),
            room: bed.room,
            room_number: self.get::<Room>(bed.room.0)?.number.clone(),
            ward: bed.ward,
            ward_name: self.get::<Ward>(bed.ward.0)?.name.clone(),
        })
    }

    /// One admission with every step's time.
    pub fn admission(&self, id: AdmissionId) -> Option<AdmissionView> {
        let admission = self.get::<Admission>(id.0)?;
        let stay = self.get::<Stay>(id.0)?;
        Some(AdmissionView {
            id,
            patient: admission.patient,
            journey: admission.journey,
            sex: stay.sex,
            department: admission.department,
            appointment: admission.appointment,
            diagnosis: admission.diagnosis.clone(),
            urgency: admission.urgency,
            needs: admission.needs,
            expected_days: admission.expected_days,
            state: stay.state(),
            bed: stay.bed.and_then(|bed| self.place(bed)),
            moving_to: stay.moving.and_then(|(bed, _)| self.place(bed)),
            moved_from: stay.moved_from.and_then(|(bed, at)| Some((self.place(bed)?, at))),
            requested_at: admission.requested_at,
            assigned_at: stay.assigned_at,
            arrived_at: stay.arrived_at,
            credential: stay.credential,
            steps: steps(stay),
            in_bed_at: stay.in_bed_at,
            discharged_at: stay.discharged_at,
            settled: stay.settled,
            overruled: BedRule::ALL
                .into_iter()
                .zip(stay.overruled)
                .filter(|(_, is)| *is)
                .map(|(rule, _)| rule)
                .collect(),
            cancelled_at: stay.cancelled_at,
            touched: stay.touched,
        })
    }

    /// All admissions of a person, under whichever record, newest first.
    pub fn admissions_of(&self, person: PersonId) -> Vec<AdmissionView> {
        let mut admissions: Vec<_> = self.index().admissions_of(person).filter_map(|id| self.admission(id)).collect();
        admissions.sort_by_key(|admission| std::cmp::Reverse((admission.requested_at, admission.id)));
        admissions
    }

    /// The wards that take a department's patients, by code.
    pub fn wards_of(&self, department: DepartmentId) -> Vec<WardId> {
        let takes = |id: &&WardId| self.get::<Ward>(id.0).is_some_and(|ward| ward.departments.contains(&department));
        self.index().wards.values().filter(takes).copied().collect()
    }

    /// Who has left a ward since a moment, by id.
    pub fn discharges(&self, ward: WardId, since: Instant) -> Vec<AdmissionView> {
        let is_here = |bed: BedId| self.get::<Bed>(bed.0).is_some_and(|bed| bed.ward == ward);
        let mut left = Vec::new();
        self.each::<(&Admission, &Stay)>(|(who, stay)| {
            if stay.discharged_at.is_some_and(|at| at >= since) && stay.bed.is_some_and(is_here) {
                left.push(who.id);
            }
        });
        left.sort_unstable();
        left.into_iter().filter_map(|id| self.admission(id)).collect()
    }

    /// Who waits to be admitted, most urgent first, then longest waiting. A ward sees those who have a bed in it, and
    /// those of its departments who have none.
    pub fn admissions_waiting(&self, ward: Option<WardId>) -> Vec<AdmissionView> {
        let departments = match ward {
            Some(id) => match self.get::<Ward>(id.0) {
                Some(ward) => Some(&ward.departments),
                None => return Vec::new(),
            },
            None => None,
        };
        let concerns = |admission: &AdmissionView| match (&departments, &admission.bed) {
            (None, _) => true,
            (Some(_), Some(bed)) => Some(bed.ward) == ward,
            (Some(departments), None) => departments.contains(&admission.department),
        };
        let ids = self.index().waiting_admissions.iter();
        let mut waiting: Vec<_> = ids.filter_map(|id| self.admission(*id)).filter(concerns).collect();
        waiting.sort_by_key(|admission| (admission.urgency, admission.requested_at, admission.id));
        waiting
    }

    /// Patients in other wards who are to come into this one once it accepts; by bed.
    pub fn transfers_into(&self, ward: WardId) -> Vec<AdmissionView> {
        let Some(ward) = self.get::<Ward>(ward.0) else { return Vec::new() };
        let beds = ward.rooms.iter().filter_map(|room| self.get::<Room>(room.0)).flat_map(|room| &room.beds);
        let kept = beds.filter_map(|bed| Some((*bed, self.get::<Occupancy>(bed.0)?.admission?)));
        let asked = kept.filter_map(|(bed, id)| Some((bed, self.admission(id)?)));
        asked
            .filter(|(bed, stay)| stay.moving_to.as_ref().is_some_and(|to| to.bed == *bed))
            .map(|(_, stay)| stay)
            .collect()
    }
}

// A stay's formalities are kept in the order in which their steps are listed.
const _: () = assert!(AdmissionStep::ALL.len() == Formality::ALL.len() + 2);
