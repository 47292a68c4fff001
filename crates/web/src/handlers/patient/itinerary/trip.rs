//! A booked itinerary as one card: its day, its preparation, its steps in order.

use super::super::journey::address;
use crate::{
    locale::Localizer,
    ui::itinerary::{
        ask::{Ask, At},
        words,
    },
};
use hospital::view::{JourneyDetail, VisitItinerary, VisitState, VisitSummary};
use model::{
    id::{ItineraryId, JourneyId},
    message::Message,
    time::Instant,
};
use std::collections::BTreeMap;

/// A card.
pub(crate) struct Trip {
    pub(crate) head: String,
    pub(crate) whom: String,
    /// How long it takes, if it is one day.
    pub(crate) stay: Option<String>,
    pub(crate) preparations: Vec<(String, String)>,
    /// The order does not hold any more.
    pub(crate) is_broken: bool,
    pub(crate) stops: Vec<Stop>,
    pub(crate) change: String,
    pub(crate) change_label: String,
    pub(crate) cancel: String,
    pub(crate) cancel_label: String,
}

/// One of its steps.
pub(crate) struct Stop {
    pub(crate) href: String,
    pub(crate) window: String,
    pub(crate) name: String,
    pub(crate) place: String,
    pub(crate) code: String,
}

/// A visit that is still to come as part of an itinerary: it stands on that card, and not by itself.
pub(crate) fn is_part(visit: &VisitSummary) -> bool {
    visit.itinerary.is_some() && visit.state == VisitState::Booked && visit.rebooking.is_none()
}

/// A part with its journey.
type Part<'a> = (&'a JourneyDetail, &'a VisitSummary, &'a VisitItinerary);

/// All itineraries that are still to come, by their first window.
pub(crate) fn trips(t: &Localizer, journeys: &[JourneyDetail]) -> Vec<Trip> {
    let mut all: BTreeMap<ItineraryId, Vec<Part<'_>>> = BTreeMap::new();
    for journey in journeys {
        for visit in journey.visits.iter().filter(|visit| is_part(visit)) {
            if let Some(part) = &visit.itinerary {
                all.entry(part.itinerary).or_default().push((journey, visit, part));
            }
        }
    }
    let mut trips: Vec<(Instant, Trip)> = all
        .into_iter()
        .filter_map(|(id, mut parts)| {
            parts.sort_by_key(|(_, visit, _)| visit.from);
            let first = parts.first()?.1.from;
            Some((first, trip(t, id, &parts)))
        })
        .collect();
    trips.sort_by_key(|(first, _)| *first);
    trips.into_iter().map(|(_, trip)| trip).collect()
}

fn trip(t: &Localizer, id: ItineraryId, parts: &[Part<'_>]) -> Trip {
    let (from, until) =
        (parts.iter().map(|(_, one, _)| one.from).min(), parts.iter().map(|(_, one, _)| one.until).max());
    let is_one_day = parts.iter().all(|(_, visit, _)| Some(visit.date) == parts.first().map(|(_, one, _)| one.date));
    let minutes = from.zip(until).map_or(0, |(from, until)| (until - from).num_minutes());
    let day = parts.first().map(|(_, visit, _)| t.day(visit.date)).unwrap_or_default();
    let head = if is_one_day { "itinerary-day" } else { "itinerary-days" };
    let head = t.say(&Message::new(head).with("day", day).with("count", parts.len() as i64));
    let prepared = parts.iter().flat_map(|(_, visit, part)| part.preparations.iter().map(|one| (one, visit.from)));
    let named = |id: &'static str| t.say(&Message::new(id).with("trip", head.as_str()));
    Trip {
        whom: parts.first().map(|(journey, ..)| journey.patient.name.full.clone()).unwrap_or_default(),
        stay: is_one_day.then(|| words::duration(t, u32::try_from(minutes).unwrap_or_default())),
        preparations: words::preparations(t, prepared),
        is_broken: parts.iter().any(|(_, _, part)| !part.holds),
        stops: parts.iter().map(|(journey, visit, part)| stop(t, journey.journey, visit, part, is_one_day)).collect(),
        change: again(id, parts),
        change_label: named("itinerary-move-of"),
        cancel: format!("/itineraries/{id}/cancel"),
        cancel_label: named("itinerary-cancel-of"),
        head,
    }
}

fn stop(t: &Localizer, journey: JourneyId, visit: &VisitSummary, part: &VisitItinerary, is_one_day: bool) -> Stop {
    let name = part.name.as_ref().unwrap_or(&visit.department.name);
    Stop {
        href: address(journey, visit.appointment),
        window: match is_one_day {
            true => t.window_beside(visit.date, visit.from, visit.until),
            false => t.day_and_window(visit.from, visit.until),
        },
        name: t.label(name),
        place: format!("{} {}", t.label(&visit.department.place), t.room(&visit.room)),
        code: visit.code.clone(),
    }
}

/// Where its steps are planned again while what is booked is kept; a single one is moved on its own page.
fn again(id: ItineraryId, parts: &[Part<'_>]) -> String {
    match parts {
        [] => String::new(),
        [(journey, visit, _)] => address(journey.journey, visit.appointment),
        [(journey, ..), ..] => {
            let visits: Vec<_> = parts.iter().map(|(_, visit, part)| (*visit, *part)).collect();
            Ask::moving((At::Phone, journey.patient.person), id, &visits).href()
        }
    }
}

/// The preparations of a visit, for its page and its calendar file.
pub(crate) fn preparations(t: &Localizer, visit: &VisitSummary) -> Vec<(String, String)> {
    let all = visit.itinerary.iter().flat_map(|part| &part.preparations);
    words::preparations(t, all.map(|one| (one, visit.from)))
}
