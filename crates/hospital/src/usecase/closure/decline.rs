use crate::usecase::{prelude::*, visits};
use model::{
    id::{AppointmentId, SlotId},
    scheduling::command,
};

/// Does not take the seat that is kept for an appointment whose session was closed: everybody can book it. Somebody phones,
/// unless another window is chosen before, or the appointment is cancelled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineRebooking {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
    /// The window that is kept for it, by its id: whoever has looked at another one answers nothing.
    pub slot: SlotId,
}

impl UseCase for DeclineRebooking {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/rebooking/decline");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let appointment = self.appointment;
        visits::kept(deciding, appointment, self.slot)?;
        visits::only(deciding, appointment, command::DeclineRebooking { appointment })
    }
}
