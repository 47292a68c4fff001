//! The ward: its rooms, and who is to come.

use super::{Read, Reading, people::formalities};
use crate::{
    billing,
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{
        BedAgainstRules, BedBlock, BedState, IncomingTransfer, Occupant, SettlementStage, Suggestion, WaitingAdmission,
        WardBed, WardBoard, WardFigures, WardRef, WardRoom,
    },
};
use chrono::Duration;
use model::{
    actor::Actor,
    id::WardId,
    scheduling::{BedRule, SettledAt},
    time::BusinessDate,
};
use rust_decimal::Decimal;
use scheduling::read::{AdmissionView, BedView, RoomView, WardView};
use serde::Deserialize;
use utoipa::ToSchema;

/// How many beds are suggested for one admission at most.
const SUGGESTIONS_MAX: usize = 3;
/// Days over which the bedside share is counted.
const SHARE_DAYS: i64 = 30;

/// A ward: rooms, beds, who waits for one.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ward {
    /// The ward, by its id, as `/places` lists it.
    pub ward: Option<WardId>,
}

impl Read for Ward {
    const PATH: &'static str = "/wards/{ward}";
    const ACTION: Action = Action::ReadWard;
    type View = WardBoard;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { ward } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                // Somebody who has no ward at all is denied, not told that there is none.
                let own = ward.or(actor.ward);
                reading.may(Action::ReadWard, &own.map(|id| reading.scope().of_ward(id)).unwrap_or_default())?;
                let id = reading.found(own)?;
                let ward = reading.found(reading.worlds.scheduling.ward(id, reading.moment()))?;
                reading.about("ward", id);
                reading.saw_all();
                let wards = reading.worlds.scheduling.wards(reading.moment()).into_iter();
                let waiting = reading.worlds.scheduling.admissions_waiting(Some(id));
                Ok(WardBoard {
                    now: reading.now,
                    ward: ward_ref(&ward),
                    wards: wards
                        .filter(|other| reading.may(Action::ReadWard, &reading.scope().of_ward(other.id)).is_ok())
                        .map(|other| ward_ref(&other))
                        .collect(),
                    rooms: ward.rooms.iter().map(|room| reading.ward_room(room)).collect(),
                    coming: reading.coming(id),
                    waiting: waiting.iter().map(|stay| reading.waiting_admission(stay, Some(id))).collect(),
                    figures: reading.ward_figures(&ward),
                })
            })
            .await
    }
}

fn ward_ref(ward: &WardView) -> WardRef {
    WardRef { ward: ward.id, code: ward.code.clone(), name: ward.name.clone() }
}

fn ratio(count: usize, of: usize) -> Option<Decimal> {
    (of > 0).then(|| (Decimal::from(count) / Decimal::from(of)).round_dp(4))
}

