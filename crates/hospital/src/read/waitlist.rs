//! What one can wait for in a department.

use super::{Read, Reading};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{ChanceSeen, ClinicianHalves, HalfOffer, WaitlistOffer, WaitlistTerms},
};
use model::{
    actor::Actor,
    id::{DepartmentId, PersonId},
    scheduling::Wish,
};
use scheduling::read::HalfDay;
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The half-days of a department's clinicians, each with the place and the chance of who joins the waiting list now.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Waitlist {
    /// The department, by its id, as `/departments` lists it.
    pub department: DepartmentId,
    /// The person who would wait, by their id; if left out, the reader.
    pub patient: Option<PersonId>,
}

impl Read for Waitlist {
    const PATH: &'static str = "/departments/{department}/waitlist";
    const ACTION: Action = Action::ReadSlots;
    type View = WaitlistOffer;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { department, patient } = self;
        hospital.reading(actor, Self::ACTION, |reading| reading.waitlist_offer(department, patient)).await
    }
}

impl Reading<'_> {
    fn waitlist_offer(&self, department: DepartmentId, patient: Option<PersonId>) -> Result<WaitlistOffer, Failure> {
        self.may(Action::ReadSlots, &Default::default())?;
        let scheduling = &self.worlds.scheduling;
        self.found(scheduling.department(department))?;
        let patient = match patient.or(self.actor.person) {
            Some(person) if !self.knows(person) => return Err(Failure::Denied),
            person => person,
        };
        // Lines change with whoever joins and leaves.
        self.saw_all();
        let own: BTreeSet<Wish> = patient
            .into_iter()
            .flat_map(|person| scheduling.waitlist_entries(person, 0, self.moment()))
            .flat_map(|entry| entry.wishes)
            .map(|one| one.wish)
            .collect();
        let days = (self.today(), self.days_ahead(department, patient));
        let all = scheduling.half_days_for(department, days, patient, self.moment());
        let clinicians = scheduling.clinicians(department).into_iter().filter_map(|clinician| {
            let mut halves: Vec<_> = all
                .iter()
                .filter(|half| half.wish.clinician == clinician.id && half.seats > 0)
                .map(|half| half_offer(half, own.contains(&half.wish)))
                .collect();
            halves.sort_by_key(|half| (half.date, half.half));
            (!halves.is_empty()).then(|| ClinicianHalves {
                clinician: clinician.id,
                name: self.name(clinician.person),
                title: clinician.title,
                fee: clinician.fee,
                halves,
            })
        });
        Ok(WaitlistOffer {
            now: self.now,
            department: self.department(department),
            patient: patient.map(|person| self.member(person)),
            family: self.family(),
            terms: self.waitlist_terms(department),
            clinicians: clinicians.collect(),
        })
    }

    /// The rules of a department's waiting list, if it has one.
    pub(super) fn waitlist_terms(&self, department: DepartmentId) -> Option<WaitlistTerms> {
        self.worlds.scheduling.waitlist_rules_of(department, self.moment()).map(|rules| WaitlistTerms {
            open_max: rules.open_max,
            closes: rules.closes,
            offer_minutes_max: rules.offer_minutes_max,
            passes_max: rules.passes_max,
            silences_max: rules.silences_max,
        })
    }
}

const fn half_offer(half: &HalfDay, waits: bool) -> HalfOffer {
    HalfOffer {
        date: half.wish.date,
        half: half.wish.half,
        seats: half.seats,
        left: half.left,
        can_wait: half.is_open && !waits,
        waits,
        place: half.waiting + 1,
        chance: match half.chance {
            Some(chance) => Some(ChanceSeen { reached: chance.reached, cases: chance.cases }),
            None => None,
        },
    }
}
