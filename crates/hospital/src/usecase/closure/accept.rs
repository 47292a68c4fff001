use crate::usecase::{prelude::*, visits};
use model::{
    id::{AppointmentId, SlotId, short_code},
    scheduling::command,
};

/// Takes the seat that is kept for an appointment whose session was closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptRebooking {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
    /// The window that is kept for it, by its id: whoever has looked at another one answers nothing.
    pub slot: SlotId,
}

impl UseCase for AcceptRebooking {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/rebooking/accept");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let appointment = self.appointment;
        visits::found(deciding, appointment)?;
        visits::kept(deciding, appointment, self.slot)?;
        deciding.scheduling(command::AcceptRebooking { appointment })?;
        let now = visits::moved(deciding, appointment)?;
        let (journey, expected_at) = (now.journey, now.expected_at);
        Ok(Answer::Booked { appointment, journey, code: short_code(appointment.0), expected_at })
    }
}
