//! Who may lie in which bed. Lists, suggestions, assignments and transfers all ask here (decisions.md D6).

use crate::{
    World,
    component::{Admission, Bed, Occupancy, Room, Stay},
    read::{AdmissionState, BedState, WrongCompany},
};
use model::{
    id::{AdmissionId, BedId},
    journey::Subject,
    message::{Message, Obstacle, Refusal, Value},
    person::Sex,
    scheduling::{BedRule, RoomSex},
};
use std::{borrow::Cow, cmp::Ordering};

/// Who is in a room, or will be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Company {
    /// How many beds are kept or taken.
    pub(crate) people: usize,
    /// The sexes as known now, in the order in which they came; a newborn who is with its mother is left out.
    pub(crate) sexes: Vec<(AdmissionId, Sex)>,
    /// One of them is isolated.
    pub(crate) isolated: bool,
}

impl Company {
    /// For which sex the room is now; `None` when it is empty. A room for men or for women is that; in a room for
    /// either, the majority decides, or in a tie those who were there first. One wrong person does not change a room.
    pub(crate) fn sex(&self, room: RoomSex) -> Option<Sex> {
        let count = |sex| self.sexes.iter().filter(|(_, other)| *other == sex).count();
        let first = || self.sexes.iter().map(|(_, sex)| *sex).find(|sex| *sex != Sex::Unknown).unwrap_or(Sex::Unknown);
        (!self.sexes.is_empty()).then(|| match (room, count(Sex::Male).cmp(&count(Sex::Female))) {
            (RoomSex::Male, _) | (RoomSex::Either, Ordering::Greater) => Sex::Male,
            (RoomSex::Female, _) | (RoomSex::Either, Ordering::Less) => Sex::Female,
            (RoomSex::Either, Ordering::Equal) => first(),
        })
    }

    /// What would be wrong if this one joined the others in a room for `room`. Somebody who is already wrong there is
    /// flagged, and keeps nobody out for whom the room is.
    fn wrong_to_join(&self, who: AdmissionId, sex: Sex, room: RoomSex) -> Option<WrongCompany> {
        let others =
            Self { sexes: self.sexes.iter().filter(|(other, _)| *other != who).copied().collect(), ..Self::default() };
        if others.sexes.iter().any(|(_, other)| *other == Sex::Unknown) {
            return Some(WrongCompany::SexUnknown);
        }
        let alone = others.sexes.is_empty();
        match (room, sex) {
            (RoomSex::Either, Sex::Male | Sex::Female | Sex::Unknown) if alone => None,
            (RoomSex::Male | RoomSex::Female | RoomSex::Either, Sex::Unknown) => Some(WrongCompany::SexUnknown),
            (RoomSex::Male, Sex::Female) | (RoomSex::Female, Sex::Male) => Some(WrongCompany::AgainstRoom),
            (RoomSex::Male, Sex::Male) | (RoomSex::Female, Sex::Female) => None,
            (RoomSex::Either, Sex::Male | Sex::Female) => {
                (others.sex(room) != Some(sex)).then_some(WrongCompany::Mixed)
            }
        }
    }

    /// What is wrong about these people together in a room for `room`.
    pub(crate) fn wrong(&self, room: RoomSex) -> Option<WrongCompany> {
        let has = |sex| self.sexes.iter().any(|(_, other)| *other == sex);
        if has(Sex::Unknown) && (room != RoomSex::Either || self.sexes.len() > 1) {
            Some(WrongCompany::SexUnknown)
        } else if room == RoomSex::Male && has(Sex::Female) || room == RoomSex::Female && has(Sex::Male) {
            Some(WrongCompany::AgainstRoom)
        } else if has(Sex::Male) && has(Sex::Female) {
            Some(WrongCompany::Mixed)
        } else {
            None
        }
    }
}

fn sex_message(sex: Sex) -> Value {
    Value::Message(Cow::Borrowed(match sex {
        Sex::Male => "sex-male",
        Sex::Female => "sex-female",
        Sex::Unknown => "sex-unknown",
    }))
}

const fn other_than(sex: Sex) -> Sex {
    match sex {
        Sex::Male => Sex::Female,
        Sex::Female => Sex::Male,
        Sex::Unknown => Sex::Unknown,
    }
}

impl World {
    /// Who is in a room or will be; `joining` counts as being there, even if that is not so yet.
    pub(crate) fn company(&self, room: &Room, joining: Option<AdmissionId>) -> Company {
        let mut taken: Vec<&Occupancy> = room.beds.iter().filter_map(|bed| self.get::<Occupancy>(bed.0)).collect();
        taken.sort_by_key(|place| place.since);
        let mut present: Vec<AdmissionId> = taken.into_iter().filter_map(|place| place.admission).collect();
        present.extend(joining.filter(|id| !present.contains(id)));
        let stays: Vec<(&Admission, &Stay)> =
            present.iter().filter_map(|id| self.get::<Admission>(id.0).zip(self.get::<Stay>(id.0))).collect();
        let is_with_mother = |stay: &Stay| {
            stay.mother.is_some_and(|mother| stays.iter().any(|(who, _)| self.is_same_person(who.patient, mother)))
        };
        Company {
            people: stays.len(),
            sexes: stays
                .iter()
                .filter(|(_, stay)| !is_with_mother(stay))
                .map(|(who, stay)| (who.id, stay.sex))
                .collect(),
            isolated: stays.iter().any(|(who, _)| who.needs.isolation),
        }
    }

