use crate::usecase::{
    itineraries::{self, Stop},
    prelude::*,
    visits, would_refuse,
};
use model::scheduling::{Channel, ItineraryOrder};
use scheduling::read::Moment;

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
}

impl UseCase for BookItinerary {
    const PATH: Option<&'static str> = Some("/itineraries");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        Resource { family: scope.is_family(self.patient), ..Resource::default() }
    }

    fn refused_at_once(&self, worlds: &Worlds, moment: Moment) -> Option<Refusal> {
        let counted = count(&self.stops).err();
        let refused = |stop: &Stop| would_refuse(worlds, moment, stop.slot, self.patient, self.channel);
        counted.or_else(|| self.stops.iter().find_map(refused))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        count(&self.stops)?;
        let person = visits::who_books(deciding, self.channel, self.patient)?;
        itineraries::booked(deciding, person, self.channel, &self.stops, self.order)
    }
}

/// An itinerary has 2–8 steps.
pub(super) fn count(stops: &[Stop]) -> Result<(), Refusal> {
    if (2..=8).contains(&stops.len()) {
        return Ok(());
    }
    let count = i64::try_from(stops.len()).unwrap_or(i64::MAX);
    Refusal::new("out-of-range").field("stops").with("value", count).with("min", 2u16).with("max", 8u16).err()
}
