//! Several appointments become one itinerary. Each was decided like any other just before, in the same decision.

use super::{Apply, Decide, Decision, expect, setup::within};
use crate::{
    World,
    component::{Appointment, Itinerary, Seat, Session, Visit},
    read::AppointmentState,
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    message::Refusal,
    scheduling::ItineraryBooked,
};
use std::collections::BTreeSet;

/// The most steps of an itinerary.
const STOPS_MAX: u16 = 8;

impl Decide<World> for ItineraryBooked {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        world.unused(self.itinerary.0, "itinerary")?;
        within("stops", u16::try_from(self.stops.len()).unwrap_or(u16::MAX), 2, STOPS_MAX)?;
        let (mut known, mut people) = (BTreeSet::new(), BTreeSet::new());
        for stop in &self.stops {
            let id = stop.appointment;
            expect(world.find::<Visit>(id.0, "appointment")?, AppointmentState::Booked)?;
            people.insert(world.index().canonical(world.find::<Appointment>(id.0, "appointment")?.patient));
            let slot = &world.find::<Seat>(id.0, "appointment")?.slot;
            if let Some(service) = &stop.service {
                if service.department != slot.department {
                    return Refusal::new("other-department").field("slot").err();
                }
                let device = world.find::<Session>(slot.session.0, "slot")?.device;
                if service.device.is_some() && service.device != world.device_kind(device) {
                    return Refusal::new("service-device").field("slot").with("service", service.name.clone()).err();
                }
            }
            if !known.insert(id) || people.len() > 1 || world.index().itinerary_of(id).is_some() {
                return Refusal::new("id-in-use").field("appointment").err();
            }
        }
        Ok(vec![self.clone().into()])
    }
}

impl Apply<Tx<'_>> for ItineraryBooked {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let (id, order, stops) = (self.itinerary, self.order, self.stops.clone());
        tx.spawn(Itinerary { id, order, stops, booked_at: stamp.at });
    }
}
