//! Home: what is under way, and the departments.

use super::words;
use crate::{
    locale::Localizer,
    page::Shell,
    problem::html,
    session::{Member, home_of},
};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use hospital::view::{DepartmentCard, JourneyPage, VisitState};
use model::{actor::Role, message::Message};

/// The page.
#[derive(Template)]
#[template(path = "patient/home.html")]
pub(super) struct HomeScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    open: Vec<OpenJourney>,
    departments: Vec<Department>,
}

/// A journey that is under way.
struct OpenJourney {
    href: String,
    head: String,
    line: String,
    urgent: bool,
}

/// A department to choose.
struct Department {
    href: String,
    name: String,
    place: String,
    left: String,
    tone: &'static str,
}

pub(super) async fn show(member: Member) -> Response {
    if member.actor.role != Role::Patient {
        return Redirect::to(home_of(member.actor.role)).into_response();
    }
    let t = &member.t;
    let departments = match member.hospital.departments(&member.actor).await {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    let journeys = match member.hospital.journeys(&member.actor, None).await {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    let page = HomeScreen {
        t,
        shell: &member.shell,
        open: journeys
            .journeys
            .iter()
            .filter(|journey| journey.closed_at.is_none())
            .map(|journey| open_journey(t, journey))
            .collect(),
        departments: departments.departments.iter().map(|card| department(t, card)).collect(),
    };
    html(&page, StatusCode::OK)
}

fn open_journey(t: &Localizer, journey: &JourneyPage) -> OpenJourney {
    let head = match &journey.department {
        Some(department) => format!("{} · {}", t.label(&department.name), journey.patient.name.full),
        None => journey.patient.name.full.clone(),
    };
    let visit = journey.visits.first().filter(|visit| visit.state != VisitState::Cancelled);
    let line = match visit {
        Some(visit) if visit.state == VisitState::Called => {
            t.say(&Message::new("patient-called-to").with("room", t.label(&visit.room)))
        }
        Some(visit) => match visit.ahead {
            Some(ahead) => t.say(&Message::new("patient-ahead-line").with("ahead", ahead)),
            None => words::when(t, visit),
        },
        None => t.text("patient-journey-open"),
    };
    OpenJourney {
        href: format!("/journeys/{}", journey.journey),
        head,
        line,
        urgent: visit.is_some_and(|visit| visit.state == VisitState::Called),
    }
}

fn department(t: &Localizer, card: &DepartmentCard) -> Department {
    let (left, tone) = match (card.left_today, card.next_day) {
        (0, Some(day)) => (t.say(&Message::new("patient-next-day").with("day", t.day(day))), "warn"),
        (0, None) => (t.text("patient-no-day"), "rest"),
        (left, _) => (t.say(&Message::new("patient-left-today").with("count", left)), "ok"),
    };
    Department {
        href: format!("/departments/{}", card.department.department),
        name: t.label(&card.department.name),
        place: t.label(&card.department.place),
        left,
        tone,
    }
}
