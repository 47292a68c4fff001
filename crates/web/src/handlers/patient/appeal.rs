//! A missed visit: the patient's appeal, and what the hospital decided.

use super::{change::visit_of, journey::address, words};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act::{refused, see},
        parts::Choice,
        words as terms,
    },
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::{
    usecase,
    view::{AppealStage, JourneyDetail, VisitAppeal, VisitState, VisitSummary},
};
use model::{id::AppointmentId, message::Message, scheduling::ReasonCode};
use serde::Deserialize;

/// Why somebody appeals.
const WHY: [ReasonCode; 3] = [ReasonCode::Other, ReasonCode::Mistake, ReasonCode::Hospital];

/// What is said about a missed visit, and what can be done.
pub(super) struct Card {
    pub(super) appointment: String,
    pub(super) head: String,
    pub(super) lines: Vec<String>,
    /// Why one appeals; empty where one cannot.
    pub(super) reasons: Vec<Choice>,
}

/// What is sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AppealForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    text: String,
}

/// `own`: the patient reads it, and may appeal. Nothing for a visit that was not missed.
pub(super) fn card(t: &Localizer, page: &JourneyDetail, visit: &VisitSummary, own: bool) -> Option<Card> {
    let can_appeal = own && visit.can_appeal;
    if visit.state != VisitState::Missed || (visit.appeal.is_none() && !can_appeal) {
        return None;
    }
    let stage = visit.appeal.map(|appeal| appeal.stage);
    let head = match stage {
        None => "appeal-head",
        Some(AppealStage::Asked) => "appeal-head-asked",
        Some(AppealStage::Excused) => "appeal-head-excused",
        Some(AppealStage::Declined) => "appeal-head-declined",
    };
    let mut lines: Vec<String> = match &visit.appeal {
        None => vec![t.text("appeal-hint")],
        Some(appeal) => said(t, appeal),
    };
    lines.push(words::blocked(t, &page.patient).unwrap_or_else(|| t.text("appeal-not-blocked")));
    let why = |code| t.text(&format!("appeal-why-{}", id_of(code)));
    Some(Card {
        appointment: visit.appointment.to_string(),
        head: t.text(head),
        lines,
        reasons: if can_appeal { terms::choices(&WHY, None, why) } else { Vec::new() },
    })
}

fn said(t: &Localizer, appeal: &VisitAppeal) -> Vec<String> {
    let asked = appeal.asked_at.map(|at| t.say(&Message::new("appeal-asked").with("at", t.day_and_clock(at))));
    let decided = appeal.decided_at.zip(appeal.decided_for).map(|(at, code)| {
        let (id, because) = match appeal.stage {
            AppealStage::Excused => ("appeal-excused", "appeal-excused-because"),
            AppealStage::Asked | AppealStage::Declined => ("appeal-declined", "appeal-declined-because"),
        };
        let because = t.text(&format!("{because}-{}", id_of(code)));
        t.say(&Message::new(id).with("at", t.day_and_clock(at)).with("because", because))
    });
    let waits = (appeal.stage == AppealStage::Asked).then(|| t.text("appeal-waits"));
    asked.into_iter().chain(waits).chain(decided).collect()
}

/// The part of a text's id that names a reason.
fn id_of(code: ReasonCode) -> String {
    terms::code(&code).replace('_', "-")
}

pub(super) async fn ask(member: Member, Path(appointment): Path<AppointmentId>, post: Post<AppealForm>) -> Response {
    let journey = match visit_of(&member, appointment).await {
        Ok((journey, _)) => journey.journey,
        Err(failure) => return member.cannot(&failure),
    };
    let page = address(journey, appointment);
    let AppealForm { reason, text } = &post.form;
    let reason = terms::decode(reason).unwrap_or(ReasonCode::Other);
    let request = usecase::AppealMissed { appointment, reason, text: Some(text.clone()) };
    match member.execute(&post.key, request.into()).await {
        Ok(_) => see(&format!("{page}&done=appeal-done")),
        Err(failure) => refused(&member.t, &page, &failure).into_response(),
    }
}