impl Reading<'_> {
    fn ward_room(&self, room: &RoomView) -> WardRoom {
        let known = |stay: &AdmissionView| self.knows(stay.patient);
        WardRoom {
            room: room.id,
            number: room.number.clone(),
            sex: room.sex,
            // Not shown if the reader has no right to know any of them.
            sex_now: room.taken_by.filter(|_| room.beds.iter().filter_map(|bed| bed.occupant.as_ref()).any(known)),
            wrong: room.wrong,
            oxygen: room.oxygen,
            isolation: room.isolation,
            beds: room.beds.iter().map(|bed| self.ward_bed(bed)).collect(),
        }
    }

    fn ward_bed(&self, bed: &BedView) -> WardBed {
        WardBed {
            bed: bed.place.bed,
            number: bed.place.number.clone(),
            state: bed.state,
            occupant: bed.occupant.as_ref().map(|stay| self.occupant(stay)),
            clean_at: bed.ready_at,
            blocked: bed.blocked.map(|block| BedBlock { reason: block.reason, until: block.until }),
        }
    }

    fn coming(&self, ward: WardId) -> Vec<IncomingTransfer> {
        let asked = self.worlds.scheduling.transfers_into(ward).into_iter();
        asked
            .filter_map(|stay| {
                Some(IncomingTransfer {
                    admission: stay.id,
                    patient: self.patient(stay.patient),
                    from: self.bed_ref(stay.bed.as_ref()?),
                    to: self.bed_ref(stay.moving_to.as_ref()?),
                    diagnosis: stay.diagnosis,
                    needs: stay.needs,
                })
            })
            .collect()
    }

    fn leaves_on(&self, stay: &AdmissionView) -> Option<BusinessDate> {
        let in_bed = stay.in_bed_at?;
        Some(self.zone.date(in_bed).plus_days(i64::from(stay.expected_days)))
    }

    /// The diagnosis, if the reader has a right to know who the patient is; otherwise empty.
    fn diagnosis(&self, stay: &AdmissionView) -> String {
        if self.knows(stay.patient) { stay.diagnosis.clone() } else { String::new() }
    }

    fn occupant(&self, stay: &AdmissionView) -> Occupant {
        let leaves_on = self.leaves_on(stay);
        let days = stay.in_bed_at.map_or(0, |in_bed| (self.today().0 - self.zone.date(in_bed).0).num_days() + 1);
        let leaving_today = leaves_on.is_some_and(|day| day <= self.today());
        Occupant {
            admission: stay.id,
            patient: self.patient(stay.patient),
            state: stay.state,
            diagnosis: self.diagnosis(stay),
            day: u32::try_from(days).unwrap_or_default(),
            leaves_on,
            leaving_today,
            overruled: self.overruled(stay),
            settlement: billing::stage(self.worlds, stay.id),
            // Not for a patient whom the reader has no right to know.
            lacks: (leaving_today && self.knows(stay.patient)).then(|| self.lacks(stay)),
        }
    }

    /// Somebody on the way to a bed; suggestions are of `ward`, or of the whole hospital.
    pub(super) fn waiting_admission(&self, stay: &AdmissionView, ward: Option<WardId>) -> WaitingAdmission {
        self.saw(stay.touched);
        let suggestions = match &stay.bed {
            Some(_) => Vec::new(),
            None => self.suggestions(stay, ward),
        };
        WaitingAdmission {
            admission: stay.id,
            patient: self.patient(stay.patient),
            state: stay.state,
            department: self.department(stay.department),
            urgency: stay.urgency,
            needs: stay.needs,
            diagnosis: self.diagnosis(stay),
            requested_at: stay.requested_at,
            arrived_at: stay.arrived_at,
            bed: stay.bed.as_ref().map(|bed| self.bed_ref(bed)),
            overruled: self.overruled(stay),
            suggestions,
            against_rules: match (&stay.bed, ward) {
                (None, Some(ward)) => self.against_rules(stay, ward),
                _ => Vec::new(),
            },
            formalities: formalities(stay),
        }
    }

    /// The rules against which the bed was kept, if the reader has a right to know who the patient is.
    fn overruled(&self, stay: &AdmissionView) -> Vec<BedRule> {
        if self.knows(stay.patient) { stay.overruled.clone() } else { Vec::new() }
    }

    fn against_rules(&self, stay: &AdmissionView, ward: WardId) -> Vec<BedAgainstRules> {
        let beds = self.worlds.scheduling.beds_against_rules(stay.id, ward).into_iter();
        beds.map(|(place, rules)| BedAgainstRules { bed: self.bed_ref(&place), rules }).collect()
    }

    fn suggestions(&self, stay: &AdmissionView, ward: Option<WardId>) -> Vec<Suggestion> {
        let all = self.worlds.scheduling.suggest_beds(stay.id, usize::MAX).into_iter();
        let here = all.filter(|suggestion| ward.is_none_or(|ward| suggestion.place.ward == ward));
        here.take(SUGGESTIONS_MAX)
            .map(|suggestion| {
                self.saw(suggestion.touched);
                Suggestion { bed: self.bed_ref(&suggestion.place), reasons: suggestion.reasons }
            })
            .collect()
    }

    fn ward_figures(&self, ward: &WardView) -> WardFigures {
        let today = self.today();
        let count = |state| ward.count(state) as u32;
        // A bed may be kept for somebody who still lies in another ward.
        let taken = ward.rooms.iter().flat_map(|room| &room.beds).filter(|bed| bed.state == BedState::Occupied);
        let lying: Vec<&AdmissionView> = taken.filter_map(|bed| bed.occupant.as_ref()).collect();
        let since = self.now - Duration::days(SHARE_DAYS);
        let left = self.worlds.scheduling.discharges(ward.id, since);
        let left_today: Vec<_> =
            left.iter().filter(|stay| stay.discharged_at.is_some_and(|at| self.zone.date(at) == today)).collect();
        let leaving: Vec<_> =
            lying.iter().filter(|stay| self.leaves_on(stay).is_some_and(|day| day <= today)).collect();
        let is_settled = |stage| matches!(stage, SettlementStage::Settled | SettlementStage::Paid);
        let settled = leaving.iter().filter(|stay| is_settled(billing::stage(self.worlds, stay.id)));
        let gone_settled = left_today.iter().filter(|stay| stay.settled == Some(SettledAt::Bedside));
        let bedside = left.iter().filter(|stay| stay.settled == Some(SettledAt::Bedside)).count();
        let seconds = lying.iter().copied().chain(left.iter()).filter_map(|stay| {
            let (arrived, in_bed) = stay.arrived_at.zip(stay.in_bed_at)?;
            (self.zone.date(in_bed) == today).then(|| (in_bed - arrived).num_seconds())
        });
        let seconds: Vec<i64> = seconds.collect();
        let mean = (!seconds.is_empty()).then(|| {
            let sum = Decimal::from(seconds.iter().sum::<i64>());
            (sum / Decimal::from(60 * seconds.len() as i64)).round_dp(1)
        });
        WardFigures {
            beds: ward.rooms.iter().map(|room| room.beds.len() as u32).sum(),
            occupied: count(BedState::Occupied),
            free: count(BedState::Free),
            reserved: count(BedState::Reserved),
            cleaning: count(BedState::Cleaning),
            blocked: ward.blocked() as u32,
            leaving_today: (leaving.len() + left_today.len()) as u32,
            leaving_settled: (settled.count() + gone_settled.count()) as u32,
            admission_minutes_mean: mean,
            bedside_share: ratio(bedside, left.len()),
        }
    }
}
