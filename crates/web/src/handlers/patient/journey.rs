//! The one journey: place in the queue, code, the way from booking to discharge, and what it has cost.

use super::{
    appeal, days, here,
    itinerary::trip::{Trip, is_part, preparations, trips},
    parts::{Entry, Stage, way},
    rebooking,
    way::stages,
    words,
};
use crate::{
    locale::Localizer,
    origin::Inside,
    problem::html,
    session::Member,
    state::AppState,
    ui::charts,
    ui::page::Shell,
    ui::{
        act,
        parts::{Link, Notice},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use hospital::read;
use hospital::{
    Action, Whose,
    view::{AdmissionState, JourneyDetail, StaySummary, VisitState, VisitSummary},
};
use model::{
    actor::Role,
    id::{AppointmentId, JourneyId},
    message::Message,
    time::{Instant, MinuteOfDay},
};
use qrcode::{EcLevel, QrCode, render::svg};
use serde::Deserialize;

/// All journeys of the reader's family.
#[derive(Template)]
#[template(path = "patient/journeys.html")]
struct JourneysScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    notice: Option<Notice>,
    trips: Vec<Trip>,
    journeys: Vec<Entry>,
}

/// One journey.
#[derive(Template)]
#[template(path = "patient/journey.html")]
pub(super) struct JourneyScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    /// The first part of the idempotency keys of its forms.
    nonce: String,
    notice: Option<Notice>,
    patient: String,
    /// Each visit separately; the one that was asked for comes first.
    visits: Vec<Visit>,
    stays: Vec<Stay>,
    stages: Vec<Stage>,
    effort: [(String, u32, String); 3],
    waited: Option<String>,
}

struct Visit {
    appointment: String,
    /// What a browser may keep of it, as JSON, to show it without a network; `None`: it is not to come any more.
    known: Option<String>,
    place: String,
    head: String,
    big: String,
    line: String,
    /// Which clinic referred the patient.
    referred: Option<String>,
    /// How to prepare: what to do, and since when.
    preparations: Vec<(String, String)>,
    /// It is a step of an itinerary that does not hold any more.
    is_broken: bool,
    forecast: Option<Forecast>,
    code: String,
    /// The visit to which it belongs.
    code_label: String,
    qr: String,
    checked_in: Option<String>,
    hint: String,
    show_code: bool,
    /// The reader is called.
    urgent: bool,
    /// The link to book again, if this one did not take place.
    again: Option<Link>,
    /// The step that says that no other window is needed.
    decline: Option<Link>,
    /// Until when it may be changed, or that it no longer may.
    until: Option<String>,
    /// The step that takes a cancellation back.
    undo: Option<Undo>,
    change: Option<Change>,
    /// Its session was closed, or takes place after all.
    rebooking: Option<rebooking::Card>,
    /// The patient may check in here.
    here: Option<here::Here>,
    /// Why the patient stands where they stand, and that calling pauses.
    why: Vec<String>,
    /// It was missed: the appeal.
    appeal: Option<appeal::Card>,
    /// It is ahead: on which days the patient cannot come.
    days: Option<days::Card>,
}

struct Forecast {
    svg: charts::Svg,
    line: String,
}

struct Stay {
    head: String,
    line: String,
    place: String,
    bill: Option<Link>,
}

struct Undo {
    action: String,
    key: String,
    words: String,
}

struct Change {
    calendar: [Link; 2],
    share: Link,
    move_href: String,
    move_label: String,
    cancel_href: String,
    cancel_label: String,
}

const DONE: [&str; 10] = [
    "patient-done-here",
    "patient-done-booked",
    "patient-done-cancelled",
    "patient-done-undo-cancel",
    "patient-done-moved",
    "patient-done-declined",
    "rebooking-done-accepted",
    "rebooking-done-declined",
    "appeal-done",
    "patient-done-days",
];

/// What has just been done, and the visit that is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct JourneyQuery {
    #[serde(default)]
    done: Option<String>,
    #[serde(default)]
    visit: Option<AppointmentId>,
}

/// A journey's address, with one of its visits first.
pub(super) fn address(journey: JourneyId, visit: AppointmentId) -> String {
    format!("/journeys/{journey}?visit={visit}")
}

/// What was done to an itinerary, said on the list.
const DONE_ALL: [&str; 4] =
    ["itinerary-done-booked", "itinerary-done-moved", "itinerary-done-cancelled", "itinerary-done-cancelled-partly"];

