use crate::usecase::{itineraries, prelude::*, visits};
use model::id::{AppointmentId, ItineraryId};
use scheduling::read::AppointmentState as State;

/// Cancels all visits of an itinerary that can still be cancelled, in one decision. Each seat that is given back counts
/// as one; if that is more than a day allows, nothing is cancelled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelItinerary {
    /// The itinerary, by its id.
    pub itinerary: ItineraryId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for CancelItinerary {
    const PATH: Option<&'static str> = Some("/itineraries/{itinerary}/cancel");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_itinerary(self.itinerary)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.patient_of_itinerary(self.itinerary)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let itinerary = itineraries::found(deciding, self.itinerary)?;
        let open = itineraries::stops_that_are(deciding, &itinerary, &[State::Booked, State::Displaced]);
        let (mut cancelled, mut too_late) = (Vec::<AppointmentId>::new(), None);
        for appointment in open {
            let one = deciding.attempt(|deciding| visits::given_up(deciding, appointment, reason.clone()));
            match one {
                Ok(()) => cancelled.push(appointment),
                // What begins soon stays; the others are given up all the same.
                Err(Failure::Refused(refusal)) if refusal.code == "cancel-too-late" => too_late = Some(refusal),
                Err(failure) => return Err(failure),
            }
        }
        match (cancelled.is_empty(), too_late) {
            (true, Some(refusal)) => Err(refusal.into()),
            (true, None) => Err(Refusal::new("itinerary-over").field("itinerary").into()),
            (false, _) => Ok(Answer::ItineraryCancelled { appointments: cancelled }),
        }
    }
}
