//! A journey.

use super::Read;
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::JourneyDetail};
use model::{actor::Actor, id::JourneyId};
use serde::Deserialize;
use utoipa::ToSchema;

/// A journey with its visits, stays, steps and effort.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// The journey, by its id, as `/journeys` lists it.
    pub journey: JourneyId,
}

impl Read for Journey {
    const PATH: &'static str = "/journeys/{journey}";
    const ACTION: Action = Action::ReadPerson;
    type View = JourneyDetail;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { journey } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                let found = reading.worlds.journey.journey(journey);
                let resource = found.map(|found| reading.scope().of_person(found.person)).unwrap_or_default();
                match found {
                    Some(found) => reading.may_of(Action::ReadPerson, found.person, resource)?,
                    None => reading.may(Action::ReadPerson, &resource)?,
                }
                reading.about("journey", journey);
                Ok(reading.journey_detail(reading.found(found)?))
            })
            .await
    }
}
