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

/// Ends a session whose time is over: whoever has checked in counts as not seen and is offered another window; whoever
/// has not has missed it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndSession {
    /// The session that is ended, by its id, as the day's list names it.
    pub session: SessionId,
}

impl UseCase for EndSession {
    const PATH: Option<&'static str> = Some("/sessions/{session}/end");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let decided = deciding.scheduling(command::EndSession { session: self.session })?;
        for event in &decided {
            let (id, is_offered) = if let Event::AppointmentNotSeen(event) = event {
                (event.appointment, true)
            } else if let Event::AppointmentMissed(event) = event {
                (event.appointment, false)
            } else {
                continue;
            };
            let mut steps = Steps::of(visits::one_of(deciding, id)?.journey);
            steps.close(deciding.worlds(), StepKind::Consult, visit(id), false);
            if is_offered {
                steps.open(StepKind::Booking, visit(id), Owner::Patient, None);
            }
            steps.close_if_done(deciding.worlds());
            deciding.journey(steps.command())?;
        }
        Ok(Answer::Done)
    }
}
