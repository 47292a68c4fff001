//! A patient's session was closed: the window that is kept, and the answer. Choosing another window and giving it up are as
//! for any other appointment.

use super::{change::visit_of, journey::address, parts::way};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act::{refused, see},
        parts::Link,
        words as terms,
    },
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::{
    Request, usecase,
    view::{JourneyDetail, RebookingOffer, VisitState, VisitSummary},
};
use model::{
    id::{AppointmentId, SlotId},
    message::Message,
};
use serde::Deserialize;

/// What is to be answered about a visit.
pub(super) struct Card {
    pub(super) appointment: String,
    pub(super) head: String,
    /// What happens next, if nothing is kept.
    pub(super) line: String,
    pub(super) offer: Option<Kept>,
    /// To choose another window, and to give it up.
    pub(super) ways: Option<(Link, Link)>,
}

/// The window that is kept.
pub(super) struct Kept {
    pub(super) slot: SlotId,
    pub(super) day: String,
    pub(super) window: String,
    pub(super) line: String,
    /// Until when, and what silence means.
    pub(super) until: String,
    pub(super) accept: String,
    pub(super) decline: String,
}

/// The window that is answered.
#[derive(Debug, Deserialize)]
pub(super) struct AnswerForm {
    slot: SlotId,
}

/// Nothing for a visit that takes place as it was booked.
pub(super) fn card(t: &Localizer, page: &JourneyDetail, visit: &VisitSummary) -> Option<Card> {
    let is_displaced = visit.state == VisitState::Displaced;
    if !is_displaced && visit.rebooking.is_none() {
        return None;
    }
    let head = match &visit.rebooking {
        Some(offer) if offer.is_back => "rebooking-head-back",
        Some(_) => "rebooking-head",
        None => "rebooking-head-phone",
    };
    let other = format!(
        "/departments/{}?for={}&moving={}",
        visit.department.department, page.patient.person, visit.appointment
    );
    let give_up = format!("/visits/{}/cancel", visit.appointment);
    Some(Card {
        appointment: visit.appointment.to_string(),
        head: t.text(head),
        line: t.text("rebooking-phone-line"),
        offer: visit.rebooking.as_ref().map(|offer| kept(t, offer)),
        ways: is_displaced
            .then(|| (way(other, t.text("patient-choose-another")), way(give_up, t.text("rebooking-give-up")))),
    })
}

fn kept(t: &Localizer, offer: &RebookingOffer) -> Kept {
    let window = t.window(offer.from, offer.until);
    let silence = match (offer.is_back, offer.kept_in_silence) {
        (true, _) => "rebooking-until-back",
        (false, true) => "rebooking-until-kept",
        (false, false) => "rebooking-until-returned",
    };
    let decline = if offer.is_back { "rebooking-decline-back" } else { "rebooking-decline" };
    Kept {
        slot: offer.slot,
        day: t.day_at(offer.from),
        line: format!("{} · {} {}", t.room(&offer.room), offer.clinician.full, terms::title(t, offer.title)),
        until: t.say(&Message::new(silence).with("at", t.day_and_clock(offer.answer_by))),
        accept: t
            .say(&Message::new("rebooking-accept").with("day", t.day_at(offer.from)).with("window", window.clone())),
        decline: t.text(decline),
        window,
    }
}

pub(super) async fn accept(member: Member, Path(appointment): Path<AppointmentId>, post: Post<AnswerForm>) -> Response {
    let slot = post.form.slot;
    let request = Request::AcceptRebooking(usecase::AcceptRebooking { appointment, slot });
    answer(&member, appointment, &post.key, request, "rebooking-done-accepted").await
}

pub(super) async fn decline(
    member: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<AnswerForm>,
) -> Response {
    let slot = post.form.slot;
    let request = Request::DeclineRebooking(usecase::DeclineRebooking { appointment, slot });
    answer(&member, appointment, &post.key, request, "rebooking-done-declined").await
}

async fn answer(
    member: &Member,
    appointment: AppointmentId,
    key: &str,
    request: Request,
    done: &'static str,
) -> Response {
    let journey = match visit_of(member, appointment).await {
        Ok((journey, _)) => journey.journey,
        Err(failure) => return member.cannot(&failure),
    };
    match member.execute(key, request).await {
        Ok(_) => see(&format!("{}&done={done}", address(journey, appointment))),
        Err(failure) => refused(&member.t, &address(journey, appointment), &failure).into_response(),
    }
}
