use crate::usecase::{
    channel_of,
    prelude::*,
    steps::{Steps, visit},
    visits,
};
use model::{
    actor::Role,
    id::{AppointmentId, SlotId, short_code},
    journey::{Owner, StepKind},
    scheduling::{Channel, command},
};

/// Moves an appointment to another window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
    /// The window to move to, by its id.
    pub slot: SlotId,
}

impl UseCase for Move {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/move");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let (appointment, slot) = (self.appointment, self.slot);
        let before = visits::found(deciding, appointment)?;
        let role = deciding.actor().role;
        let (by_hospital, channel) = (role != Role::Patient, channel_of(role).unwrap_or(Channel::Online));
        let decided = deciding.scheduling(command::Move { appointment, slot, channel, by_hospital })?;
        let expected_at = visits::expected(&decided).unwrap_or(before.expected_at);
        let until = Some(visits::place_of_slot(deciding, slot)?.until);
        let mut steps = Steps::of(before.journey);
        // The step is opened anew because it is due at another time.
        steps.close(deciding.worlds(), StepKind::Consult, visit(appointment), false);
        steps.open(StepKind::Consult, visit(appointment), Owner::Clinician, until);
        deciding.journey(steps.command())?;
        Ok(Answer::Booked { appointment, journey: before.journey, code: short_code(appointment.0), expected_at })
    }
}
