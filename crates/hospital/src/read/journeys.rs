//! The journeys of a person.

use super::Read;
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::JourneyList};
use model::{actor::Actor, id::PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

/// How many journeys of one person are shown at most.
const JOURNEYS_MAX: usize = 20;

/// The journeys of a person, newest first.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Journeys {
    /// The person, by their id; if left out, the reader and the reader's family.
    pub person: Option<PersonId>,
}

impl Read for Journeys {
    const PATH: &'static str = "/journeys";
    const ACTION: Action = Action::ReadPerson;
    const WHOM: Option<&'static str> = Some("person");
    type View = JourneyList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { person } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                let family = reading.family();
                let people: Vec<PersonId> = match person {
                    Some(person) => vec![person],
                    // A login that is nobody's own has no family.
                    None if actor.person.is_none() => return Err(Failure::Denied),
                    None => family.iter().map(|member| member.person).collect(),
                };
                let mut journeys = Vec::new();
                for person in people {
                    reading.may_of(Action::ReadPerson, person, reading.scope().of_person(person))?;
                    let all = reading.worlds.journey.journeys_of(person);
                    journeys.extend(all.into_iter().take(JOURNEYS_MAX).map(|journey| reading.journey_detail(journey)));
                }
                reading.saw_all();
                journeys.sort_by_key(|page| (page.closed_at.is_some(), std::cmp::Reverse(page.opened_at)));
                Ok(JourneyList { now: reading.now, journeys, family })
            })
            .await
    }
}
