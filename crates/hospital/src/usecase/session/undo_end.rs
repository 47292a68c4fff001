use crate::usecase::{
    prelude::*,
    steps::{Steps, visit},
    visits,
};
use model::{
    id::SessionId,
    journey::{Owner, StepKind},
    scheduling::{Event, command},
};
use scheduling::read::AppointmentState;

/// Takes the end of a session back: its queue is as it was, except for patients who have another window by now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoEndSession {
    /// The session that goes on, by its id, as the day's list names it.
    pub session: SessionId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for UndoEndSession {
    const PATH: Option<&'static str> = Some("/sessions/{session}/undo-end");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let decided = deciding.scheduling(command::UndoEndSession { session: self.session, reason })?;
        for event in decided {
            let Event::SessionEndUndone(event) = event else { continue };
            for id in event.awaited.into_iter().chain(event.waiting) {
                let found = visits::one_of(deciding, id)?;
                let mut steps = Steps::of(found.journey);
                steps.close(deciding.worlds(), StepKind::Booking, visit(id), false);
                steps.open(StepKind::Consult, visit(id), Owner::Clinician, Some(found.until));
                deciding.journey(steps.command())?;
            }
        }
        let visits = deciding.worlds().scheduling.appointments_of_session(self.session);
        let left_out = visits.iter().filter(|visit| visit.state == AppointmentState::NotSeen).count();
        Ok(Answer::SessionReopened { left_out: u32::try_from(left_out).unwrap_or(u32::MAX) })
    }
}
