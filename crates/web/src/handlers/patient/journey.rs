//! The one journey: place in line, code, the way from booking to discharge, and what it has cost.

use super::words;
use crate::{
    handlers::staff::{act, parts::Notice, words as terms},
    locale::Localizer,
    page::Shell,
    problem::html,
    session::Member,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use hospital::view::{JourneyPage, StayCard, StayState, StepLine, StepState, VisitCard, VisitState};
use model::{id::JourneyId, journey::StepKind, message::Message, time::Instant};
use qrcode::{EcLevel, QrCode, render::svg};
use serde::Deserialize;

/// All journeys of the reader's family.
#[derive(Template)]
#[template(path = "patient/journeys.html")]
struct JourneysScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    journeys: Vec<Line>,
}

struct Line {
    href: String,
    head: String,
    line: String,
    state: String,
    tone: &'static str,
}

/// One journey.
#[derive(Template)]
#[template(path = "patient/journey.html")]
pub(super) struct JourneyScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    notice: Option<Notice>,
    patient: String,
    visit: Option<Visit>,
    stays: Vec<Stay>,
    steps: Vec<Step>,
    effort: [(String, u32, String); 3],
    waited: String,
    change: Option<Change>,
}

struct Visit {
    place: String,
    head: String,
    big: String,
    line: String,
    forecast: Option<Forecast>,
    code: String,
    qr: String,
    checked_in: Option<String>,
    hint: String,
    show_code: bool,
}

struct Forecast {
    early: String,
    at: String,
    late: String,
    svg: String,
    line: String,
}

struct Stay {
    head: String,
    line: String,
}

struct Step {
    name: String,
    line: String,
    state: &'static str,
    words: String,
    aside: String,
}

struct Change {
    move_href: String,
    cancel_href: String,
    until: String,
}

const DONE: [&str; 3] = ["patient-done-booked", "patient-done-cancelled", "patient-done-moved"];

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DoneQuery {
    #[serde(default)]
    done: Option<String>,
}

pub(super) async fn list(member: Member) -> Response {
    let t = &member.t;
    match member.hospital.journeys(&member.actor, None).await {
        Ok(page) => {
            let journeys = page.journeys.iter().map(|journey| line(t, journey)).collect();
            html(&JourneysScreen { t, shell: &member.shell, journeys }, StatusCode::OK)
        }
        Err(failure) => member.cannot(&failure),
    }
}

fn line(t: &Localizer, journey: &JourneyPage) -> Line {
    let department = journey.department.as_ref().map(|department| t.label(&department.name)).unwrap_or_default();
    let (state, tone) = if journey.closed_at.is_some() { ("patient-closed", "rest") } else { ("patient-open", "ok") };
    Line {
        href: format!("/journeys/{}", journey.journey),
        head: format!("{department} · {}", journey.patient.name.full),
        line: journey.visits.first().map_or_else(|| t.day_and_clock(journey.opened_at), |visit| words::when(t, visit)),
        state: t.text(state),
        tone,
    }
}

pub(super) async fn show(member: Member, Path(journey): Path<JourneyId>, Query(query): Query<DoneQuery>) -> Response {
    match member.hospital.journey(&member.actor, journey).await {
        Ok(page) => {
            let notice = act::done(&member.t, query.done.as_deref(), &DONE, None);
            html(&screen(&member.t, &member.shell, &page, notice), StatusCode::OK)
        }
        Err(failure) => member.cannot(&failure),
    }
}

fn screen<'a>(t: &'a Localizer, shell: &'a Shell, page: &JourneyPage, notice: Option<Notice>) -> JourneyScreen<'a> {
    let first = page.visits.first();
    let effort = |id: &str, count: u32, unit: &str| (t.text(id), count, t.text(unit));
    JourneyScreen {
        t,
        shell,
        notice,
        patient: words::member(t, &page.patient),
        visit: first.map(|visit| visit_card(t, page.now, visit)),
        stays: page.stays.iter().map(|stay| stay_card(t, stay)).collect(),
        steps: page.steps.iter().map(|step| step_line(t, page, step)).collect(),
        effort: [
            effort("patient-trips", page.effort.trips, "patient-trips-unit"),
            effort("patient-documents", page.effort.documents, "patient-documents-unit"),
            effort("patient-typed-twice", page.effort.typed_twice, "patient-typed-twice-unit"),
        ],
        waited: t.say(&Message::new("patient-waited").with("minutes", page.effort.waiting_minutes)),
        change: first.and_then(|visit| change(t, page, visit)),
    }
}

fn change(t: &Localizer, page: &JourneyPage, visit: &VisitCard) -> Option<Change> {
    let until = visit.change_until?;
    Some(Change {
        move_href: format!(
            "/departments/{}?for={}&moving={}",
            visit.department.department, page.patient.person, visit.appointment
        ),
        cancel_href: format!("/visits/{}/cancel", visit.appointment),
        until: t.say(&Message::new("patient-change-until").with("at", t.day_and_clock(until))),
    })
}