    /// May this admission have this bed now: have it kept while it waits for one, or be transferred while it lies in
    /// another? Listing beds and giving them both ask this function.
    pub(crate) fn may_have(&self, who: &Admission, stay: &Stay, bed: &Bed) -> Result<(), Refusal> {
        self.bed_takes(stay, bed)?;
        self.room_takes(who, stay, self.find::<Room>(bed.room.0, "bed")?)
    }

    /// The same, as far as the bed and the stay go; the room's rules are another question.
    pub(crate) fn bed_takes(&self, stay: &Stay, bed: &Bed) -> Result<(), Refusal> {
        match (stay.state(), stay.bed) {
            (AdmissionState::Discharged | AdmissionState::Cancelled, _) => {
                return super::admission::wrong_state(stay.state()).err();
            }
            (AdmissionState::InBed, Some(from)) if from == bed.id => {
                return Refusal::new("same-bed").field("bed").with("bed", bed.number.as_str()).err();
            }
            (AdmissionState::InBed, _) => self.not_moving(stay)?,
            (AdmissionState::Requested | AdmissionState::BedAssigned | AdmissionState::Arrived, Some(kept)) => {
                return Refusal::new("bed-already-assigned").field("admission").with("bed", self.number(kept)).err();
            }
            (AdmissionState::Requested | AdmissionState::BedAssigned | AdmissionState::Arrived, None) => {}
        }
        let occupancy = self.find::<Occupancy>(bed.id.0, "bed")?;
        if occupancy.state != BedState::Free {
            let state = match occupancy.state {
                BedState::Free => "bed-state-free",
                BedState::Reserved => "bed-state-reserved",
                BedState::Occupied => "bed-state-occupied",
                BedState::Cleaning => "bed-state-cleaning",
            };
            return Refusal::new("bed-not-free")
                .field("bed")
                .with("bed", bed.number.as_str())
                .with("state", Value::Message(Cow::Borrowed(state)))
                .err();
        }
        self.bed_not_blocked(bed.id, "bed")
    }

    /// A bed's number.
    pub(super) fn number(&self, bed: BedId) -> String {
        self.get::<Bed>(bed.0).map_or(String::new(), |bed| bed.number.clone())
    }

    /// Only one transfer at a time may be asked for.
    pub(super) fn not_moving(&self, stay: &Stay) -> Result<(), Refusal> {
        match stay.moving {
            Some((bed, _)) => Refusal::new("transfer-pending").field("admission").with("bed", self.number(bed)).err(),
            None => Ok(()),
        }
    }

    /// May this person lie in this room, with those who are there?
    pub(super) fn room_takes(&self, admission: &Admission, stay: &Stay, room: &Room) -> Result<(), Refusal> {
        match self.broken_rules(admission, stay, room).into_iter().next() {
            Some((_, refusal)) => refusal.err(),
            None => Ok(()),
        }
    }

    /// The rules that this person would break in this room, with those who are there; each with what it says.
    pub(crate) fn broken_rules(&self, admission: &Admission, stay: &Stay, room: &Room) -> Vec<(BedRule, Refusal)> {
        let mut broken = Vec::new();
        let company = self.company(room, Some(admission.id));
        let others = company.people - 1;
        let refuse = |code: &'static str| Refusal::new(code).field("bed").with("room", room.number.as_str());
        // Somebody who comes to the mother, or to the child, makes nothing worse and does not count among the others.
        let counts = company.sexes.iter().any(|(id, _)| *id == admission.id);
        let wrong = company.wrong_to_join(admission.id, stay.sex, room.sex);
        if let Some(wrong) = wrong.filter(|_| counts) {
            let rule = match wrong {
                WrongCompany::SexUnknown => BedRule::SexUnknown,
                WrongCompany::AgainstRoom | WrongCompany::Mixed => BedRule::RoomSex,
            };
            broken.push((rule, self.wrong_company(admission, stay, room, &company, wrong)));
        }
        if admission.needs.oxygen && !room.oxygen {
            broken.push((BedRule::Oxygen, refuse("room-without-oxygen")));
        }
        if admission.needs.isolation && !room.isolation {
            broken.push((BedRule::Isolation, refuse("room-not-for-isolation")));
        }
        if admission.needs.isolation && others > 0 {
            let refusal = refuse("isolation-needs-room-alone").with("people", others as i64);
            broken.push((BedRule::IsolatedAlone, refusal));
        }
        if company.isolated && !admission.needs.isolation {
            broken.push((BedRule::BesideIsolated, refuse("room-isolated")));
        }
        broken
    }

    /// Why the sexes do not go together. If a sex is not recorded, it says whose: recording it is the way out.
    fn wrong_company(
        &self,
        admission: &Admission,
        stay: &Stay,
        room: &Room,
        company: &Company,
        wrong: WrongCompany,
    ) -> Refusal {
        let refusal = |code: &'static str| Refusal::new(code).field("bed").with("room", room.number.as_str());
        let unknown = |id: AdmissionId| Obstacle {
            message: Message::new("obstacle-sex-unknown"),
            subjects: vec![Subject::Admission(id)],
        };
        match wrong {
            WrongCompany::SexUnknown if stay.sex == Sex::Unknown => {
                refusal("sex-unknown-alone").because_of(vec![unknown(admission.id)])
            }
            WrongCompany::SexUnknown => {
                let whose = company.sexes.iter().filter(|(_, sex)| *sex == Sex::Unknown).map(|(id, _)| unknown(*id));
                refusal("room-sex-unknown").because_of(whose.collect())
            }
            WrongCompany::AgainstRoom | WrongCompany::Mixed => refusal("room-sex")
                .with("sex", sex_message(stay.sex))
                .with("room_sex", sex_message(other_than(stay.sex))),
        }
    }
}
