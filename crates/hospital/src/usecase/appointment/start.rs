use crate::usecase::{prelude::*, steps::Steps, visits};
use model::{id::AppointmentId, journey::Effort, scheduling::command};

/// Starts the consultation of a patient who was called; the wait ends and is counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
}

impl UseCase for Start {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/start");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let before = visits::found(deciding, self.appointment)?;
        deciding.scheduling(command::Start { appointment: self.appointment })?;
        // Counted once, here: a start is never taken back.
        let since = before.checked_in_at.map(|here| here.max(before.from));
        let waited = since.zip(before.called_at).map_or(0, |(since, called)| (called - since).num_minutes());
        let effort = Effort { waiting_minutes: u32::try_from(waited).unwrap_or_default(), ..Effort::default() };
        let mut steps = Steps::of(before.journey);
        steps.count(deciding.worlds(), effort);
        deciding.journey(steps.command())?;
        Ok(Answer::Done)
    }
}
