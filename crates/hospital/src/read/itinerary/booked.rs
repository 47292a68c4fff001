//! An itinerary that was booked, for whoever books for a person: at the desk, or for the patient in the room.

use crate::{
    failure::Failure,
    hospital::Hospital,
    read::Reading,
    usecase::Action,
    view::{BookedItinerary, VisitState, VisitSummary},
};
use model::{
    actor::Actor,
    id::{AppointmentId, ItineraryId, PersonId},
};
use scheduling::read::AppointmentState;

impl Hospital {
    /// A person's itinerary as it stands; a clinician names the visit during which it was ordered.
    ///
    /// # Errors
    /// As for every read; [`Failure::NotFound`] if it is not that person's.
    pub async fn booked_itinerary(
        &self,
        actor: &Actor,
        (patient, visit): (PersonId, Option<AppointmentId>),
        itinerary: ItineraryId,
    ) -> Result<BookedItinerary, Failure> {
        self.reading(actor, Action::BookItinerary, |reading| {
            reading.may(Action::BookItinerary, &reading.scope().of_order(patient, visit))?;
            reading.about("person", patient);
            reading.booked_itinerary(patient, itinerary)
        })
        .await
    }

    /// All of a person's itineraries of which something is still to come, in the order in which they were booked.
    ///
    /// # Errors
    /// As for every read.
    pub async fn booked_itineraries(&self, actor: &Actor, patient: PersonId) -> Result<Vec<BookedItinerary>, Failure> {
        self.reading(actor, Action::BookItinerary, |reading| {
            reading.may(Action::BookItinerary, &reading.scope().of_order(patient, None))?;
            reading.about("person", patient);
            let scheduling = &reading.worlds.scheduling;
            let booked = reading.visits_of(patient).into_iter().filter(|visit| visit.state == AppointmentState::Booked);
            let mut all: Vec<_> = booked.filter_map(|visit| scheduling.itinerary_of(visit.id)).collect();
            all.sort_by_key(|itinerary| (itinerary.booked_at, itinerary.id));
            all.dedup_by_key(|itinerary| itinerary.id);
            // What turned out to be somebody else's when a merge was undone is not shown.
            let own = all.iter().map(|itinerary| reading.booked_itinerary(patient, itinerary.id));
            Ok(own.filter_map(Result::ok).collect())
        })
        .await
    }
}

impl Reading<'_> {
    fn booked_itinerary(&self, patient: PersonId, id: ItineraryId) -> Result<BookedItinerary, Failure> {
        self.saw_all();
        let scheduling = &self.worlds.scheduling;
        let is_own = |person: &PersonId| scheduling.is_same_person(*person, patient);
        self.found(self.worlds.patient_of_itinerary(id).filter(is_own))?;
        let itinerary = self.found(scheduling.itinerary(id))?;
        let visits = itinerary.stops.iter().filter_map(|stop| scheduling.appointment(stop.appointment));
        let own = visits.filter(|visit| visit.state != AppointmentState::Cancelled && is_own(&visit.patient));
        let mut visits: Vec<VisitSummary> = own.map(|visit| self.visit_summary(&visit)).collect();
        visits.sort_by_key(|visit| visit.from);
        let is_open = visits.iter().any(|visit| matches!(visit.state, VisitState::Booked | VisitState::Displaced));
        let may = |action| self.may(action, &self.scope().of_itinerary(id)).is_ok();
        let can_cancel = is_open && may(Action::CancelItinerary);
        // What is left alone is a visit like any other, and moved like one.
        let is_several = visits.iter().filter(|visit| visit.state == VisitState::Booked).count() >= 2;
        let can_move = is_several && may(Action::MoveItinerary);
        Ok(BookedItinerary {
            now: self.now,
            patient: self.member(patient),
            itinerary: id,
            visits,
            can_cancel,
            can_move,
        })
    }
}
