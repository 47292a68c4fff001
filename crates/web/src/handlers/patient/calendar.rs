//! A visit as a calendar file (RFC 5545), for the reader's own calendar, which others may see: the department, the room
//! and how to prepare are in it only if that was chosen, the name never is.

use super::{change::visit_of, itinerary::trip::preparations, words};
use crate::session::Member;
use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Response},
};
use hospital::{
    Failure,
    view::{VisitState, VisitSummary},
};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use model::{id::AppointmentId, message::Message, time::Instant};
use serde::Deserialize;

/// What is in the file.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) struct CalendarQuery {
    /// With the department, the room and the preparations.
    #[serde(default)]
    whole: bool,
}

pub(super) async fn show(
    member: Member,
    Path(appointment): Path<AppointmentId>,
    Query(query): Query<CalendarQuery>,
) -> Response {
    let found = match visit_of(&member, appointment).await {
        Ok((_, visit)) if visit.state == VisitState::Booked => visit,
        Ok(_) => return member.cannot(&Failure::NotFound),
        Err(failure) => return member.cannot(&failure),
    };
    let kind = (header::CONTENT_TYPE, "text/calendar; charset=utf-8");
    let name = (header::CONTENT_DISPOSITION, "attachment; filename=\"visit.ics\"");
    ([kind, name], file(&member, &found, query.whole, member.hospital.now())).into_response()
}

fn file(member: &Member, visit: &VisitSummary, whole: bool, now: Instant) -> String {
    let t = &member.t;
    let mut described = t.say(&Message::new("patient-calendar-line").with("at", t.clock(visit.expected_at)));
    // How somebody prepares says what is done.
    for (head, line) in preparations(t, visit).into_iter().filter(|_| whole) {
        described = format!("{described}\n{head}: {line}");
    }
    let mut event = Event::with_uid(&format!("{}@onething", visit.appointment));
    event
        .timestamp(now)
        .starts(visit.from)
        .ends(visit.until)
        .status(EventStatus::Confirmed)
        .summary(&t.text("patient-calendar-visit"))
        .description(&described);
    if whole {
        let department = t.label(&visit.department.name);
        event.summary(&t.say(&Message::new("patient-calendar-visit-in").with("department", department.clone())));
        event.location(&format!("{} {department} {}", t.label(&visit.department.place), words::place(t, visit)));
    }
    Calendar::new().push(event.done()).done().to_string()
}
