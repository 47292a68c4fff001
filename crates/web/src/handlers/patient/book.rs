//! The choice before it is confirmed, and the booking.

use super::{
    address::{SlotsQuery, minutes},
    hold, journey, words,
};
use crate::{
    locale::Localizer,
    problem::html,
    session::{Member, Post},
    ui::page::Shell,
    ui::{
        act::{refused, see},
        impossible,
        parts::Link,
        words as terms,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::usecase;
use hospital::{Answer, Failure, Request, view::BookingPreview};
use model::{
    id::{DepartmentId, PersonId, SlotId},
    message::Message,
    scheduling::{Channel, ImpossibleDays},
    time::BusinessDate,
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "patient/confirm.html")]
pub(super) struct ConfirmScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) key: String,
    pub(super) title: String,
    pub(super) action: String,
    pub(super) slot: String,
    pub(super) patient: String,
    pub(super) rows: Vec<(String, String)>,
    pub(super) button: String,
    /// The step takes something away.
    pub(super) grave: bool,
    pub(super) refusal: Option<(String, String)>,
    /// How long a seat is held, before a booking.
    pub(super) held: Option<Held>,
    pub(super) back: Link,
    /// On which days the patient cannot come, if that is asked.
    pub(super) days: Option<impossible::Fields>,
}

/// What the page says about the seat that is held, or is no longer.
pub(super) struct Held {
    pub(super) words: String,
    /// The button that holds it, or holds it for longer: the key of its form, where it has one of its own, and its words.
    pub(super) hold: Option<(String, String)>,
    /// The key of the form that gives it up.
    pub(super) release: Option<String>,
    pub(super) department: String,
    pub(super) date: String,
    /// When the window begins, as written in an address: if its session is withdrawn meanwhile, others are offered.
    pub(super) at: i64,
}

/// For whom.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ForQuery {
    #[serde(rename = "for", default)]
    patient: Option<PersonId>,
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct BookForm {
    slot: SlotId,
    patient: PersonId,
    /// Whose windows to go back to when this one is no longer there.
    #[serde(default)]
    department: Option<DepartmentId>,
    /// When the window begins, as written in an address.
    #[serde(default)]
    at: Option<i64>,
    /// The day of the window.
    #[serde(default)]
    date: Option<BusinessDate>,
    /// Sent by the button that holds the seat for longer; nothing is booked then.
    #[serde(default)]
    hold: Option<String>,
    #[serde(flatten)]
    days: impossible::Sent,
}

pub(super) async fn confirm(mut member: Member, Path(slot): Path<SlotId>, Query(query): Query<ForQuery>) -> Response {
    let said = member.said(None);
    let Some(patient) = query.patient.or(member.actor.person) else { return member.cannot(&Failure::Denied) };
    let t = &member.t;
    let page = match member.hospital.read(&member.actor, read::Slot { slot, patient: Some(patient) }).await {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    let refusal = match said {
        Some(said) => Some((said.head, said.body)),
        None => page.refusal.as_ref().map(|refusal| (t.refusal(refusal), String::new())),
    };
    // The windows say why this one cannot be had, and where to go on.
    let chosen = if refusal.is_some() { format!("&slot={slot}") } else { String::new() };
    let screen = ConfirmScreen {
        t,
        shell: &member.shell,
        key: format!("{}.book.{slot}", member.nonce),
        title: t.text("patient-confirm-title"),
        action: "/book".to_owned(),
        slot: slot.to_string(),
        patient: patient.to_string(),
        rows: rows(t, &page),
        button: t.say(
            &Message::new("patient-book-button")
                .with("name", page.patient.name.full.as_str())
                .with("window", t.window_beside(page.date, page.slot.from, page.slot.until)),
        ),
        grave: false,
        refusal,
        held: Some(held(&member, &page)),
        back: Link {
            href: format!("/departments/{}?date={}&for={patient}{chosen}", page.department.department, page.date),
            words: t.text("patient-other-window"),
            current: false,
        },
        days: Some(impossible::Fields::new(t, &ImpossibleDays::default())),
    };
    html(&screen, StatusCode::OK)
}

/// Until when a seat of the window is held, or that none is.
fn held(member: &Member, page: &BookingPreview) -> Held {
    let (t, slot) = (&member.t, page.slot.slot);
    let words = match page.held_until {
        Some(until) => hold::until(t, until, page.now),
        None => t.text("hold-none"),
    };
    let more = if page.held_until.is_some() { "hold-longer" } else { "hold-again" };
    Held {
        words,
        hold: page.can_hold.then(|| (format!("{}.hold", member.nonce), t.text(more))),
        release: page.held_until.map(|_| format!("{}.release.{slot}", member.nonce)),
        department: page.department.department.to_string(),
        date: page.date.to_string(),
        at: minutes(page.slot.from),
    }
}

/// What is being chosen, line by line.
pub(super) fn rows(t: &Localizer, page: &BookingPreview) -> Vec<(String, String)> {
    let mut rows = vec![
        (t.text("patient-for-whom"), words::member(t, &page.patient)),
        (t.text("patient-when"), t.day_and_window(page.slot.from, page.slot.until)),
    ];
    if let Some(at) = page.slot.expected_at {
        rows.push((t.text("patient-expected"), t.clock(at)));
    }
    rows.extend([
        (t.text("patient-clinician"), format!("{} {}", page.clinician_name.full, terms::title(t, page.title))),
        (t.text("patient-where"), format!("{} · {}", t.label(&page.department.place), t.room(&page.room))),
        (t.text("patient-fee"), t.yuan(page.fee)),
    ]);
    rows
}

pub(super) async fn book(member: Member, post: Post<BookForm>) -> Response {
    let BookForm { slot, patient, department, at, date, hold, days } = post.form;
    if let (Some(_), Some((department, date))) = (hold, department.zip(date)) {
        let form = hold::HoldForm { slot, patient, department, date };
        let is_typed = !days.days().is_ok_and(|days| days.is_empty());
        return hold::hold(&member, &post.key, &form, is_typed).await;
    }
    let outcome = match days.days() {
        Ok(days) => {
            let impossible = Some(days).filter(|days| !days.is_empty());
            let request = Request::Book(usecase::Book { slot, patient, channel: Channel::Online, impossible });
            member.execute(&post.key, request).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(Answer::Booked { journey, appointment, .. }) => {
            see(&format!("{}&done=patient-done-booked", journey::address(journey, appointment)))
        }
        Ok(_) => see("/journeys"),
        Err(failure) => {
            match (department, member.hospital.read(&member.actor, read::Slot { slot, patient: Some(patient) }).await) {
                // Its session was withdrawn meanwhile: leads to the others.
                (Some(department), Err(Failure::NotFound)) => {
                    let query = SlotsQuery { patient: Some(patient), slot: Some(slot), at, ..SlotsQuery::default() };
                    see(&query.href(department))
                }
                _ => refused(&member.t, &format!("/book/{slot}?for={patient}"), &failure).into_response(),
            }
        }
    }
}