pub(super) async fn list(mut member: Member, Query(query): Query<JourneyQuery>) -> Response {
    let done = act::done(&member.t, query.done.as_deref(), &DONE_ALL, None);
    let notice = member.said(done);
    let t = &member.t;
    match member.hospital.read(&member.actor, read::Journeys { person: None }).await {
        Ok(page) => {
            let (trips, journeys) = (trips(t, &page.journeys), words::all(t, &page.journeys));
            html(&JourneysScreen { t, shell: &member.shell, notice, trips, journeys }, StatusCode::OK)
        }
        Err(failure) => member.cannot(&failure),
    }
}

pub(super) async fn show(
    mut member: Member,
    State(state): State<AppState>,
    Inside(inside): Inside,
    Path(journey): Path<JourneyId>,
    Query(query): Query<JourneyQuery>,
) -> Response {
    match member.hospital.read(&member.actor, read::Journey { journey }).await {
        Ok(page) => {
            let done = act::done(&member.t, query.done.as_deref(), &DONE, None);
            let notice = member.said(done);
            // Staff look at the patient's own page; only the patient can change something.
            let own = member.actor.role == Role::Patient;
            member.shell.kind = "phone";
            let inside = (!state.front.inside.is_empty()).then_some(inside);
            let shown = (own, member.nonce.as_str(), inside);
            html(&screen(&member.t, &member.shell, &page, query.visit, notice, shown), StatusCode::OK)
        }
        Err(failure) => member.cannot_see(&failure, Action::ReadPerson, Whose::Journey(journey)),
    }
}

fn screen<'a>(
    t: &'a Localizer,
    shell: &'a Shell,
    page: &JourneyDetail,
    asked: Option<AppointmentId>,
    notice: Option<Notice>,
    (own, nonce, inside): (bool, &str, Option<bool>),
) -> JourneyScreen<'a> {
    let mut visits: Vec<&VisitSummary> = page.visits.iter().collect();
    // The others keep their order.
    visits.sort_by_key(|visit| Some(visit.appointment) != asked);
    let effort = |id: &str, count: u32, unit: &str| (t.text(id), count, t.text(unit));
    JourneyScreen {
        t,
        shell,
        nonce: nonce.to_owned(),
        notice,
        patient: words::member(t, &page.patient),
        visits: visits.into_iter().map(|visit| visit_summary(t, page, visit, (own, nonce, inside))).collect(),
        stays: page.stays.iter().map(|stay| stay_summary(t, stay, own)).collect(),
        stages: stages(t, page),
        effort: [
            effort("patient-trips", page.effort.trips, "patient-trips-unit"),
            effort("patient-documents", page.effort.documents, "patient-documents-unit"),
            effort("patient-typed-twice", page.effort.typed_twice, "patient-typed-twice-unit"),
        ],
        waited: (page.effort.waiting_minutes > 0)
            .then(|| t.say(&Message::new("patient-waited").with("minutes", page.effort.waiting_minutes))),
    }
}

fn change(t: &Localizer, page: &JourneyDetail, visit: &VisitSummary) -> Option<Change> {
    visit.change_until?;
    let label = |id| t.say(&Message::new(id).with("when", words::when(t, visit)));
    let calendar = |query: &str, id| way(format!("/visits/{}/calendar.ics{query}", visit.appointment), t.text(id));
    Some(Change {
        calendar: [calendar("", "patient-calendar"), calendar("?whole=true", "patient-calendar-whole")],
        share: way(format!("/visits/{}/share", visit.appointment), t.text("share-title")),
        move_label: label("patient-move-label"),
        cancel_label: label("patient-cancel-label"),
        move_href: format!(
            "/departments/{}?date={}&for={}&moving={}",
            visit.department.department, visit.date, page.patient.person, visit.appointment
        ),
        cancel_href: format!("/visits/{}/cancel", visit.appointment),
    })
}

/// Until when a booked visit may be changed here; after that, who can still change it.
fn until(t: &Localizer, visit: &VisitSummary) -> Option<String> {
    match (visit.state, visit.change_until) {
        (VisitState::Booked, Some(until)) => {
            Some(t.say(&Message::new("patient-change-until").with("at", t.day_and_clock(until))))
        }
        (VisitState::Booked, None) => Some(t.text("patient-change-over")),
        _ => None,
    }
}

