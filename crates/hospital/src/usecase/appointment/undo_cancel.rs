use crate::usecase::{
    prelude::*,
    steps::{Steps, visit},
    visits,
};
use model::{
    actor::Role,
    id::AppointmentId,
    journey::{Owner, StepKind},
    scheduling::command,
};

/// Takes a cancellation back, as long as the seat is still free. A patient can take back only what patients cancelled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoCancel {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for UndoCancel {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/undo-cancel");

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
        visits::present(deciding, before.patient)?;
        let by_hospital = deciding.actor().role != Role::Patient;
        deciding.scheduling(command::UndoCancel { appointment, reason, by_hospital })?;
        let mut steps = Steps::of(before.journey);
        steps.open(StepKind::Consult, visit(appointment), Owner::Clinician, Some(before.until));
        deciding.journey(steps.command())?;
        Ok(Answer::Done)
    }
}
