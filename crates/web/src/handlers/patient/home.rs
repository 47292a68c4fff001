//! Home: what is under way, and the departments.

use super::{
    hold,
    itinerary::trip::{Trip, trips},
    parts::Entry,
    waits, words,
};
use crate::{
    locale::Localizer,
    problem::html,
    session::{Member, home_of},
    ui::page::Shell,
};
use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use hospital::read;
use hospital::view::{DepartmentOffer, HeldSeat};
use model::{actor::Role, message::Message};
use serde::Deserialize;

/// The most characters of a search.
const SOUGHT_MAX: usize = 40;

/// The page.
#[derive(Template)]
#[template(path = "patient/home.html")]
pub(super) struct HomeScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    /// Seats that are held while somebody of the family decides.
    held: Vec<HeldCard>,
    open: Vec<Entry>,
    /// Several things in one go.
    trips: Vec<Trip>,
    /// There are services that can be had in one go.
    has_services: bool,
    /// Somebody of the family is on a waiting list.
    is_waiting: bool,
    /// Somebody of the family is, or was, in a draw.
    has_draws: bool,
    /// How many messages nobody has read, in words; `None`: none.
    unread: Option<String>,
    /// How many ask to act for the reader, in words; `None`: nobody.
    asking: Option<String>,
    /// Who cannot book online now, and why.
    blocked: Vec<String>,
    departments: Vec<Department>,
    /// What was searched for; empty shows all.
    sought: String,
}

/// A seat that is held.
struct HeldCard {
    head: String,
    until: String,
    confirm: String,
    key: String,
    slot: String,
    patient: String,
    department: String,
    date: String,
}

/// A department to choose.
struct Department {
    href: String,
    name: String,
    place: String,
    left: String,
    tone: &'static str,
    /// The words by which it is found, in both languages.
    words: String,
}

/// What was searched for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SearchQuery {
    #[serde(default)]
    q: String,
}

pub(super) async fn show(member: Member, Query(query): Query<SearchQuery>) -> Response {
    if member.actor.role != Role::Patient {
        return Redirect::to(home_of(member.actor.role)).into_response();
    }
    let t = &member.t;
    let departments = match member.hospital.read(&member.actor, read::Departments {}).await {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    let journeys = match member.hospital.read(&member.actor, read::Journeys { person: None }).await {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    let waits = match member.hospital.read(&member.actor, read::Waits { person: None }).await {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    let draws = match member.hospital.read(&member.actor, read::Draws { person: None }).await {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    let held = match member.hospital.held_seats(&member.actor).await {
        Ok(held) => held,
        Err(failure) => return member.cannot(&failure),
    };
    let services = match member.hospital.services(&member.actor).await {
        Ok(page) => page.services,
        Err(failure) => return member.cannot(&failure),
    };
    // The page does not depend on the database: without it, it says nothing of messages.
    let unread = member.hospital.unread_messages(&member.actor).await.unwrap_or_default();
    let asking = member.hospital.family_asking(&member.actor).await.unwrap_or_default();
    let mut open = waits::offers(t, &waits);
    open.extend(words::under_way(t, &journeys.journeys));
    let sought: String = query.q.trim().chars().take(SOUGHT_MAX).collect();
    let wanted = sought.to_lowercase();
    let page = HomeScreen {
        t,
        shell: &member.shell,
        held: held.iter().map(|seat| held_card(&member, seat)).collect(),
        open,
        trips: trips(t, &journeys.journeys),
        has_services: services.len() > 1,
        is_waiting: waits::is_waiting(&waits),
        has_draws: !draws.entries.is_empty(),
        unread: (unread > 0).then(|| t.say(&Message::new("messages-home-unread").with("count", unread.cast_signed()))),
        asking: (asking > 0).then(|| t.say(&Message::new("family-home-asking").with("count", asking as i64))),
        blocked: departments.family.iter().filter_map(|member| words::blocked(t, member)).collect(),
        departments: departments
            .departments
            .iter()
            .map(|card| department(t, card))
            .filter(|department| department.words.contains(&wanted))
            .collect(),
        sought,
    };
    html(&page, StatusCode::OK)
}

fn held_card(member: &Member, seat: &HeldSeat) -> HeldCard {
    let (t, slot, patient) = (&member.t, seat.slot, seat.patient.person);
    let head = Message::new("hold-home")
        .with("name", seat.patient.name.full.as_str())
        .with("department", t.label(&seat.department.name))
        .with("clinician", seat.clinician.full.as_str())
        .with("when", t.day_and_window(seat.from, seat.until));
    HeldCard {
        head: t.say(&head),
        until: hold::until(t, seat.held_until, seat.now),
        confirm: format!("/book/{slot}?for={patient}"),
        key: format!("{}.release.{slot}", member.nonce),
        slot: slot.to_string(),
        patient: patient.to_string(),
        department: seat.department.department.to_string(),
        date: seat.date.to_string(),
    }
}

fn department(t: &Localizer, card: &DepartmentOffer) -> Department {
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
        words: format!("{} {}", card.department.name.zh, card.department.name.en).to_lowercase(),
    }
}
