//! Itineraries, and whether a chain of windows could be booked.

use super::Moment;
use crate::{
    World,
    component::{Itinerary, Slot},
    rules::caps::{Besides, Instead},
};
use model::{
    id::{AppointmentId, ItineraryId, PersonId, SlotId},
    message::Refusal,
    scheduling::{Channel, ItineraryOrder, ItineraryStop},
    time::Instant,
};
use std::collections::BTreeSet;

/// Several visits that were booked as one.
#[derive(Clone, Debug, PartialEq)]
pub struct ItineraryView {
    /// Its id.
    pub id: ItineraryId,
    /// The order that was asked for.
    pub order: ItineraryOrder,
    /// Its visits, as they were asked for.
    pub stops: Vec<ItineraryStop>,
    /// When it was booked.
    pub booked_at: Instant,
}

impl World {
    /// One itinerary.
    pub fn itinerary(&self, id: ItineraryId) -> Option<ItineraryView> {
        let Itinerary { id, order, stops, booked_at } = self.get::<Itinerary>(id.0)?.clone();
        Some(ItineraryView { id, order, stops, booked_at })
    }

    /// The itinerary of which an appointment is a step.
    pub fn itinerary_of(&self, step: AppointmentId) -> Option<ItineraryView> {
        self.itinerary(self.index().itinerary_of(step)?)
    }

    /// Would the caps refuse somebody each window of a slot's session, when these appointments are given up?
    pub fn is_capped(
        &self,
        patient: PersonId,
        slot: SlotId,
        instead: &BTreeSet<AppointmentId>,
        moment: Moment,
    ) -> bool {
        let Some((slot, _)) = self.slot_and_seats(slot) else { return true };
        let Some(rules) = self.rules_of_slot(moment.today(), slot) else { return true };
        self.caps_left(patient, slot, Instead::Appointments(instead).into(), &rules).is_err()
    }

    /// Why somebody could not have all of these windows, as far as it depends on what the person has, when these
    /// appointments are given up.
    ///
    /// # Errors
    /// The refusal with which the first of them that is too much would be answered.
    pub fn chain_fits(
        &self,
        (patient, channel): (PersonId, Channel),
        slots: &[SlotId],
        instead: &BTreeSet<AppointmentId>,
        moment: Moment,
    ) -> Result<(), Refusal> {
        let mut also: Vec<&Slot> = Vec::new();
        for id in slots {
            let (slot, _) = self.slot_and_seats(*id).ok_or(Refusal::new("not-there").field("slot"))?;
            self.not_blocked(patient, channel, slot.department, moment.today())?;
            let rules = self.rules_of_slot(moment.today(), slot);
            let rules = rules.ok_or_else(|| Refusal::new("no-rules").with("date", moment.today().0))?;
            self.is_open_to_group(patient, slot, rules, moment)?;
            let besides = Besides { instead: Instead::Appointments(instead), also: &also };
            self.within_caps(patient, slot, besides, &rules)?;
            also.push(slot);
        }
        Ok(())
    }
}
