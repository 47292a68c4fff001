use crate::usecase::{
    prelude::*,
    steps::{Steps, visit},
    visits,
};
use model::{
    id::AppointmentId,
    journey::{Owner, StepKind},
    scheduling::{Event, command},
};

/// Takes a no-show back. If the session is over by now, the patient counts as not seen and is offered another window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoMissed {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for UndoMissed {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/undo-missed");

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
        let decided = deciding.scheduling(command::UndoMissed { appointment, reason })?;
        let is_over = decided.iter().any(|event| matches!(event, Event::AppointmentNotSeen(_)));
        let mut steps = Steps::of(before.journey);
        if is_over {
            steps.open(StepKind::Booking, visit(appointment), Owner::Patient, None);
        } else {
            steps.open(StepKind::Consult, visit(appointment), Owner::Clinician, Some(before.until));
        }
        deciding.journey(steps.command())?;
        Ok(Answer::Done)
    }
}
