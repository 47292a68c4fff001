use crate::usecase::{prelude::*, refuses, visits};
use model::{
    id::SlotId,
    scheduling::{Channel, Event, command},
};
use scheduling::read::Moment;

/// Holds a seat of a window for some minutes, while its person decides; any other seat that is held for that person is
/// given up for it. Booking the window then takes this seat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldSeat {
    /// The window, by its id, as the department's windows list it.
    pub slot: SlotId,
    /// The person for whom it is held, by their id.
    pub patient: PersonId,
    /// The channel through which it would be booked; it must be the asker's own.
    pub channel: Channel,
}

impl UseCase for HoldSeat {
    const PATH: Option<&'static str> = Some("/holds");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        Resource { family: scope.is_family(self.patient), ..scope.of_slot(self.slot) }
    }

    /// When many want the same seat, nearly all answers are refusals.
    fn refused_at_once(&self, worlds: &Worlds, moment: Moment) -> Option<Refusal> {
        let patient = worlds.journey.canonical(self.patient);
        let hold = command::HoldSeat { slot: self.slot, patient, channel: self.channel };
        refuses(worlds, moment, &hold.into())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let patient = visits::who_books(deciding, self.channel, self.patient)?;
        deciding.on_behalf_of(patient);
        let decided = deciding.scheduling(command::HoldSeat { slot: self.slot, patient, channel: self.channel })?;
        let until = decided.iter().find_map(|event| {
            let Event::HoldPlaced(placed) = event else { return None };
            Some(placed.until)
        });
        Ok(Answer::SeatHeld { until: until.ok_or_else(|| not_there("slot"))? })
    }
}