fn visit_card(t: &Localizer, now: Instant, visit: &VisitCard) -> Visit {
    let (head, big, line) = match visit.state {
        VisitState::Booked => (
            t.text("patient-expected-call"),
            t.clock(visit.forecast.map_or(visit.expected_at, |forecast| forecast.at)),
            words::when(t, visit),
        ),
        VisitState::Waiting => {
            let ahead = visit.ahead.unwrap_or(0);
            let people = t.say(&Message::new("patient-people").with("count", ahead));
            (t.text("patient-ahead"), people, String::new())
        }
        VisitState::Called => (
            t.text("patient-called"),
            t.label(&visit.room),
            t.say(&Message::new("patient-called-line").with("ticket", visit.ticket.unwrap_or(0))),
        ),
        VisitState::InConsultation => (t.text("patient-inside"), t.label(&visit.room), String::new()),
        VisitState::Finished => (t.text("patient-finished"), "✓".to_owned(), words::when(t, visit)),
        VisitState::Cancelled => (t.text("patient-cancelled"), "–".to_owned(), words::when(t, visit)),
        VisitState::Missed => (t.text("patient-missed"), "–".to_owned(), t.text("patient-missed-line")),
    };
    let here = visit.checked_in_at.map(|at| t.say(&Message::new("patient-checked-in").with("at", t.clock(at))));
    Visit {
        place: words::place(t, visit),
        head,
        big,
        line,
        forecast: visit.forecast.filter(|_| visit.state != VisitState::Called).map(|forecast| Forecast {
            early: t.clock(forecast.early),
            at: t.clock(forecast.at),
            late: t.clock(forecast.late),
            svg: forecast_bar(now, forecast.early, forecast.at, forecast.late),
            line: t.say(
                &Message::new("patient-forecast")
                    .with("at", t.clock(forecast.at))
                    .with("early", t.clock(forecast.early))
                    .with("late", t.clock(forecast.late)),
            ),
        }),
        code: visit.code.clone(),
        qr: qr(&visit.qr),
        checked_in: here,
        hint: t.say(&Message::new("patient-checkin-hint").with("at", t.clock(visit.checkin_from))),
        show_code: matches!(visit.state, VisitState::Booked | VisitState::Waiting | VisitState::Called),
    }
}

/// From now to a while after the latest likely call: the likely stretch, and the likeliest point in it.
fn forecast_bar(now: Instant, early: Instant, at: Instant, late: Instant) -> String {
    let begin = now.min(early);
    let minutes = |until: Instant| (until - begin).num_minutes().max(0);
    let whole = (minutes(late) * 3 / 2).max(10);
    let place = |until: Instant| 8 + minutes(until) * 284 / whole;
    let (left, point, right) = (place(early), place(at), place(late).min(292));
    format!(
        "<svg viewBox=\"0 0 300 16\" aria-hidden=\"true\" class=\"forecast-bar\">\
         <rect x=\"4\" y=\"4\" width=\"292\" height=\"8\" rx=\"4\" class=\"rest\"/>\
         <rect x=\"{left}\" y=\"4\" width=\"{}\" height=\"8\" rx=\"4\" class=\"likely\"/>\
         <circle cx=\"{point}\" cy=\"8\" r=\"7\" class=\"point\"/></svg>",
        (right - left).max(4)
    )
}

/// The code as a picture that scanners read.
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

fn stay_card(t: &Localizer, stay: &StayCard) -> Stay {
    let place = match (&stay.ward, &stay.bed) {
        (Some(ward), Some((room, bed))) => t.say(
            &Message::new("patient-bed")
                .with("ward", t.label(ward))
                .with("room", room.as_str())
                .with("bed", bed.as_str()),
        ),
        _ => t.text("patient-bed-wanted"),
    };
    let when = match stay.state {
        StayState::Discharged => stay.discharged_at,
        StayState::InBed => stay.in_bed_at,
        StayState::Arrived => stay.arrived_at,
        StayState::Requested | StayState::BedAssigned | StayState::Cancelled => Some(stay.requested_at),
    };
    Stay {
        head: terms::stay(t, stay.state).words,
        line: format!("{place} · {}", when.map(|at| t.day_and_clock(at)).unwrap_or_default()),
    }
}

fn step_line(t: &Localizer, page: &JourneyPage, step: &StepLine) -> Step {
    let (state, words) = match step.state {
        StepState::Done => ("is-done", "patient-step-done"),
        StepState::Open => ("is-now", "patient-step-now"),
        StepState::Overdue => ("is-late", "patient-step-late"),
        StepState::Dropped => ("is-dropped", "patient-step-dropped"),
        StepState::Ahead => ("is-ahead", "patient-step-ahead"),
    };
    let name = match step.kind {
        StepKind::Booking => "patient-step-booking",
        StepKind::Consult => "patient-step-consult",
        StepKind::Tests => "patient-step-tests",
        StepKind::Admission => "patient-step-admission",
        StepKind::Stay => "patient-step-stay",
        StepKind::Settlement => "patient-step-settlement",
        StepKind::Discharge => "patient-step-discharge",
        StepKind::FollowUp => "patient-step-follow-up",
    };
    let line = match step.kind {
        StepKind::Booking => page.visits.first().map(|visit| words::when(t, visit)).unwrap_or_default(),
        _ if step.state == StepState::Ahead => t.text("patient-step-ahead-line"),
        _ => step
            .due
            .map(|due| t.say(&Message::new("patient-step-due").with("at", t.day_and_clock(due))))
            .unwrap_or_default(),
    };
    Step {
        name: t.text(name),
        line,
        state,
        words: t.text(words),
        aside: step.closed_at.map(|at| t.day_and_clock(at)).unwrap_or_default(),
    }
}
