//! One page of days, clinicians and windows.

use super::words;
use crate::{
    handlers::staff::{parts::Link, words as terms},
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
use hospital::view::{ClinicianDay, DayState, SlotChip, SlotState, SlotsPage};
use model::{
    id::{AppointmentId, DepartmentId, PersonId},
    message::Message,
    time::BusinessDate,
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "patient/slots.html")]
pub(super) struct SlotsScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    department: String,
    moving: bool,
    family: Vec<Link>,
    days: Vec<Day>,
    day: String,
    clinicians: Vec<Clinician>,
    /// Where a seat is, when this day has none.
    other_day: Option<Link>,
}

struct Day {
    href: String,
    weekday: String,
    number: String,
    state: String,
    class: &'static str,
    chosen: bool,
}

struct Clinician {
    name: String,
    title: String,
    line: String,
    wait: Option<String>,
    parts: Vec<Part>,
}

struct Part {
    name: String,
    rule: String,
    slots: Vec<Slot>,
}

struct Slot {
    href: Option<String>,
    window: String,
    left: String,
    class: &'static str,
}

/// Which day, for whom, and which appointment is being moved.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SlotsQuery {
    #[serde(default)]
    date: Option<BusinessDate>,
    #[serde(rename = "for", default)]
    patient: Option<PersonId>,
    #[serde(default)]
    moving: Option<AppointmentId>,
}

pub(super) async fn show(
    member: Member,
    Path(department): Path<DepartmentId>,
    Query(query): Query<SlotsQuery>,
) -> Response {
    match member.hospital.slots(&member.actor, department, query.date, query.patient).await {
        Ok(page) => html(&screen(&member.t, &member.shell, &page, query.moving), StatusCode::OK),
        Err(failure) => member.cannot(&failure),
    }
}

pub(super) fn screen<'a>(
    t: &'a Localizer,
    shell: &'a Shell,
    page: &SlotsPage,
    moving: Option<AppointmentId>,
) -> SlotsScreen<'a> {
    let address = Address { department: page.department.department, moving };
    let patient = page.patient.as_ref().map(|member| member.person);
    let any_left = page.clinicians.iter().flat_map(|clinician| &clinician.sessions).flat_map(|session| &session.slots);
    let any_left = any_left.clone().any(|slot| matches!(slot.state, SlotState::Free | SlotState::Last));
    let other_day = page.days.iter().find(|day| matches!(day.state, DayState::Free | DayState::Few) && !any_left);
    SlotsScreen {
        t,
        shell,
        department: t.label(&page.department.name),
        moving: moving.is_some(),
        family: page
            .family
            .iter()
            .map(|member| Link {
                href: address.with(Some(page.date), Some(member.person)),
                words: words::member(t, member),
                current: Some(member.person) == patient,
            })
            .collect(),
        days: page
            .days
            .iter()
            .map(|day| {
                let (state, class) = day_state(t, day.state);
                Day {
                    href: address.with(Some(day.date), patient),
                    weekday: t.weekday(day.date),
                    number: t.short_day(day.date).trim_end_matches('日').to_owned(),
                    state,
                    class,
                    chosen: day.date == page.date,
                }
            })
            .collect(),
        day: t.day(page.date),
        clinicians: page.clinicians.iter().map(|clinician| card(t, page, clinician, patient, moving)).collect(),
        other_day: other_day.map(|day| Link {
            href: address.with(Some(day.date), patient),
            words: t.say(&Message::new("patient-see-day").with("day", t.day(day.date))),
            current: false,
        }),
    }
}

struct Address {
    department: DepartmentId,
    moving: Option<AppointmentId>,
}

impl Address {
    fn with(&self, date: Option<BusinessDate>, patient: Option<PersonId>) -> String {
        let parts = [
            date.map(|date| format!("date={date}")),
            patient.map(|person| format!("for={person}")),
            self.moving.map(|appointment| format!("moving={appointment}")),
        ];
        format!("/departments/{}?{}", self.department, parts.into_iter().flatten().collect::<Vec<_>>().join("&"))
    }
}

fn day_state(t: &Localizer, state: DayState) -> (String, &'static str) {
    let (id, class) = match state {
        DayState::Free => ("patient-day-free", "is-free"),
        DayState::Few => ("patient-day-few", "is-few"),
        DayState::Full => ("patient-day-full", "is-full"),
        DayState::Closed => ("patient-day-closed", "is-closed"),
    };
    (t.text(id), class)
}

fn card(
    t: &Localizer,
    page: &SlotsPage,
    clinician: &ClinicianDay,
    patient: Option<PersonId>,
    moving: Option<AppointmentId>,
) -> Clinician {
    let room = clinician.sessions.first().map(|session| t.label(&session.room)).unwrap_or_default();
    Clinician {
        name: clinician.name.full.clone(),
        title: terms::title(t, clinician.title),
        line: format!("{} · {} · {}", t.label(&page.department.place), room, t.yuan(clinician.fee)),
        wait: clinician
            .usual_wait_minutes
            .map(|minutes| t.say(&Message::new("patient-usual-wait").with("minutes", minutes))),
        parts: clinician
            .sessions
            .iter()
            .map(|session| Part {
                name: t.text(if session.morning { "patient-morning" } else { "patient-afternoon" }),
                rule: t.say(&Message::new("patient-slot-rule").with("minutes", session.slot_minutes)),
                slots: session.slots.iter().map(|slot| slot_chip(t, slot, patient, moving)).collect(),
            })
            .collect(),
    }
}

fn slot_chip(t: &Localizer, slot: &SlotChip, patient: Option<PersonId>, moving: Option<AppointmentId>) -> Slot {
    let href = match moving {
        Some(appointment) => format!("/visits/{appointment}/move/{}", slot.slot),
        None => format!("/book/{}{}", slot.slot, words::for_query(patient)),
    };
    let (left, class, open) = match slot.state {
        SlotState::Free => (t.say(&Message::new("patient-left").with("count", slot.left)), "is-free", true),
        SlotState::Last => (t.say(&Message::new("patient-left").with("count", slot.left)), "is-last", true),
        SlotState::Full => (t.text("patient-full"), "is-full", false),
        SlotState::Past => (t.text("patient-past"), "is-past", false),
        SlotState::NotYet => (t.text("patient-not-yet"), "is-past", false),
    };
    Slot { href: open.then_some(href), window: t.window(slot.from, slot.until), left, class }
}
