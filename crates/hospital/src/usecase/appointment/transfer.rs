use crate::usecase::{prelude::*, visits};
use model::{
    id::{AppointmentId, SessionId},
    scheduling::command,
};

/// Sends a patient who waits on to another session of the department (转医生): in the queue there they have the place that the
/// window gives which was booked, and a seat is added if none is free. Ticket and fee stay as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferVisit {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
    /// The session that takes the patient, by its id.
    pub session: SessionId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for TransferVisit {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/transfer");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.patient_of_visit(self.appointment)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let (appointment, session) = (self.appointment, self.session);
        visits::sent_on(deciding, appointment, command::TransferVisit { appointment, session, reason })
    }
}
