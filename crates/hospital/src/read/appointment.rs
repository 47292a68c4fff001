//! An appointment.

use super::Read;
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::VisitSummary};
use model::{actor::Actor, id::AppointmentId};
use serde::Deserialize;
use utoipa::ToSchema;

/// An appointment, with its place in the queue.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    /// The appointment, by its id, as booking answered it or a list shows it.
    pub appointment: AppointmentId,
}

impl Read for Appointment {
    const PATH: &'static str = "/appointments/{appointment}";
    const ACTION: Action = Action::ReadPerson;
    type View = VisitSummary;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { appointment } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                let found = reading.worlds.scheduling.appointment(appointment);
                match &found {
                    Some(found) => {
                        reading.may_of(Action::ReadPerson, found.patient, reading.scope().of_visit_read(found))?;
                    }
                    None => reading.may(Action::ReadPerson, &Default::default())?,
                }
                let found = reading.found(found)?;
                reading.about("appointment", found.id);
                reading.patient_name(found.patient);
                Ok(reading.visit_summary(&found))
            })
            .await
    }
}
