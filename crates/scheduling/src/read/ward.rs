//! Wards, rooms, beds, admissions, and which bed suits whom.

use super::{
    AdmissionStep, AdmissionView, BedPlace, BedState, BedSuggestion, BedView, BlockView, Moment, RoomView, StepView,
    WardView,
};
use crate::{
    World,
    component::{Admission, Bed, Block, Occupancy, Room, Stay, Ward},
};
use chrono::Duration;
use model::{
    id::{AdmissionId, BedId, DepartmentId, PersonId, RoomId, WardId},
    message::Message,
    scheduling::{BedRule, Formality, RoomSex, RulesScope},
    time::Instant,
};

/// How much each reason counts. The patient's own ward outweighs all the others together.
mod weight {
    pub(super) const OWN_WARD: i32 = 100;
    pub(super) const FRIENDLY_WARD: i32 = 70;
    pub(super) const FILLS_ROOM: i32 = 15;
    pub(super) const SPARES_OXYGEN: i32 = 20;
    pub(super) const SPARES_ISOLATION: i32 = 10;
    pub(super) const BLOCKED_BED: i32 = -8;
}

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

    fn place(&self, id: BedId) -> Option<BedPlace> {
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

    /// The best free beds for an admission in the whole hospital (全院一张床), best first, each with its reasons.
    /// `AssignBed` would accept every one of them (or `Transfer`, for somebody who already lies in one).
    pub fn suggest_beds(&self, id: AdmissionId, count: usize) -> Vec<BedSuggestion> {
        let (Some(admission), Some(stay)) = (self.get::<Admission>(id.0), self.get::<Stay>(id.0)) else {
            return Vec::new();
        };
        let mut suggestions = Vec::new();
        self.each::<(&Bed, &Occupancy)>(|(bed, occupancy)| {
            if occupancy.state == BedState::Free && self.may_have(admission, stay, bed).is_ok() {
                suggestions.extend(self.suggestion(admission, bed));
            }
        });
        suggestions.sort_by(|one, other| {
            let key = |suggestion: &BedSuggestion| (-suggestion.score, suggestion.place.bed);
            key(one).cmp(&key(other))
        });
        suggestions.truncate(count);
        suggestions
    }

    /// The free beds of a ward that could be kept for an admission only against rules, which are named; by room.
    pub fn beds_against_rules(&self, id: AdmissionId, ward: WardId) -> Vec<(BedPlace, Vec<BedRule>)> {
        let (Some(admission), Some(stay)) = (self.get::<Admission>(id.0), self.get::<Stay>(id.0)) else {
            return Vec::new();
        };
        let rooms = self.get::<Ward>(ward.0).into_iter().flat_map(|ward| &ward.rooms);
        let mut against = Vec::new();
        for room in rooms.filter_map(|room| self.get::<Room>(room.0)) {
            let rules: Vec<BedRule> =
                self.broken_rules(admission, stay, room).into_iter().map(|(rule, _)| rule).collect();
            let beds = room.beds.iter().filter_map(|bed| self.get::<Bed>(bed.0));
            let open = beds.filter(|bed| !rules.is_empty() && self.bed_takes(stay, bed).is_ok());
            against.extend(open.filter_map(|bed| Some((self.place(bed.id)?, rules.clone()))));
        }
        against
    }

    fn suggestion(&self, admission: &Admission, bed: &Bed) -> Option<BedSuggestion> {
        let (ward, room) = (self.get::<Ward>(bed.ward.0)?, self.get::<Room>(bed.room.0)?);
        let mut reasons: Vec<(i32, Message)> = Vec::new();
        match ward.departments.iter().position(|department| *department == admission.department) {
            Some(0) => reasons.push((weight::OWN_WARD, Message::new("bed-reason-own-ward"))),
            Some(_) => reasons.push((weight::FRIENDLY_WARD, Message::new("bed-reason-friendly-ward"))),
            None => reasons.push((0, Message::new("bed-reason-other-ward"))),
        }
        let others = self.company(room, Some(admission.id)).people - 1;
        if others > 0 {
            // Using the last bed of a room that is in use keeps whole rooms free for either sex and for isolation.
            let free_after = room.beds.len() - others - 1;
            let reason = Message::new("bed-reason-fills-room").with("free", free_after as i64);
            reasons.push((weight::FILLS_ROOM, reason));
        } else if room.sex == RoomSex::Either && !admission.needs.isolation {
            reasons.push((0, Message::new("bed-reason-opens-room")));
        }
        if admission.needs.oxygen {
            reasons.push((0, Message::new("bed-reason-oxygen")));
        } else if !room.oxygen {
            reasons.push((weight::SPARES_OXYGEN, Message::new("bed-reason-spares-oxygen")));
        }
        if admission.needs.isolation {
            let blocked = room.beds.len() as i32 - 1;
            let reason = Message::new("bed-reason-isolation").with("blocked", i64::from(blocked));
            reasons.push((weight::BLOCKED_BED * blocked, reason));
        } else if !room.isolation {
            reasons.push((weight::SPARES_ISOLATION, Message::new("bed-reason-spares-isolation")));
        }
        let score = reasons.iter().map(|(weight, _)| weight).sum();
        reasons.sort_by_key(|(weight, _)| -weight.abs());
        let touched = room.beds.iter().filter_map(|bed| self.get::<Occupancy>(bed.0)).map(|bed| bed.touched).max();
        Some(BedSuggestion {
            place: self.place(bed.id)?,
            score,
            reasons: reasons.into_iter().map(|(_, message)| message).collect(),
            touched: touched.unwrap_or(0).max(ward.touched),
        })
    }
}

// A stay's formalities are kept in the order in which their steps are listed.
const _: () = assert!(AdmissionStep::ALL.len() == Formality::ALL.len() + 2);
