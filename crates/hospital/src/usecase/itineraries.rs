//! What use cases of itineraries share: several bookings in one decision, and several that are given up.

use super::{prelude::*, visits};
use crate::itinerary::{Clock, engagements, fits};
use model::{
    actor::Role,
    decide::{Context, Decider},
    id::{AppointmentId, ItineraryId, SlotId},
    scheduling::{Channel, Command, ItineraryBooked, ItineraryOrder, ItineraryStop, Reason, Service, command},
};
use scheduling::read::{AppointmentState, ItineraryView, Moment};
use std::collections::BTreeSet;

/// One window of an itinerary, and what is done in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// The window, by its id.
    pub slot: SlotId,
    /// The service that is done, by its code; if left out, it is a visit to the department.
    #[serde(default)]
    pub service: Option<String>,
}

/// The itinerary of an id.
pub(super) fn found(deciding: &Deciding<'_>, id: ItineraryId) -> Result<ItineraryView, Failure> {
    deciding.worlds().scheduling.itinerary(id).ok_or_else(|| not_there("itinerary"))
}

/// Those of its visits that are in a state. Where a merge was undone since, only those of whoever the itinerary belongs to:
/// nobody gives up what turned out to be somebody else's.
pub(super) fn stops_that_are(
    deciding: &Deciding<'_>,
    itinerary: &ItineraryView,
    states: &[AppointmentState],
) -> Vec<AppointmentId> {
    let worlds = deciding.worlds();
    let whose = worlds.patient_of_itinerary(itinerary.id);
    let is_in = |id: &AppointmentId| {
        let visit = worlds.scheduling.appointment(*id).filter(|visit| states.contains(&visit.state));
        let both = visit.zip(whose);
        both.is_some_and(|(visit, whose)| worlds.scheduling.is_same_person(visit.patient, whose))
    };
    itinerary.stops.iter().map(|stop| stop.appointment).filter(is_in).collect()
}

/// Why one of these visits could not be given up, each by itself: the same decision, asked for without giving it up.
pub(crate) fn would_keep(
    worlds: &Worlds,
    moment: Moment,
    role: Role,
    appointments: &BTreeSet<AppointmentId>,
) -> Option<Refusal> {
    let context = Context { now: moment.now, seq: worlds.seq + 1, seed: 0, zone: moment.zone };
    appointments.iter().find_map(|appointment| {
        let reason = Reason { code: ReasonCode::PatientWish, text: None };
        let by_hospital = role != Role::Patient;
        let command: Command = command::Cancel { appointment: *appointment, reason, by_hospital }.into();
        worlds.scheduling.decide(&command, &context).err()
    })
}

/// Books every window like any other booking, one after the other, so that each sees those before it; then all of them
/// become one itinerary, if they are a chain. Any refusal takes all of it back.
pub(super) fn booked(
    deciding: &mut Deciding<'_>,
    person: PersonId,
    channel: Channel,
    stops: &[Stop],
    order: ItineraryOrder,
) -> Result<Answer, Failure> {
    let mut booked = Vec::new();
    for stop in stops {
        let place = visits::place_of_slot(deciding, stop.slot)?;
        let service = stop.service.as_deref().map(|code| service(deciding, code)).transpose()?;
        let slot = stop.slot;
        let answer = visits::booked(deciding, person, place.department, |appointment, patient, journey| {
            command::Book { appointment, slot, patient, journey, channel }.into()
        })?;
        let Answer::Booked { appointment, .. } = answer else { return Err(Failure::Broken) };
        booked.push(ItineraryStop { appointment, service });
    }
    is_chain(deciding, person, &booked, order)?;
    let itinerary = ItineraryId(deciding.id());
    let appointments = booked.iter().map(|stop| stop.appointment).collect();
    deciding.scheduling(ItineraryBooked { itinerary, order, stops: booked })?;
    Ok(Answer::ItineraryBooked { itinerary, appointments })
}

fn service(deciding: &Deciding<'_>, code: &str) -> Result<Service, Failure> {
    deciding.worlds().scheduling.service(code).cloned().ok_or_else(|| not_there("service"))
}

/// What was planned may not hold any more: a visit was booked meanwhile, or there is no time left to prepare.
fn is_chain(
    deciding: &Deciding<'_>,
    person: PersonId,
    stops: &[ItineraryStop],
    order: ItineraryOrder,
) -> Result<(), Failure> {
    let world = &deciding.worlds().scheduling;
    let clock = Clock::new(deciding.today(), deciding.zone());
    let own: BTreeSet<AppointmentId> = stops.iter().map(|stop| stop.appointment).collect();
    let others = engagements(world, person, &own, deciding.now(), &clock);
    let visits: Vec<_> =
        stops.iter().filter_map(|stop| Some((world.appointment(stop.appointment)?, stop.service.clone()))).collect();
    let others = others.into_iter().map(|(_, engagement)| engagement).collect();
    if fits(&clock, deciding.now(), &visits, order, others) {
        return Ok(());
    }
    Err(Refusal::new("itinerary-no-chain").field("stops").with("value", stops.len() as i64).into())
}
