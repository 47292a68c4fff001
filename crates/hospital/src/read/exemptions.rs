//! Who is exempt from booking rules, and who can be found to be exempted. Names are masked: an administrator reads no
//! patient's data.

use super::{Read, Reading, names, search::HITS_MAX};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{ExemptPerson, ExemptionList, ExemptionRow},
};
use model::{actor::Actor, id::PersonId};
use scheduling::read::ExemptionView;
use serde::Deserialize;
use utoipa::ToSchema;

/// The most rows of the list.
const ROWS_MAX: usize = 500;

/// Who is exempt from booking rules.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exemptions {
    /// Only this person, by their id: then also what is over.
    pub person: Option<PersonId>,
}

impl Read for Exemptions {
    const PATH: &'static str = "/exemptions";
    const ACTION: Action = Action::ReadExemptions;
    type View = ExemptionList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { person } = self;
        hospital.reading(actor, Self::ACTION, |reading| reading.exemptions(person)).await
    }
}

/// People who can be exempted, found by what somebody typed, as in the search for people; at most twenty.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExemptionCandidates {
    /// What was typed.
    #[schema(value_type = crate::schema::LookedFor)]
    pub text: String,
}

impl Read for ExemptionCandidates {
    const PATH: &'static str = "/exemptions/candidates";
    const ACTION: Action = Action::ReadExemptions;
    const IN_BODY: bool = true;
    type View = Vec<ExemptPerson>;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        hospital.reading(actor, Self::ACTION, |reading| reading.may(Self::ACTION, &Default::default())).await?;
        let wanted = hospital.looked_for(actor, &self.text).await?;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                reading.may(Self::ACTION, &Default::default())?;
                reading.saw_all();
                let (_, people) = reading.find(&wanted);
                Ok(people.into_iter().take(HITS_MAX).map(|person| reading.exempt_person(person)).collect())
            })
            .await
    }
}

impl Reading<'_> {
    fn exemptions(&self, person: Option<PersonId>) -> Result<ExemptionList, Failure> {
        self.may(Action::ReadExemptions, &Default::default())?;
        // One is granted with any event.
        self.saw_all();
        let all = match person {
            Some(person) => {
                self.found(self.worlds.journey.person(person))?;
                self.about("person", person);
                self.read.borrow_mut().insert(self.worlds.journey.canonical(person));
                self.worlds.scheduling.exemptions_of(person)
            }
            None => {
                let mut all = self.worlds.scheduling.all_exemptions();
                all.retain(|one| one.ended_at.is_none() && one.until >= self.today());
                all.sort_by_key(|one| (one.until, one.id));
                all
            }
        };
        Ok(ExemptionList {
            now: self.now,
            rows: all.iter().take(ROWS_MAX).map(|one| self.exemption_row(one)).collect(),
            count: u32::try_from(all.len()).unwrap_or(u32::MAX),
            person: person.map(|person| self.exempt_person(person)),
            departments: self.departments(),
        })
    }

    fn exemption_row(&self, one: &ExemptionView) -> ExemptionRow {
        ExemptionRow {
            exemption: one.id,
            person: self.exempt_person(one.patient),
            exempt_from: one.exempt_from,
            department: one.department.map(|department| self.department(department)),
            from: one.from,
            until: one.until,
            reason: one.reason,
            granted_at: one.granted_at,
            ended_at: one.ended_at,
        }
    }

    fn exempt_person(&self, person: PersonId) -> ExemptPerson {
        let phone = self.record(person).and_then(|record| record.phone.as_deref()).map(names::mask_phone);
        ExemptPerson {
            person: self.worlds.journey.canonical(person),
            name: self.name(person).masked,
            sex: self.worlds.journey.sex_of(person),
            age: self.age(person),
            phone,
        }
    }
}
