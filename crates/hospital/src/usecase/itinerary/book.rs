use crate::usecase::{
    itineraries::{self, Stop},
    prelude::*,
    visits, would_refuse,
};
use model::{
    id::AppointmentId,
    scheduling::{Channel, ItineraryOrder},
};
use scheduling::read::{AppointmentState, Moment};

/// Books several windows as one itinerary (一次办几件事): all of them or none. Order, gaps and preparations of the services
/// are checked again; a plan that does not hold any more is refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookItinerary {
    /// The person for whom it is booked, by their id.
    pub patient: PersonId,
    /// The channel through which it is booked; it must be the asker's own.
    pub channel: Channel,
    /// The windows, 2–8, in the order in which the steps were asked for.
    #[schema(min_items = 2, max_items = 8)]
    pub stops: Vec<Stop>,
    /// The order that was asked for.
    #[serde(default)]
    pub order: ItineraryOrder,
    /// The visit of that person during which a clinician orders it, by its id; the person must be in the room.
    #[serde(default)]
    pub visit: Option<AppointmentId>,
}

impl UseCase for BookItinerary {
    const PATH: Option<&'static str> = Some("/itineraries");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_order(self.patient, self.visit)
    }

    fn refused_at_once(&self, worlds: &Worlds, moment: Moment) -> Option<Refusal> {
        let counted = count(&self.stops).err();
        let refused = |stop: &Stop| would_refuse(worlds, moment, stop.slot, self.patient, self.channel);
        counted.or_else(|| self.stops.iter().find_map(refused))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        count(&self.stops)?;
        let person = visits::who_books(deciding, self.channel, self.patient)?;
        in_the_room(deciding.worlds(), self.visit)?;
        itineraries::booked(deciding, person, self.channel, &self.stops, self.order)
    }
}

/// Whatever is ordered during a visit is ordered while its patient is in the room.
pub(crate) fn in_the_room(worlds: &Worlds, visit: Option<AppointmentId>) -> Result<(), Refusal> {
    let state = visit.and_then(|id| worlds.scheduling.appointment(id)).map(|visit| visit.state);
    if visit.is_none() || state == Some(AppointmentState::InConsultation) {
        return Ok(());
    }
    Refusal::new("not-in-the-room").field("visit").err()
}

/// An itinerary has 2–8 steps.
pub(super) fn count(stops: &[Stop]) -> Result<(), Refusal> {
    if (2..=8).contains(&stops.len()) {
        return Ok(());
    }
    let count = i64::try_from(stops.len()).unwrap_or(i64::MAX);
    Refusal::new("out-of-range").field("stops").with("value", count).with("min", 2u16).with("max", 8u16).err()
}
