//! Cancelling all of an itinerary: first what it means, then the step.

use super::{
    super::{book::ConfirmScreen, change::Nothing},
    trip::is_part,
};
use crate::{
    problem::html,
    session::{Member, Post},
    ui::{
        act::{refused, see},
        parts::Link,
    },
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use hospital::{
    Failure, read, usecase,
    view::{JourneyDetail, VisitSummary},
};
use model::{id::ItineraryId, message::Message, scheduling::ReasonCode};

pub(in crate::handlers::patient) async fn ask_cancel(
    mut member: Member,
    Path(itinerary): Path<ItineraryId>,
) -> Response {
    let said = member.said(None);
    let t = &member.t;
    let page = match member.hospital.read(&member.actor, read::Journeys { person: None }).await {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    let mut visits = visits_of(&page.journeys, itinerary);
    visits.sort_by_key(|visit| visit.from);
    if visits.is_empty() {
        return member.cannot(&Failure::NotFound);
    }
    let name = |visit: &VisitSummary| {
        let service = visit.itinerary.as_ref().and_then(|part| part.name.as_ref());
        t.label(service.unwrap_or(&visit.department.name))
    };
    let screen = ConfirmScreen {
        t,
        shell: &member.shell,
        key: format!("{}.cancel.{itinerary}", member.nonce),
        title: t.text("itinerary-cancel-title"),
        action: format!("/itineraries/{itinerary}/cancel"),
        slot: String::new(),
        patient: String::new(),
        rows: visits.iter().map(|visit| (name(visit), t.day_and_window(visit.from, visit.until))).collect(),
        button: t.say(&Message::new("itinerary-cancel-all").with("count", visits.len() as i64)),
        grave: true,
        refusal: said.map(|said| (said.head, said.body)),
        held: None,
        back: Link { href: "/journeys".to_owned(), words: t.text("patient-keep"), current: false },
        days: None,
    };
    html(&screen, StatusCode::OK)
}

/// The visits of an itinerary that are still to come.
fn visits_of(journeys: &[JourneyDetail], itinerary: ItineraryId) -> Vec<&VisitSummary> {
    let is_of_it = |visit: &&VisitSummary| {
        is_part(visit) && visit.itinerary.as_ref().is_some_and(|part| part.itinerary == itinerary)
    };
    journeys.iter().flat_map(|one| &one.visits).filter(is_of_it).collect()
}

pub(in crate::handlers::patient) async fn cancel(
    member: Member,
    Path(itinerary): Path<ItineraryId>,
    post: Post<Nothing>,
) -> Response {
    let request = usecase::CancelItinerary { itinerary, reason: ReasonCode::PatientWish, text: None };
    match member.execute(&post.key, request.into()).await {
        Ok(_) => {
            // What begins too soon stays, which nobody should take for cancelled.
            let page = member.hospital.read(&member.actor, read::Journeys { person: None }).await;
            let is_left = page.is_ok_and(|page| !visits_of(&page.journeys, itinerary).is_empty());
            let done = if is_left { "itinerary-done-cancelled-partly" } else { "itinerary-done-cancelled" };
            see(&format!("/journeys?done={done}"))
        }
        Err(failure) => refused(&member.t, &format!("/itineraries/{itinerary}/cancel"), &failure).into_response(),
    }
}