/// `own`: the patient reads it, and may book again.
fn visit_summary(
    t: &Localizer,
    page: &JourneyDetail,
    visit: &VisitSummary,
    (own, nonce, inside): (bool, &str, Option<bool>),
) -> Visit {
    let now = page.now;
    let (head, big, line) = match visit.state {
        VisitState::Booked if now >= visit.from => {
            let id = if now < visit.until { "patient-come-now" } else { "patient-come-late" };
            (t.text(id), t.window(visit.from, visit.until), t.day_at(visit.from))
        }
        VisitState::Booked => (
            t.text("patient-expected-call"),
            t.clock(visit.forecast.map_or(visit.expected_at, |forecast| forecast.at)),
            words::when(t, visit),
        ),
        VisitState::Waiting => {
            let ahead = visit.ahead.unwrap_or(0);
            let people = t.say(&Message::new("patient-people").with("count", ahead));
            (t.text("patient-ahead"), people, words::ticket(t, visit).unwrap_or_default())
        }
        VisitState::Called => (
            t.text("patient-called"),
            t.room(&visit.room),
            t.say(
                &Message::new("patient-called-line")
                    .with("ticket", visit.ticket.map(|ticket| ticket.to_string()).unwrap_or_default()),
            ),
        ),
        VisitState::InConsultation => (t.text("patient-inside"), t.room(&visit.room), String::new()),
        VisitState::Finished => (t.text("patient-this-visit"), t.text("patient-finished"), words::when(t, visit)),
        VisitState::Cancelled => (t.text("patient-this-visit"), t.text("patient-cancelled"), words::when(t, visit)),
        VisitState::Missed => {
            // On a later day nothing can be restored any more.
            let today = visit.date == t.zone().date(page.now);
            let line = if today {
                format!("{} · {}", words::when(t, visit), t.text("patient-missed-line"))
            } else {
                words::when(t, visit)
            };
            (t.text("patient-this-visit"), t.text("patient-missed"), line)
        }
        VisitState::NotSeen => {
            let line = format!("{} · {}", words::when(t, visit), t.text("patient-not-seen-line"));
            (t.text("patient-this-visit"), t.text("patient-not-seen"), line)
        }
        VisitState::Displaced => (
            t.text("patient-this-visit"),
            t.text("patient-displaced"),
            format!("{} · {}", words::when(t, visit), t.text("patient-displaced-sorry")),
        ),
    };
    let show_code = matches!(visit.state, VisitState::Booked | VisitState::Waiting | VisitState::Called);
    let place = format!("{} {}", t.label(&visit.department.name), words::place(t, visit));
    Visit {
        appointment: visit.appointment.to_string(),
        known: (own && show_code).then(|| known(t, page, visit, &place)),
        place,
        head,
        big,
        line,
        referred: visit
            .referred_by
            .as_ref()
            .map(|clinic| t.say(&Message::new("patient-referred-by").with("clinic", t.label(clinic)))),
        preparations: if visit.state == VisitState::Booked { preparations(t, visit) } else { Vec::new() },
        is_broken: is_part(visit) && visit.itinerary.as_ref().is_some_and(|part| !part.holds),
        forecast: visit.forecast.filter(|_| visit.state != VisitState::Called).map(|call| forecast(t, now, call)),
        code: visit.code.clone(),
        code_label: format!("{} {}", t.text("patient-code"), words::when(t, visit)),
        qr: qr(&visit.qr),
        checked_in: visit.checked_in_at.map(|at| words::checked_in(t, at)),
        hint: words::check_in_hint(t, now, visit),
        show_code,
        urgent: visit.state == VisitState::Called,
        again: again(t, page, visit).filter(|_| own),
        decline: (own && visit.wants_window).then(|| decline(t, visit)),
        undo: visit.undo_until.filter(|_| own).map(|until| Undo {
            action: format!("/visits/{}/undo-cancel", visit.appointment),
            key: format!("{nonce}.undo-cancel.{}", visit.appointment),
            words: t.say(&Message::new("patient-undo-cancel").with("at", t.day_and_clock(until))),
        }),
        until: until(t, visit),
        change: own.then(|| change(t, page, visit)).flatten(),
        rebooking: own.then(|| rebooking::card(t, page, visit)).flatten(),
        here: own.then(|| here::card(t, visit, nonce, inside)).flatten(),
        why: why(t, now, visit),
        appeal: appeal::card(t, page, visit, own),
        days: own.then(|| days::card(t, visit)).flatten(),
    }
}

