//! Cancelling and moving an appointment: first what it means, then the step.

use super::{
    book::{ConfirmScreen, rows},
    journey::address,
    words,
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
use hospital::read;
use hospital::usecase;
use hospital::{
    Failure, Request,
    view::{JourneyDetail, VisitSummary},
};
use model::{
    id::{AppointmentId, SlotId},
    message::Message,
    scheduling::ReasonCode,
};
use serde::Deserialize;

/// A form without fields of its own.
#[derive(Debug, Deserialize)]
pub(super) struct Nothing {}

/// The reader's journey that an appointment belongs to.
pub(super) async fn visit_of(
    member: &Member,
    appointment: AppointmentId,
) -> Result<(JourneyDetail, VisitSummary), Failure> {
    let page = member.hospital.read(&member.actor, read::Journeys { person: None }).await?;
    page.journeys
        .into_iter()
        .find_map(|journey| {
            let visit = journey.visits.iter().find(|visit| visit.appointment == appointment)?.clone();
            Some((journey, visit))
        })
        .ok_or(Failure::NotFound)
}

pub(super) async fn ask_cancel(mut member: Member, Path(appointment): Path<AppointmentId>) -> Response {
    let said = member.said(None);
    let t = &member.t;
    let (journey, visit) = match visit_of(&member, appointment).await {
        Ok(found) => found,
        Err(failure) => return member.cannot(&failure),
    };
    let (title, button) = match visit.wants_window {
        true => (t.text("patient-decline-title"), t.text("patient-decline-button")),
        false => {
            let button = Message::new("patient-cancel-button").with("when", words::when(t, &visit));
            (t.text("patient-cancel-title"), t.say(&button))
        }
    };
    let screen = ConfirmScreen {
        t,
        shell: &member.shell,
        key: format!("{}.cancel.{appointment}", member.nonce),
        title,
        action: format!("/visits/{appointment}/cancel"),
        slot: String::new(),
        patient: String::new(),
        rows: vec![
            (t.text("patient-for-whom"), words::member(t, &journey.patient)),
            (t.text("patient-when"), words::when(t, &visit)),
            (t.text("patient-where"), words::place(t, &visit)),
        ],
        button,
        grave: true,
        refusal: said.map(|said| (said.head, said.body)),
        held: None,
        back: Link { href: address(journey.journey, appointment), words: t.text("patient-keep"), current: false },
        days: None,
    };
    html(&screen, StatusCode::OK)
}

pub(super) async fn cancel(member: Member, Path(appointment): Path<AppointmentId>, post: Post<Nothing>) -> Response {
    let (journey, done) = match visit_of(&member, appointment).await {
        Ok((journey, visit)) if visit.wants_window => (journey.journey, "patient-done-declined"),
        Ok((journey, _)) => (journey.journey, "patient-done-cancelled"),
        Err(failure) => return member.cannot(&failure),
    };
    let request = Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None });
    match member.execute(&post.key, request).await {
        Ok(_) => see(&format!("{}&done={done}", address(journey, appointment))),
        Err(failure) => refused(&member.t, &format!("/visits/{appointment}/cancel"), &failure).into_response(),
    }
}

pub(super) async fn undo_cancel(
    member: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<Nothing>,
) -> Response {
    let journey = match visit_of(&member, appointment).await {
        Ok((journey, _)) => journey.journey,
        Err(failure) => return member.cannot(&failure),
    };
    let page = address(journey, appointment);
    let request = usecase::UndoCancel { appointment, reason: ReasonCode::PatientWish, text: None };
    match member.execute(&post.key, request.into()).await {
        Ok(_) => see(&format!("{page}&done=patient-done-undo-cancel")),
        Err(failure) => refused(&member.t, &page, &failure).into_response(),
    }
}

pub(super) async fn ask_move(mut member: Member, Path((appointment, slot)): Path<(AppointmentId, SlotId)>) -> Response {
    let said = member.said(None);
    let t = &member.t;
    let (journey, visit) = match visit_of(&member, appointment).await {
        Ok(found) => found,
        Err(failure) => return member.cannot(&failure),
    };
    let page =
        match member.hospital.read(&member.actor, read::Slot { slot, patient: Some(journey.patient.person) }).await {
            Ok(page) => page,
            Err(failure) => return member.cannot(&failure),
        };
    let mut lines = vec![(t.text("patient-move-from"), words::when(t, &visit))];
    lines.extend(rows(t, &page));
    let screen = ConfirmScreen {
        t,
        shell: &member.shell,
        key: format!("{}.move.{slot}", member.nonce),
        title: t.text("patient-move-title"),
        action: format!("/visits/{appointment}/move/{slot}"),
        slot: String::new(),
        patient: String::new(),
        rows: lines,
        button: t.say(
            &Message::new("patient-move-button")
                .with("day", t.day_at(page.slot.from))
                .with("window", t.window(page.slot.from, page.slot.until)),
        ),
        grave: false,
        refusal: said.map(|said| (said.head, said.body)),
        held: None,
        back: Link {
            href: format!(
                "/departments/{}?date={}&for={}&moving={appointment}",
                page.department.department, page.date, journey.patient.person
            ),
            words: t.text("patient-other-window"),
            current: false,
        },
        days: None,
    };
    html(&screen, StatusCode::OK)
}

pub(super) async fn do_move(
    member: Member,
    Path((appointment, slot)): Path<(AppointmentId, SlotId)>,
    post: Post<Nothing>,
) -> Response {
    let journey = match visit_of(&member, appointment).await {
        Ok((journey, _)) => journey.journey,
        Err(failure) => return member.cannot(&failure),
    };
    match member.execute(&post.key, Request::Move(usecase::Move { appointment, slot })).await {
        Ok(_) => see(&format!("{}&done=patient-done-moved", address(journey, appointment))),
        Err(failure) => refused(&member.t, &format!("/visits/{appointment}/move/{slot}"), &failure).into_response(),
    }
}
