use super::book::count;
use crate::usecase::{
    itineraries::{self, Stop},
    prelude::*,
    visits,
};
use model::{
    id::ItineraryId,
    scheduling::{Channel, ItineraryOrder, Reason},
};
use scheduling::read::AppointmentState;

/// Moves a whole itinerary (整趟改期): its open visits are given up only together with booking all of the new windows, in
/// one decision. Each seat that is given back counts as one. The new visits are an itinerary of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveItinerary {
    /// The itinerary that is given up, by its id.
    pub itinerary: ItineraryId,
    /// The channel through which the new one is booked; it must be the asker's own.
    pub channel: Channel,
    /// The new windows, 2–8, in the order in which the steps were asked for.
    #[schema(min_items = 2, max_items = 8)]
    pub stops: Vec<Stop>,
    /// The order that was asked for.
    #[serde(default)]
    pub order: ItineraryOrder,
}

impl UseCase for MoveItinerary {
    const PATH: Option<&'static str> = Some("/itineraries/{itinerary}/move");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_itinerary(self.itinerary)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        count(&self.stops)?;
        let itinerary = itineraries::found(deciding, self.itinerary)?;
        let patient = deciding.worlds().patient_of_itinerary(self.itinerary).ok_or_else(|| not_there("itinerary"))?;
        let person = visits::who_books(deciding, self.channel, patient)?;
        // Whoever's session was closed is asked by itself.
        let open = itineraries::stops_that_are(deciding, &itinerary, &[AppointmentState::Booked]);
        if open.is_empty() {
            return Err(Refusal::new("itinerary-over").field("itinerary").into());
        }
        for appointment in open {
            let reason = Reason { code: ReasonCode::PatientWish, text: None };
            visits::given_up(deciding, appointment, reason)?;
        }
        itineraries::booked(deciding, person, self.channel, &self.stops, self.order)
    }
}