/// Why the patient stands where they stand, and that calling pauses.
fn why(t: &Localizer, now: Instant, visit: &VisitSummary) -> Vec<String> {
    let reasons: Vec<String> = visit.why.iter().map(|reason| t.say(reason)).collect();
    let place = (!reasons.is_empty()).then(|| t.say(&Message::new("patient-why").with("why", reasons.join(" · "))));
    let paused = visit.paused_until.map(|at| {
        let id = if at > now { "patient-paused" } else { "patient-paused-longer" };
        t.say(&Message::new(id).with("at", t.clock(at)))
    });
    place.into_iter().chain(paused).collect()
}

/// When and where a visit is, and its code: with the name masked, and until its day is over.
fn known(t: &Localizer, page: &JourneyDetail, visit: &VisitSummary, place: &str) -> String {
    let day_ends = t.zone().instant(t.zone().date(visit.until), MinuteOfDay(1440));
    let known = serde_json::json!({
        "name": page.patient.name.masked,
        "when": t.day_and_window(visit.from, visit.until),
        "place": place,
        "code": visit.code,
        "bring": t.text("offline-bring"),
        "since": t.say(&Message::new("offline-since").with("at", t.day_and_clock(page.now))),
        "seconds": (day_ends - page.now).num_seconds().max(0),
    });
    known.to_string()
}

/// The link to book again a visit that did not take place.
fn again(t: &Localizer, page: &JourneyDetail, visit: &VisitSummary) -> Option<Link> {
    let words = match visit.state {
        VisitState::Cancelled | VisitState::Missed => "patient-book-again",
        VisitState::NotSeen if visit.wants_window => "patient-choose-another",
        _ => return None,
    };
    let href = format!("/departments/{}?for={}", visit.department.department, page.patient.person);
    Some(way(href, t.text(words)))
}

fn decline(t: &Localizer, visit: &VisitSummary) -> Link {
    way(format!("/visits/{}/cancel", visit.appointment), t.text("patient-no-window"))
}

/// The likely period as a bar, and the same in a sentence.
fn forecast(t: &Localizer, now: Instant, call: hospital::view::Forecast) -> Forecast {
    let clocks = [t.clock(call.early), t.clock(call.at), t.clock(call.late)];
    let line = t.say(
        &Message::new("patient-forecast")
            .with("early", clocks[0].as_str())
            .with("at", clocks[1].as_str())
            .with("late", clocks[2].as_str()),
    );
    let minutes = |until: Instant| (until - now).num_minutes();
    let call = charts::Call { early: minutes(call.early), at: minutes(call.at), late: minutes(call.late), clocks };
    Forecast { svg: charts::forecast(&line, &call), line }
}

/// The code as a picture that scanners can read.
fn qr(content: &str) -> String {
    match QrCode::with_error_correction_level(content, EcLevel::M) {
        Ok(code) => {
            let picture = code.render::<svg::Color<'_>>().min_dimensions(128, 128).quiet_zone(true).build();
            picture.find("<svg").map(|start| picture[start..].to_owned()).unwrap_or_default()
        }
        Err(error) => {
            tracing::error!(%error, "a QR code cannot be made");
            String::new()
        }
    }
}

fn stay_summary(t: &Localizer, stay: &StaySummary, own: bool) -> Stay {
    let when = match stay.state {
        AdmissionState::Discharged => stay.discharged_at,
        AdmissionState::InBed => stay.in_bed_at,
        AdmissionState::Arrived => stay.arrived_at,
        AdmissionState::Requested | AdmissionState::BedAssigned | AdmissionState::Cancelled => Some(stay.requested_at),
    };
    Stay {
        head: words::stay(t, stay).words,
        line: when.map(|at| t.day_and_clock(at)).unwrap_or_default(),
        place: words::place_of_stay(t, stay),
        bill: bill(t, stay).filter(|_| own),
    }
}

/// The link to the bill of a patient who is or was an inpatient here.
fn bill(t: &Localizer, stay: &StaySummary) -> Option<Link> {
    stay.state
        .has_been_in_bed()
        .then(|| way(format!("/ward/stays/{}/bill", stay.admission), t.text("patient-see-bill")))
}
