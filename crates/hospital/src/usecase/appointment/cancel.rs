use crate::usecase::{
    prelude::*,
    steps::{Steps, visit},
    visits,
};
use model::{actor::Role, id::AppointmentId, journey::StepKind, scheduling::command};

/// Cancels an appointment; for somebody who was not seen, says that no other window is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for Cancel {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/cancel");

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
        let appointment = self.appointment;
        let before = visits::found(deciding, appointment)?;
        let by_hospital = deciding.actor().role != Role::Patient;
        let mut steps = Steps::of(before.journey);
        let journey = deciding.worlds().journey.journey(before.journey);
        if journey.is_some_and(|journey| journey.open_step(StepKind::Booking, visit(appointment)).is_some()) {
            // Was not seen, and needs no other window: no seat is given back.
            steps.close(deciding.worlds(), StepKind::Booking, visit(appointment), false);
        } else {
            deciding.scheduling(command::Cancel { appointment, reason, by_hospital })?;
            steps.close(deciding.worlds(), StepKind::Consult, visit(appointment), false);
        }
        steps.close_if_done(deciding.worlds());
        deciding.journey(steps.command())?;
        Ok(Answer::Done)
    }
}
