//! A link to a visit for somebody without a login: the patient makes it and takes it back, and what it shows.

use super::{
    change::{Nothing, visit_of},
    journey, words,
};
use crate::{
    locale::Localizer,
    problem::{self, html},
    session::{Member, Post, Reader},
    ui::{
        act,
        page::Shell,
        parts::{Link, Notice},
    },
};
use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use hospital::{
    Failure,
    shares::{SharedStage, SharedVisit},
};
use model::{id::AppointmentId, message::Message};
use serde::Deserialize;

/// No search engine lists what was shared with somebody, and no other site learns its address.
const PRIVATE: [(HeaderName, &str); 2] =
    [(HeaderName::from_static("x-robots-tag"), "noindex, nofollow"), (header::REFERRER_POLICY, "no-referrer")];

/// The patient's page.
#[derive(Template)]
#[template(path = "patient/share.html")]
struct ShareScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    notice: Option<Notice>,
    appointment: String,
    when: String,
    /// The link, and what it shows.
    link: Option<Link>,
    back: String,
}

/// What whoever has the link sees.
#[derive(Template)]
#[template(path = "patient/shared.html")]
struct SharedScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    name: String,
    head: String,
    big: String,
    line: String,
    place: String,
    /// As of when; whoever wants to know more loads it again.
    as_of: String,
}

/// What the link shows.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ShareForm {
    /// With the department, the room and the clinician.
    #[serde(default)]
    whole: Option<String>,
}

fn page(appointment: AppointmentId) -> String {
    format!("/visits/{appointment}/share")
}

pub(super) async fn show(mut member: Member, Path(appointment): Path<AppointmentId>) -> Response {
    let notice = member.said(None);
    let found = visit_of(&member, appointment).await;
    let share = member.hospital.share_of(&member.actor, appointment).await;
    let ((journey, visit), share) = match (found, share) {
        (Ok(found), Ok(share)) => (found, share),
        (Err(failure), _) | (_, Err(failure)) => return member.cannot(&failure),
    };
    let t = &member.t;
    let screen = ShareScreen {
        t,
        shell: &member.shell,
        nonce: &member.nonce,
        notice,
        appointment: appointment.to_string(),
        when: words::when(t, &visit),
        link: share.map(|share| Link {
            href: format!("/s/{}", share.token),
            words: t.text(if share.whole { "share-whole" } else { "share-bare" }),
            current: share.whole,
        }),
        back: journey::address(journey.journey, appointment),
    };
    html(&screen, StatusCode::OK)
}

pub(super) async fn share(member: Member, Path(appointment): Path<AppointmentId>, post: Post<ShareForm>) -> Response {
    match member.hospital.share(&member.actor, appointment, post.form.whole.is_some()).await {
        Ok(_) => act::see(&page(appointment)),
        Err(failure) => act::refused(&member.t, &page(appointment), &failure).into_response(),
    }
}

pub(super) async fn unshare(member: Member, Path(appointment): Path<AppointmentId>, _post: Post<Nothing>) -> Response {
    match member.hospital.unshare(&member.actor, appointment).await {
        Ok(()) => act::told(&member.t, &page(appointment), |t| act::said(t.text("share-ended"))).into_response(),
        Err(failure) => act::refused(&member.t, &page(appointment), &failure).into_response(),
    }
}

/// For anybody.
pub(super) async fn shared(mut reader: Reader, Path(token): Path<String>) -> Response {
    reader.shell.kind = "phone";
    let answer = match reader.state.hospital.shared(&token).await {
        Ok(visit) => html(&screen(&reader.t, &reader.shell, &visit), StatusCode::OK),
        Err(Failure::NotFound) => {
            let over = SharedScreen {
                head: reader.t.text("shared-over"),
                big: String::new(),
                line: reader.t.text("shared-over-line"),
                name: String::new(),
                place: String::new(),
                as_of: String::new(),
                t: &reader.t,
                shell: &reader.shell,
            };
            html(&over, StatusCode::NOT_FOUND)
        }
        Err(failure) => problem::page(&reader.t, &reader.shell, &failure, None),
    };
    (PRIVATE, answer).into_response()
}

fn screen<'a>(t: &'a Localizer, shell: &'a Shell, visit: &SharedVisit) -> SharedScreen<'a> {
    let (head, line) = match visit.stage {
        SharedStage::Booked => ("shared-booked", "shared-booked-line"),
        SharedStage::Waiting => ("shared-waiting", "shared-waiting-line"),
        SharedStage::Inside => ("shared-inside", "shared-inside-line"),
        SharedStage::Displaced => ("shared-displaced", "shared-displaced-line"),
    };
    let place = visit.place.as_ref().map(|place| {
        let (name, at) = (t.label(&place.department.name), t.label(&place.department.place));
        [name, at, t.room(&place.room), place.clinician.full.clone()].join(" · ")
    });
    SharedScreen {
        t,
        shell,
        name: visit.name.clone(),
        head: t.text(head),
        big: t.day_and_window(visit.from, visit.until),
        line: t.say(&Message::new(line).with("at", t.clock(visit.expected_at))),
        place: place.unwrap_or_default(),
        as_of: t.say(&Message::new("shared-as-of").with("at", t.clock(visit.now))),
    }
}
