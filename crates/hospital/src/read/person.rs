//! A person.

use super::Read;
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::PersonSummary};
use model::{actor::Actor, id::PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

/// A person's card, with numbers masked.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The person, by their id, as a search or a list shows it.
    pub person: PersonId,
}

impl Read for Person {
    const PATH: &'static str = "/persons/{person}";
    const ACTION: Action = Action::ReadPerson;
    type View = PersonSummary;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { person } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                reading.may_of(Action::ReadPerson, person, reading.scope().of_person(person))?;
                reading.found(reading.worlds.journey.person(person))?;
                Ok(reading.patient(person))
            })
            .await
    }
}
