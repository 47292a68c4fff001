use crate::usecase::{prelude::*, visits};
use model::{
    id::{AppointmentId, SlotId},
    scheduling::{Channel, command},
};
use scheduling::read::{AppointmentState, SlotPlace};

/// Books the next window for the patient who is in the consulting room: with another department (转科), or to come again (复诊).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookFromRoom {
    /// The visit whose patient is in the room, by its id.
    pub appointment: AppointmentId,
    /// The window in which to book, by its id, in any department.
    pub slot: SlotId,
}

impl UseCase for BookFromRoom {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/book-next");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let visit = visits::found(deciding, self.appointment)?;
        if visit.state != AppointmentState::InConsultation {
            return Err(Refusal::new("not-in-the-room").field("appointment").into());
        }
        let person = visits::present(deciding, visit.patient)?;
        let SlotPlace { department, .. } = visits::place_of_slot(deciding, self.slot)?;
        let slot = self.slot;
        visits::booked(deciding, person, department, |appointment, patient, journey| {
            command::Book { appointment, slot, patient, journey, channel: Channel::FollowUp }.into()
        })
    }
}
